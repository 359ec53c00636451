"""Names that are words as well: one of them alone says little, unless it is written as a name is."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from coachfolio.base.words import words

__all__ = ["MONTHS", "WORD_NAMES", "is_ordinary", "is_word"]


MONTHS: Final = words(
    """
    january february march april may june july august september october november december
    """
)

WORD_NAMES: Final = MONTHS | words(
    """
    abbott ace acres alder amber angel apple archer art ash aspen august autumn avenue bacon baker ball banks
    barber bark barn barnes basil bass bay beach bean bear beck bell bench berry best bill birch bird bishop
    black blake blank blessing bliss block bloom blossom blue blunt bolt bond bonds boot booth bow bowler bowman
    box boy brand brave bray bridge bridges bright brook brooks brown buck bud buddy bull burns bush butcher
    butler cage candy cannon canon carol carpenter carter case cash castle chad chamber chambers chance chapel
    chapman chance charity charm chase cherish cherry chester child childs christian christmas church clarity
    clay clement clever cliff close cloud coach cole collier cook cooper constance constant corn cotton counsel
    court coward cox crane crisp cross crow crystal cunning curry dale daisy dance darling dash dawn day dean
    dear destiny dick dock drake draper dray drew driver duke dust dusty dyer earl early earnest easter east
    edge eden ember english eve ever evergreen fair fairweather faith falcon fall farmer farrow fashion fawn
    feather felicity fern field fields finch fine fish fisher fleet flint flood flora flower flowers foot ford
    forest forester foster fowler fox france frank freedom freeman fresh friend frost fry fuller fuse gale
    gamble garden gardener garland garner garret gates gay gem gene gentle gentry george gift gilbert ginger
    glass glen glory glover gold golden good goodman goodwin grace grain grand grant grave graves gray green
    greene grey grove guest guide gull gunn guy hail hale hall hammer hand hands hardy hare harmony harper
    harrow harry hart harvest haven hawk hawker hay hazel head heart heath heather heaven herb hero hill hills
    hobbs holiday holly home honey honour hood hook hooper hope hopes horn horne house howe hunt hunter iris
    irish iron israel ivory ivy jack jade jasmine jasper jay jean jenny jet jewel job jolly jordan josh joy
    judge justice keen key keys kidd kind king kings kirk kite knight knott lace lake lamb lance land lane lark
    last laurel lavender law lawless lawn lawyer leaf lent light lily lincoln line link lion little lock lodge
    london long lord love loveday loyal luck lucky luna mace maiden major male mann manning march mare marigold
    marina mark marks marsh martin mason masters mat max may mead meadow meadows mean means mercer mercy merit
    merry mike miles mill miller mills mint moon moor moore moral more morning moss mount mountain muse music
    myrtle nasty new newman nick night nightingale noble norm norman north oak oakes oaks ocean olive opal
    orange orchard order otter packer page pain paine painter palm palmer paris park parker parks parsons parrot
    partridge pat patience payne peace peach peacock pearl peel peg penny pepper perry pierce pike piper pitt
    place plant plum pointer pole pollard pool poole pope poppy port porter post potter pound pounds power
    powers precious price pride prince prior promise proud providence prudence purity quick rain rainbow raven
    ray read reader reading reason reed reeve reeves reid rest rice rich rider ridge river rivers road rob robin
    rock rod roman root roots rope rose rosemary rowan royal ruby rule rush rusty sage sailor sally salmon salt
    sand sands sandy satin savage savannah sawyer scarlet school scott seal sears self senior sergeant serenity
    seymour shade sharp shaw sharpe shepherd shine ship shore short sierra silver singer sky slate sleep sloan
    small smart smith smooth snow sole song south sparks sparrow speaker spear spears spence spring squire stain
    stanley star starr start steel steele step stephens sterling steward still stock stone stoner storm story
    strange street strong sue sugar summer summers sun sunday sunny sutton swallow swan sweet swift sword tanner
    tate teal temple tender terry thorn thorne tiger tile todd toller tom topaz tower towers town trail travel
    tree trim trinity true trust truth tucker tuesday turner twist urban vale valentine valley van verity victor
    vine violet virtue viola walker wall waller walls want ward warden warner waters way wayne weaver webb weeks
    weir wells west wheat wheeler white wild wilder will willow wills wind winter winters wise wolf wood woodman
    woods worth wright wynn yard yeoman york young
    """
)
"""First and last names that people write as ordinary words, or that are a place, a season or a trade."""

_PLACES: Final = words(
    """
    aberdeen bath belfast birmingham blackpool bolton bradford brighton bristol britain cambridge canterbury
    cardiff carlisle cornwall coventry cumbria derby devon dorset dublin dundee durham edinburgh england essex
    europe exeter glasgow gloucester hampshire hull inverness ipswich ireland kent lancashire lancaster leeds
    leicester lincoln liverpool london luton manchester midlands newcastle norfolk northampton norwich
    nottingham oxford perth peterborough plymouth portsmouth reading salford scotland sheffield somerset
    southampton stirling stockport suffolk surrey sussex swansea swindon thames tyne wales wolverhampton
    worcester yorkshire
    """
)
"""Towns and counties: many an organisation begins with one, and so do many sentences that mean the town."""


@cache
def _words() -> frozenset[str]:
    return words(Path(__file__).with_name("ordinary.txt").read_text(encoding="ascii"))


@cache
def is_ordinary(word: str) -> bool:
    """Whether people write a folded word in small letters, in one of its forms: `next`, `fields`, `minded`."""
    known = _words()
    if word in known or word in _PLACES:
        return True
    return any(
        word.endswith(end) and (word[: -len(end)] in known or f"{word[: -len(end)]}e" in known)
        for end in ("s", "es", "ed", "ing", "ings", "er", "ers", "ly")
        if len(word) - len(end) >= 3
    )


def is_word(word: str) -> bool:
    """Whether a folded word alone says little of a person: a word that is also a name, a place, a season or a trade."""
    return word in WORD_NAMES or word in _words()
