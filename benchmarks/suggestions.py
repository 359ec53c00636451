"""How good the suggestions of criteria are, beside plain comparison of words, and how long they take.

python benchmarks/suggestions.py

Every claim of the example is held out in turn: from its passage, is its criterion among the first three? Plain
comparison is TF-IDF with the cosine, between the passage and the words of each criterion. Then 500 pieces are suggested
for, measured by turns with a check of them. The bars: 60 % among the first three, and at most twice a check.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.make import TODAY, write
from benchmarks.run import PYTHON, by_turns, coachfolio, cost_of
from coachfolio import Portfolio, open_portfolio
from coachfolio.facts.progress.coverage import claims_made, field_pointed_at
from coachfolio.facts.suggesting import Suggestions, passages_of, words_in

BAR: Final = 0.6
MOST_TIMES_CHECK: Final = 2.0
ROUNDS: Final = 5
SUGGEST: Final = """
import sys
from coachfolio import open_portfolio
from coachfolio.facts.suggesting import Suggestions
portfolio = open_portfolio(sys.argv[1])
suggestions = Suggestions(portfolio)
for piece in portfolio.evidence:
    suggestions.for_piece(piece)
"""


def among_three(portfolio: Portfolio, ranked: Callable[[str, str, str], Sequence[str]]) -> float:
    """The share of claims whose criterion is among the first three that `ranked` gives for piece, field, criterion."""
    made = tuple(claims_made(portfolio.evidence))
    right = 0
    for claim in made:
        piece = portfolio.get(claim.evidence)
        assert piece is not None
        field = field_pointed_at(claim.where)
        told = field if field in passages_of(piece) else ""
        right += claim.criterion in ranked(claim.evidence, told, claim.criterion)[:3]
    return right / len(made)


def plain(portfolio: Portfolio) -> Callable[[str, str, str], Sequence[str]]:
    """Plain comparison of words: nothing is known but the passage and the words of the criteria."""
    assert portfolio.qualification is not None
    texts = {criterion.ref: words_in(criterion.text) for criterion in portfolio.qualification.criteria}
    seen = Counter(word for words in texts.values() for word in set(words))
    rare = {word: math.log((1 + len(texts)) / (1 + number)) + 1 for word, number in seen.items()}

    def vector(words: Sequence[str]) -> Mapping[str, float]:
        values = {word: number * rare[word] for word, number in Counter(words).items() if word in rare}
        length = math.sqrt(sum(value * value for value in values.values())) or 1.0
        return {word: value / length for word, value in values.items()}

    vectors = {ref: vector(words) for ref, words in texts.items()}

    def ranked(evidence: str, field: str, _: str) -> Sequence[str]:
        piece = portfolio.get(evidence)
        assert piece is not None
        told = passages_of(piece)
        own = vector(words_in(told.get(field) or " ".join(told.values())))
        scores = {
            ref: sum(value * other.get(word, 0.0) for word, value in own.items()) for ref, other in vectors.items()
        }
        return sorted(scores, key=lambda ref: -scores[ref])

    return ranked


def main() -> None:
    """Measure, print, and end with 1 where a bar is not kept."""
    portfolio = open_portfolio(ROOT / "example-portfolio")
    suggestions = Suggestions(portfolio)

    def ours(evidence: str, field: str, criterion: str) -> Sequence[str]:
        piece = portfolio.get(evidence)
        assert piece is not None
        return suggestions.for_piece(piece, field, without=criterion)

    share, beside = among_three(portfolio, ours), among_three(portfolio, plain(portfolio))
    print(f"The right criterion among the first three: {share:.0%}; with plain TF-IDF {beside:.0%}; at least {BAR:.0%}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "500")
        write(folder, 500)
        costs = by_turns(
            ROUNDS,
            {
                "check": partial(coachfolio, "check", str(folder), "--on", TODAY),
                "suggest": partial(cost_of, PYTHON, "-c", SUGGEST, str(folder)),
            },
        )
    for name, cost in costs.items():
        print(f"  {name:8}{cost}")
    times = min(cost.busy for cost in costs["suggest"].every) / min(cost.busy for cost in costs["check"].every)
    print(f"Suggesting for 500 pieces takes {times:.2f} times as long as a check; at most {MOST_TIMES_CHECK:g}")
    sys.exit(share < BAR or times > MOST_TIMES_CHECK)


if __name__ == "__main__":
    main()
