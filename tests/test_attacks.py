"""What is done to a record that was sealed and handed over is named; what honest people do is not held against them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Final

import pytest

from coachfolio import Severity
from coachfolio.checks.auditing import audit
from coachfolio.record.receipts import receipt_text
from coachfolio.record.seen import new_receipt
from coachfolio.record.signers import Signers

from .attacks import RECEIVED, Desk, shelved
from .tried import EVERY

TODAY: Final = datetime.date(2026, 6, 30)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("shelf")
    learner = shelved(place)
    found = audit(learner.folder, today=TODAY, digests=True)
    assert found.seen
    at = datetime.datetime.fromisoformat(f"{RECEIVED}T12:00:00+00:00")
    (place / "kept.json").write_text(receipt_text(new_receipt(found.seen, at=at)), encoding="ascii")
    return place


@pytest.mark.parametrize("name", EVERY)
def test_each_attack_is_named(name: str, tmp_path: Path, shelf: Path) -> None:
    attack = EVERY[name]
    desk = Desk(tmp_path, shelf)
    attack.deed(desk)
    signers = Signers.from_text((desk.keys / "signers").read_text(encoding="utf-8"))
    earlier = [str(shelf / "kept.json"), *map(str, sorted(tmp_path.glob("*.json")))]
    alone = audit(desk.folder, signers=signers, today=TODAY).report.diagnostics
    since = audit(desk.folder, signers=signers, today=TODAY, since=earlier).report.diagnostics
    assert set(attack.alone.split()) <= {one.code for one in alone}
    assert set(attack.since.split()) <= {one.code for one in since} - {one.code for one in alone}
    grave = {one.code for one in since if one.severity is not Severity.ADVICE}
    if attack.innocent:
        assert not grave
    elif attack.known:
        assert grave & set(f"{attack.alone} {attack.since}".split())
    else:
        assert not grave, "something tells it from what honest people do: say so in the table"
