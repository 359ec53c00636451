"""Frozen values behave as frozen dataclasses do: given by name, compared by contents, never changed."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from typing import Any

import pytest

from coachfolio.base.frozen import changed
from coachfolio.evidence.model import Claim, Evidence, Period, Session

CLAIM = Claim(criterion="D7.03/s1", where="reflection")


def test_fields_are_given_by_name_and_have_their_defaults() -> None:
    assert (CLAIM.criterion, CLAIM.where, CLAIM.how) == ("D7.03/s1", "reflection", None)
    with pytest.raises(TypeError, match="Claim needs criterion"):
        Claim(where="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Claim has no were"):
        Claim(criterion="x", were="y")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Claim("x")  # type: ignore[call-arg]


def test_nothing_in_them_changes() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        CLAIM.how = "x"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del CLAIM.how
    with pytest.raises(dataclasses.FrozenInstanceError):
        CLAIM.other = 1
    assert not hasattr(CLAIM, "__dict__")


def test_they_are_compared_by_kind_and_contents() -> None:
    assert Claim(criterion="D7.03/s1", where="reflection") == CLAIM
    assert hash(Claim(criterion="D7.03/s1", where="reflection")) == hash(CLAIM)
    assert Claim(criterion="D7.03/s2", where="reflection") != CLAIM
    assert CLAIM != ("D7.03/s1", "reflection", None)


def test_they_are_dataclasses_for_whoever_asks() -> None:
    assert dataclasses.is_dataclass(CLAIM)
    assert dataclasses.replace(CLAIM, how="so").how == "so"
    assert dataclasses.asdict(CLAIM) == {"criterion": "D7.03/s1", "where": "reflection", "how": None}
    assert [one.name for one in dataclasses.fields(Period)] == ["from_", "to"]
    assert repr(CLAIM) == "Claim(criterion='D7.03/s1', where='reflection', how=None)"


def test_they_are_what_dataclasses_would_make_of_the_same_fields() -> None:
    from coachfolio.base.frozen import Frozen

    def below(cls: type[object]) -> list[type[Any]]:
        return [found for sub in cls.__subclasses__() for found in (sub, *below(sub))]

    kinds = below(Frozen)
    assert len(kinds) > 60
    for kind in kinds:
        own = {name: text for name, text in inspect.get_annotations(kind).items() if "ClassVar" not in text}
        fields = {field.name: field for field in dataclasses.fields(kind)}
        assert own.items() <= {name: field.type for name, field in fields.items()}.items(), kind
        by_position = tuple(name for name, field in fields.items() if not field.kw_only)
        assert kind.__match_args__ == by_position, kind
        assert "__dict__" not in vars(kind), kind


def test_copies_are_equal() -> None:
    assert copy.deepcopy(CLAIM) == CLAIM
    assert pickle.loads(pickle.dumps(CLAIM)) == CLAIM


def test_kinds_of_evidence_have_an_id_and_a_path() -> None:
    names = [one.name for one in dataclasses.fields(Session)]
    assert names[:2] == ["id", "path"]
    assert issubclass(Session, Evidence)
    assert Session.type == "sessions"


def test_a_copy_with_changes_is_what_dataclasses_would_make() -> None:
    assert changed(CLAIM, where="outcome") == dataclasses.replace(CLAIM, where="outcome")
    assert changed(CLAIM) == CLAIM
    assert CLAIM.where == "reflection"
    with pytest.raises(TypeError, match="Claim has no length"):
        changed(CLAIM, length=3)
