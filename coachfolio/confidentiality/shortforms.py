"""Short forms of English first names, and what is called by each."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Final

from coachfolio.base.words import words

__all__ = ["COMMON_FIRST", "short_forms"]

_TABLE: Final = """
abigail: abby abbie gail | albert: al bert bertie | alexander: alex alec sandy xander sasha | alexandra: alex
sandra sasha lexi | alfred: alf alfie fred | alison: ali | amanda: mandy | amelia: amy millie | andrew: andy
drew | angela: angie | ann: annie nan | anna: annie | anne: annie | anthony: tony ant | antony: tony ant |
arthur: art | barbara: babs barb | benedict: ben | benjamin: ben benny benji | bernard: bernie | bernadette:
bernie | beverley: bev | bradley: brad | bridget: bridie biddy | cameron: cam | caroline: caz carrie |
cassandra: cass cassie | catherine: cathy cath kate katie kitty cat | cecilia: cecily cissy | charles: charlie
chas chuck | charlotte: charlie lottie lotte | christina: chris chrissie tina | christine: chris chrissie tina |
christopher: chris kit topher | clifford: cliff | constance: connie | cornelius: con neil | cynthia: cindy |
daniel: dan danny | danielle: dani | david: dave davy davie | deborah: deb debs debbie | dominic: dom | donald:
don donnie | donovan: don | dorothy: dot dotty dolly | douglas: doug dougie | edmund: ed eddie ned ted | edward:
ed eddie ned ted teddy | edwin: ed eddie | eileen: ellie | elaine: lainey | eleanor: ellie nell nelly nora ella
| elizabeth: liz lizzie beth betty betsy eliza libby lisa | ellen: ellie nell nelly | emily: em emmy millie |
emma: em emmy | ernest: ernie | eugene: gene | felicity: fliss flick | florence: flo flossie | frances: fran
frankie fanny | francis: frank frankie fran | franklin: frank | frederick: fred freddie | gabriel: gabe |
gabrielle: gabby | gareth: gaz gary | geoffrey: geoff | george: georgie | georgina: georgie gina | gerald: gerry
jerry | gerard: gerry ged | gillian: gill jill | gregory: greg | gwendolyn: gwen | harold: harry hal | harriet:
hattie harry | helen: nell nelly | henry: harry hal hank | herbert: herb bert bertie | hilary: hils | howard:
howie | hugh: hughie | ian: iain | irene: rene | isabel: izzy bella isa | isabella: izzy bella isa | isobel:
izzy | jack: jackie | jacob: jake | jacqueline: jackie jacqui | james: jim jimmy jamie jem | jane: janey janie |
janet: jan | janice: jan | jason: jase | jean: jeanie | jeffrey: jeff | jennifer: jen jenny | jeremy: jerry jez
| jessica: jess jessie | joan: joanie | joanna: jo joey | joanne: jo joey | john: johnny jack jon | jonathan:
jon jonny jonty nathan | joseph: joe joey jo | josephine: jo josie | joshua: josh | judith: judy jude | julia:
jules julie | julian: jules | julie: jules | karen: kaz | katherine: kate katie kathy kath kitty kat | kathleen:
kath kathy kate | kathryn: kate katie kathy kath | kenneth: ken kenny | kevin: kev | kimberley: kim | lawrence:
larry lawrie loz | leonard: len lenny leo | leslie: les | lesley: les | lillian: lil lily | linda: lyn lindy |
louise: lou | louis: lou | lucinda: lucy cindy | lucy: lu | luke: lukey | lynne: lyn | madeleine: maddie maddy |
malcolm: mal malc | marcus: marc | margaret: maggie meg peggy madge mags greta rita daisy | marianne: mari |
marion: mari | martha: mattie | martin: marty mart | mary: molly polly may | matilda: tilly mattie | matthew:
matt matty | maureen: mo reen | maurice: mo | maximilian: max | melanie: mel | melissa: mel lissa | melvin: mel
| michael: mike mick mickey micky mikey | michelle: shelly chelle | mildred: millie | miles: milo | miranda:
randa mandy | mohammed: mo | mohammad: mo | muhammad: mo mohammed mohammad mohamed | mohamed: mo | monica: moni
| nancy: nan | natalie: nat nattie | natasha: tasha | nathan: nat nate | nathaniel: nat nate nathan | neil:
neily | nicholas: nick nicky nico | nicola: nicky nic nikki | nigel: nige | nora: norrie | norman: norm |
oliver: ollie olly | olivia: liv livvy ollie | oswald: oz ozzie | pamela: pam | patricia: pat patsy tricia trish
patty | patrick: pat paddy rick | paul: paulie | paula: polly | peter: pete petey | philip: phil pip | phillip:
phil pip | philippa: pip pippa | phyllis: phyl | prudence: prue | rachel: rach rae | raymond: ray | rebecca:
becky bec becca | reginald: reg reggie | richard: rick dick rich richie ricky dickie | robert: rob bob bobby
robbie bert | roberta: bobbie | robin: rob | roderick: rod | rodney: rod | roger: rodge | ronald: ron ronnie |
rosalind: ros roz | rosamund: ros roz | rosemary: rosie rose romy | rose: rosie | rowena: ro | rupert: rupe |
russell: russ | ruth: ruthie | samantha: sam sammy | samuel: sam sammy | sarah: sally sadie sal | sally: sal |
sandra: sandy | sean: shaun shawn | sebastian: seb | sharon: shaz | shirley: shirl | sidney: sid | simon: si |
sophia: sophie | sophie: soph | spencer: spence | stanley: stan | stella: stel | stephanie: steph steff |
stephen: steve stevie ste | steven: steve stevie ste | stewart: stew stu | stuart: stu | susan: sue susie suzy |
susanna: sue susie suzy | suzanne: sue susie suzy | sylvia: syl sylvie | tabitha: tabby | teresa: terry tess
tessa | terence: terry tel | theodore: theo ted teddy | theresa: terry tess tessa | thomas: tom tommy | timothy:
tim timmy | tobias: toby | tracey: trace | ursula: ursie | valerie: val | vanessa: nessa | veronica: ronnie roni
vera | victor: vic | victoria: vicky vic tori toria | vincent: vince vinny | violet: vi | virginia: ginny |
vivian: viv | vivienne: viv | walter: walt wally | wendy: wend | wilfred: wilf fred | william: will bill billy
willy liam | winifred: win winnie freda | yvonne: von | zachary: zac zach | zoe: zo | christian: chris | joyce:
joy | pearl: perl | raphael: raph | dorothea: thea dot | ekaterina: katya katyusha katia | aleksandr: sasha |
alexandr: sasha | dmitri: dima mitya | mikhail: misha | natalia: natasha | tatiana: tanya | vladimir: vova
volodya | ivan: vanya | nikolai: kolya | sergei: seryozha | anastasia: nastya | maria: masha mary | francisco:
paco | jose: pepe | ignacio: nacho | giuseppe: peppe beppe | johannes: hans jan | friedrich: fritz | heinrich:
heinz | josef: sepp | agnieszka: aga | katarzyna: kasia | malgorzata: gosia | tomasz: tomek | krzysztof: krzys
"""
COMMON_FIRST: Final = words(
    """
    kim scott keith graham barry brian colin derek alan allan allen mark paul neil ian adam craig darren dean
    dennis duncan eric ethan ewan fiona gail gavin glenn hannah harry hayley heather hope grace jade jake jodie
    karl kelly kerry laura leah lee leo lewis liam linda lisa liz lorraine lucy luke lynn marie megan molly
    naomi noah owen paige pauline penny ralph rhys rita rosie roy ruby ryan sally sam sara sheila sian siobhan
    sue tina toby tom tony tracy trevor una val wayne wendy will bill bob jim joe jack kate dave steve mike
    chris nick pete rob ray max ben dan ed fred jo jenny jill judy pat maria ana carlos david jose juan luis
    pedro ali omar yusuf fatima ahmed hassan wei li ming jean pierre marie claire francois hans peter anna eva
    ivan charlie drew duke earl faith gene guy iris ivy joy kay carol dawn daisy april may june robin rose basil
    victor miles sunny skip chase art
    """
)


@cache
def short_forms() -> dict[str, frozenset[str]]:
    """First name, folded, to its short forms; and each short form to the name, for who is listed by it."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in " ".join(_TABLE.split()).split("|"):
        name, _, shorts = entry.partition(":")
        found[name.strip()] |= set(shorts.split())
    for full, known in list(found.items()):
        for short in known:
            found[short].add(full)
    return {name: frozenset(known) for name, known in found.items()}
