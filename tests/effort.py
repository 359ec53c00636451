"""How much the tests try, and what trying it may cost.

`COACHFOLIO_EFFORT=thorough` has every property tried with all its examples, and the scale tests at full size; daily
work tries a part. `COACHFOLIO_CASE=word` has `each` try only the cases whose names have that word in them.
"""

from __future__ import annotations

import functools
import inspect
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import hypothesis
import pytest
from hypothesis import HealthCheck

if sys.platform != "win32":
    import resource

THOROUGH: Final = os.environ.get("COACHFOLIO_EFFORT") == "thorough"
CASE: Final = os.environ.get("COACHFOLIO_CASE", "")
SHOWN: Final = 5
"""Failures of one item that are shown in full; the others are only named."""

Test = Callable[..., None]


def examples(thorough: int, suppress_health_check: Iterable[HealthCheck] = (), **settings: Any) -> hypothesis.settings:
    """So many examples of a property in a thorough run, and a quarter of them in daily work; no bound by the clock."""
    number = thorough if THOROUGH else max(thorough // 4, min(thorough, 10))
    suppressed = {HealthCheck.too_slow, *suppress_health_check}
    settings.setdefault("derandomize", not THOROUGH)  # a change is judged by the same examples as the one before it
    return hypothesis.settings(max_examples=number, deadline=None, suppress_health_check=suppressed, **settings)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """In so many seconds of the processor, in this process and those that it started and saw end.

    What else the machine does is not counted, and a test that waits is not slow.
    """
    start = _spent()
    yield
    spent = _spent() - start
    assert spent < seconds, f"{spent:.2f} s of the processor, and at most {seconds} s are allowed"


def _spent() -> float:
    if sys.platform == "win32":  # it does not tell what others spent
        return time.process_time()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + used.ru_utime + used.ru_stime


def each(arguments: str, cases: Iterable[str] | Mapping[str, object]) -> Callable[[Test], Test]:
    """One item that tries every case of one property, and names all that fail.

    The test gets the name of a case as its argument; with a mapping it gets what belongs to the name, or, where there
    are several `arguments`, each part of it. Unlike with `parametrize`, every case sees the same fixtures: not for a
    test that writes to its own folder.
    """
    wanted = arguments.split(", ")
    values: Mapping[str, Any] = cases if isinstance(cases, Mapping) else {name: name for name in cases}

    def given(name: str) -> dict[str, Any]:
        value = values[name]
        return dict(zip(wanted, value if len(wanted) > 1 else (value,), strict=True))

    def of_test(test: Test) -> Test:
        signature = inspect.signature(test)
        kept = [parameter for parameter in signature.parameters.values() if parameter.name not in wanted]
        assert len(kept) + len(wanted) == len(signature.parameters), f"{test.__name__} does not take {arguments}"

        @functools.wraps(test)
        def try_each(**fixtures: Any) -> None:
            names = [name for name in values if CASE in name]
            assert names, f"there is no case {CASE!r} to try"
            failures = {name: told for name in names if (told := failure(test, {**fixtures, **given(name)}))}
            if failures:
                shown = [f"--- {name}\n{told}" for name, told in list(failures.items())[:SHOWN]]
                head = f"{len(failures)} of {len(names)} cases failed: {', '.join(failures)}"
                pytest.fail("\n".join([head, *shown]), pytrace=False)

        try_each.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
        return try_each

    return of_test


def failure(test: Test, arguments: dict[str, Any]) -> str:
    """What went wrong with one case; empty where nothing did."""
    try:
        test(**arguments)
    except pytest.fail.Exception as failed:
        return str(failed)
    except Exception as failed:
        below = failed.__traceback__ and failed.__traceback__.tb_next
        return "".join(traceback.format_exception(failed.with_traceback(below)))
    return ""
