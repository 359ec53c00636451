"""The record of practice of one portfolio.

Git is set to work first, and the rest of coachfolio is fetched meanwhile: each takes as long as the other.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from coachfolio.git.directory import OpenRecord
from coachfolio.git.process import LimitReached
from coachfolio.git.reading import begun, listing_ahead

if TYPE_CHECKING:
    from coachfolio.record.facts import PracticeRecord
    from coachfolio.record.receipts import Receipt
    from coachfolio.record.signers import Signers

__all__ = ["record_of"]


def record_of(
    opened: OpenRecord,
    name: str,
    *,
    now: datetime.datetime,
    signers: Signers | None = None,
    receipts: Sequence[Receipt] = (),
    stamp_roots: bytes = b"",
    fields: bool = True,
    digests: bool = False,
) -> PracticeRecord:
    """Everything that the record of a portfolio holds.

    `name` is what to call it for people. `now` is when this is asked, with its time zone: keys must be valid then, or
    when an earlier receipt has seen what they signed. `signers` is the verifier's list and `receipts` are those that
    the verifier kept, and `stamp_roots` the certificates (PEM) of time-stamp authorities that count: none of them may
    come from the portfolio. Without `fields`, nobody is told which fields each save changed, and only the first and
    the last content of a piece are read. With `digests`, the SHA-256 of all present evidence is worked out.

    Raises Mismatch where the record is not what it promises, Missing, SeveralPortfolios, GitTrouble. Where a bound is
    reached, the record says so and holds nothing else.
    """
    if opened.tip is None:
        from coachfolio.record.assembling import nothing_of

        return nothing_of(opened, name)
    try:
        with (
            begun(opened.repository, opened.tip) as reading,
            listing_ahead(opened.repository, opened.tip) as files,
        ):
            from coachfolio.record.assembling import assembled
            from coachfolio.record.signers import Signers

            return assembled(
                opened,
                name,
                reading,
                files,
                now=now,
                signers=signers or Signers.none(),
                receipts=receipts,
                stamp_roots=stamp_roots,
                fields=fields,
                digests=digests,
            )
    except LimitReached as limit:
        from coachfolio.record.assembling import nothing_of

        return nothing_of(opened, name, stopped=limit.what)
