"""Invented material: names, topics, captions. Surnames are put together from syllables so that nobody is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """A language with its share of the creators, its regions, names and phrases (`{}` takes a subject)."""

    code: str
    share: float
    regions: tuple[str, ...]
    first_names: tuple[str, ...]
    stems: tuple[str, ...]
    endings: tuple[str, ...]
    phrases: tuple[str, ...]
    greeting: str


@dataclass(frozen=True, slots=True)
class Niche:
    """What a creator is about: words for handles, lines for bios, subjects and hashtags for captions."""

    name: str
    handle_words: tuple[str, ...]
    lines: tuple[str, ...]
    subjects: tuple[str, ...]
    hashtags: tuple[str, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


LANGUAGES: Final = (
    Language(
        "en",
        0.46,
        _words("US US GB CA AU IE"),
        _words("Ava Nora Lily Ruby Maya Zoe Tessa Wren Ivy Hazel Juno Piper Owen Theo Miles Jude Finn Rory Silas Ezra"),
        _words("Bram Quill Harrow Thistle Wend Corra Mar Pell Stave Ash Kest Dunn Lorr Vale Tarn Ember"),
        _words("low mere wick combe fell stow garth shaw den"),
        _lines("how I do {} | trying {} for you | {} in one minute | my honest take on {} | day one of {}"),
        "hello",
    ),
    Language(
        "de",
        0.18,
        _words("DE DE DE AT CH"),
        _words("Lena Mia Emma Greta Frieda Jule Merle Svea Paula Romy Jonas Levin Malte Hannes Till Mats Ole Bela"),
        _words("Brand Huben Kessel Moor Eber Falken Linden Wiesen Raben Tannen Quell Sturm Birken Nebel"),
        _words("brink hauser bruch lohe kamp siek rode wede horst"),
        _lines("{} ganz einfach | so gelingt {} | ich teste {} | {} in einer Minute | mein Alltag mit {}"),
        "servus",
    ),
    Language(
        "es",
        0.15,
        _words("ES ES MX AR CO"),
        _words("Luna Alma Vera Carla Noa Jimena Lola Abril Martina Iker Bruno Mateo Teo Hugo Gael Dario Nico Leo"),
        _words("Valde Monte Rio Peña Alta Torre Campo Sierra Fuente Olmo Naranj Cerra"),
        _words("luna viejo sol mar verde clara bravo nova"),
        _lines("{} paso a paso | probando {} | mi rutina de {} | {} en un minuto | lo que nadie dice de {}"),
        "hola",
    ),
    Language(
        "fr",
        0.11,
        _words("FR FR BE CA"),
        _words("Camille Lou Jeanne Margaux Agathe Elise Capucine Zelie Basile Marius Gaspard Leon Come Malo Eliott"),
        _words("Beau Clair Mont Fonte Val Roche Belle Haut Grand Brise Lande"),
        _words("rive vent pre croix ombre aube champ"),
        _lines("{} en une minute | je teste {} | mon avis sur {} | {} tout simple | une semaine de {}"),
        "salut",
    ),
    Language(
        "pt",
        0.10,
        _words("BR BR BR PT"),
        _words("Bia Lara Duda Livia Isis Malu Nina Clara Luiza Caio Davi Enzo Ravi Otto Benicio Igor"),
        _words("Cam Vila Serra Ribeira Mata Pedra Fonte Lago Areia"),
        _words("branca nova longa doce fria alta funda"),
        _lines("{} do zero | testando {} | minha rotina de {} | {} em um minuto | a verdade sobre {}"),
        "oi",
    ),
)

NICHES: Final = (
    Niche(
        "food",
        _words("bakes cooks eats kitchen bread spoon"),
        _lines("bread and butter | one pot, no fuss | cooking for two | sourdough most days"),
        _lines("focaccia | a weeknight curry | rye bread | plum cake | pickles | flat noodles"),
        _words("#baking #recipe #foodtok #easydinner #sourdough #homecooking"),
    ),
    Niche(
        "beauty",
        _words("glow beauty skin blush gloss"),
        _lines("skin first | drugstore finds | makeup for tired people | spf every day"),
        _lines("a five minute face | this serum | cream blush | my night routine | a bold lip"),
        _words("#skincare #makeup #grwm #beautytok #spf #glow"),
    ),
    Niche(
        "fitness",
        _words("fit lifts runs moves yoga"),
        _lines("strong over thin | marathon in progress | home workouts | slow runner, happy runner"),
        _lines("a ten minute core | hill repeats | my first pull-up | stretching | interval day"),
        _words("#fitness #workout #running #gymtok #mobility #yoga"),
    ),
    Niche(
        "tech",
        _words("tech bytes codes labs gadget"),
        _lines("gadgets, plainly | I read the manual | code and coffee | repairs before replacing"),
        _lines("this keyboard | a home server | the new tablet | soldering | battery myths"),
        _words("#tech #gadgets #coding #setup #repair #smarthome"),
    ),
    Niche(
        "gaming",
        _words("plays games quest pixel arcade"),
        _lines("cosy games only | speedruns and snacks | retro on weekdays | still on level three"),
        _lines("the last boss | a farming sim | a no-hit run | my desk setup | an old console"),
        _words("#gaming #speedrun #cozygames #retro #twitch #indiegame"),
    ),
    Niche(
        "fashion",
        _words("wears style thread closet looks"),
        _lines("second hand, first choice | capsule wardrobe | sewing my own | colour person"),
        _lines("three looks | thrift finds | hemming jeans | a linen suit | winter layers"),
        _words("#ootd #thrift #fashion #sewing #capsulewardrobe #style"),
    ),
    Niche(
        "travel",
        _words("roams travels trails away maps"),
        _lines("trains over planes | one bag | mountains mostly | slow travel"),
        _lines("a night train | this island | packing light | a hut walk | street markets"),
        _words("#travel #hiking #traintravel #vanlife #backpacking #citytrip"),
    ),
    Niche(
        "family",
        _words("mama dad home nest family"),
        _lines("three kids, one kitchen | honest parenting | toddler chaos | small home"),
        _lines("lunch boxes | bedtime | a rainy day | potty training | school mornings"),
        _words("#momlife #dadlife #parenting #toddler #family #homelife"),
    ),
    Niche(
        "music",
        _words("sings beats music songs loops"),
        _lines("songs on Sundays | loops and tape | bedroom producer | choir person"),
        _lines("a new chorus | this chord | live looping | my first synth | a cover"),
        _words("#music #singer #producer #cover #newmusic #looper"),
    ),
    Niche(
        "money",
        _words("saves money budget cents invests"),
        _lines("boring money, calm life | budgets that hold | index funds and oats | debt free soon"),
        _lines("my budget | an emergency fund | no-spend week | pensions | cheap flats"),
        _words("#budget #moneytips #savings #investing #frugal #debtfree"),
    ),
)

BRAND_FIRST: Final = _words(
    "Mill Fern Cobalt Juniper Copper Nettle Harbor Opal Saffron Timber Velvet Marlow Onyx Pine Cinder Dapple Heath "
    "Larch Bracken Sorrel Tallow Quarry Ferrous Lumen Wicker Rowan Kelp Umber Flint Clover Plover Gable Tansy "
    "Mica Sedge Hazelow"
)
BRAND_SECOND: Final = _words(
    "house works goods supply studio foods labs wear craft market athletics roast gear press row field lane union "
    "parlour pantry outpost guild yard"
)
HUB_HOSTS: Final = (
    ("linktr.ee", 0.55),
    ("beacons.ai", 0.14),
    ("lnk.bio", 0.08),
    ("bio.link", 0.07),
    ("campsite.bio", 0.05),
    ("solo.to", 0.05),
    ("allmylinks.com", 0.06),
)
SOUNDS: Final = _lines("original sound | slow morning | paper kites | late bus | copper sky | two left feet")
