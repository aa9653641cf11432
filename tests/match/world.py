"""A small invented world of accounts whose owners are known: people, brands, namesakes, impostors, fan pages, agencies.

It exercises the match; it does not measure it (`test_real_identities.py` does). Fixed seed, fixed world.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

_FIRST = """
lena marie john anna sofia lukas emma jonas maria david laura paul nina tom julia max sara ben mia leo carla hugo
ines omar aisha yuki kenji priya arjun chloe louis diego camila rafael bianca ana luca noah olivia liam ava ethan
zoe ivan olga dmitri svetlana mehmet elif fatima hassan youssef amira chen wei mei hana minho jisoo thabo amara kofi
ngozi ingrid lars astrid freya nils piotr zofia marek andrei ioana giulia matteo chiara lucie pierre manon beatriz
tiago joana mateus larissa pedro valentina santiago lucia javier carmen alba pablo noor farah rohan ananya kavya
vikram sita dev tara
"""
FIRST = _FIRST.split()
_LAST = """
smith garcia muller rossi tanaka khan silva dubois novak berg weber lopez brown ahmed kowalski larsen costa meyer
fischer okafor petrov yilmaz nguyen park santos hoffmann romero eriksen vasquez lindqvist johnson williams jones
miller davis wilson anderson taylor thomas moore martin lee thompson white harris clark lewis walker hall young king
wright hill green baker adams nelson carter mitchell perez roberts turner phillips campbell parker evans edwards
collins stewart morris murphy cook rogers bailey cooper richardson cox ward peterson gray ramirez watson brooks
kelly sanders price bennett wood barnes ross henderson jenkins perry powell long patterson hughes flores washington
butler simmons foster bryant alexander russell griffin hayes schneider becker schulz wagner koch bauer richter klein
wolf schroeder neumann schwarz zimmermann braun hartmann lange
"""
LAST = _LAST.split()
_TOPICS = """
bakes cooks travels paints runs codes sings dances gardens knits climbs surfs reads draws games vlogs lifts
photographs skates cycles hikes writes sews teaches fishes camps builds designs boxes grills brews forages crochets
makeup skincare fitness fashion beauty comedy science history football chess guitar piano drums yoga pilates nails
hair tech gadgets books cars trucks dogs cats horses plants thrift vintage
"""
TOPICS = _TOPICS.split()
_CITIES = """
berlin paris london madrid lisbon oslo milan tokyo austin lagos warsaw vienna toronto dublin seoul mumbai nairobi
lima bogota chicago seattle boston denver miami sydney perth auckland cairo istanbul athens prague budapest zurich
"""
CITIES = _CITIES.split()
_ODD = """
zephyr quokka marzipan obsidian pistachio juniper tangerine monsoon lanterne kestrel papaya velvet amber basil
cobalt dahlia ember fjord ginkgo hazel indigo jasper kumquat lotus maple nectar onyx poppy quartz raven saffron
tulip umber violet willow yarrow zinnia acorn birch clover
"""
ODD = _ODD.split()
PLATFORMS = ("tiktok", "instagram", "x", "youtube")
LABELS = {
    "instagram": ("IG: @{}", "insta 👉 {}", "Instagram @{}", "ig - {}", "📸 IG {}", "instagram.com/{}"),
    "tiktok": ("TikTok: @{}", "TT @{}", "tiktok.com/@{}", "tik tok → {}"),
    "x": ("Twitter: @{}", "X: @{}", "twitter.com/{}", "tw: {}"),
    "youtube": ("YT: {}", "yt/{}", "youtube.com/@{}", "YouTube: @{}"),
}
HUBS = ("https://linktr.ee/{}", "beacons.ai/{}", "https://lnk.bio/{}", "bio.link/{}")


@dataclass
class Made:
    """One account with its owner and the part that it plays."""

    platform: str
    account_id: str
    handle: str
    owner: str
    part: str
    display_name: str = ""
    bio: str = ""
    link: str = ""
    followers: int = 0
    verified: bool = False


@dataclass
class World:
    """Accounts under construction; handles are unique per platform, as on the platforms."""

    dice: random.Random
    accounts: list[Made] = field(default_factory=list)
    taken: set[tuple[str, str]] = field(default_factory=set)
    pages: set[str] = field(default_factory=set)

    def add(self, platform: str, handle: str, owner: str, part: str, **more: object) -> Made | None:
        """Open an account, unless the handle is taken there."""
        if platform == "x":
            handle = handle.replace(".", "_")
        if (platform, handle) in self.taken:
            return None
        self.taken.add((platform, handle))
        made = Made(platform, f"{platform[:2]}{len(self.accounts):06d}", handle, owner, part, **more)  # type: ignore[arg-type]
        self.accounts.append(made)
        return made


def make_world(seed: int, people: int) -> list[Made]:
    """A world of so many people, with everything around them in proportion."""
    world = World(random.Random(seed))
    creators = [_person(world, f"p{number}") for number in range(people)]
    for number in range(people // 20):
        _brand(world, f"b{number}")
    for number in range(people // 15):
        _agency(world, f"a{number}", creators)
    famous = [accounts for accounts in creators if accounts and accounts[0].followers > 50_000]
    for number, accounts in enumerate(famous):
        if world.dice.random() < 0.5:
            _impostor(world, f"i{number}", accounts)
        if world.dice.random() < 0.5:
            _fan_page(world, f"f{number}", accounts)
    world.dice.shuffle(world.accounts)
    return world.accounts


def _person(world: World, owner: str) -> list[Made]:
    dice = world.dice
    first, last = _skewed(dice, FIRST), _skewed(dice, LAST)
    topic, city = dice.choice(TOPICS), dice.choice(CITIES)
    base = dice.choice(
        [first + last, f"{first}.{last}", f"{first}{topic}", f"{first}_{topic}", f"{first[0]}{last}", first,
         dice.choice(ODD) + dice.choice(TOPICS), f"{first}{dice.randint(1, 99)}", f"the{first}{last}", f"{first}{city}"]
    )  # fmt: skip
    followers = int(10 ** dice.uniform(2.5, 6.5))
    chosen = dice.sample(PLATFORMS, dice.choice([1, 2, 2, 3, 3, 4]))
    accounts = []
    for platform in chosen:
        handle = base if dice.random() < 0.55 else _variant(dice, base, first, last, topic)
        name = dice.choice(
            [f"{first} {last}".title(), first.title(), f"{first} {last} | {topic}".title(), f"✨{first.title()}✨"]
        )
        made = world.add(
            platform, handle, owner, "person", display_name=name, followers=int(followers * dice.uniform(0.1, 3))
        )
        if made:
            made.verified = made.followers > 300_000 and dice.random() < 0.5
            made.bio = f"{topic} in {city}"
            accounts.append(made)
    _tell(world, accounts, base.replace(".", "").replace("_", ""))
    return accounts


def _tell(world: World, accounts: list[Made], name: str) -> None:
    """Let the accounts of one owner name each other and their pages, as people do: some of them, some of the time."""
    dice = world.dice
    page_name = name if name not in world.pages else f"{name}{len(world.pages)}"
    world.pages.add(page_name)
    hub = dice.choice(HUBS).format(page_name)
    site = f"https://www.{page_name}{dice.choice(['', '-studio', 'official'])}.com"
    page = dice.choice([hub, hub, site, ""])
    for made in accounts:
        others = [other for other in accounts if other is not made]
        if others and dice.random() < 0.35:
            other = dice.choice(others)
            made.bio += dice.choice([" | ", "\n", " • "]) + dice.choice(LABELS[other.platform]).format(other.handle)
        if dice.random() < 0.4:
            made.link = page
        elif others and dice.random() < 0.15:
            other = dice.choice(others)
            made.link = {"instagram": "https://instagram.com/{}", "tiktok": "https://www.tiktok.com/@{}", "x": "https://x.com/{}",
                         "youtube": "https://youtube.com/@{}"}[other.platform].format(other.handle)  # fmt: skip
        if dice.random() < 0.08:
            made.bio += f" | husband of @{dice.choice(world.accounts).handle}"
        if dice.random() < 0.05:
            made.link = "https://gymsharkish.com/discount"


def _variant(dice: random.Random, base: str, first: str, last: str, topic: str) -> str:
    return dice.choice(
        [f"{base}_", f"{base}official", f"real{base}", f"{base}tv", f"{base}{dice.randint(1, 99)}", f"{base}.{topic}",
         f"{first}_{last}",
         f"{last}{first}", f"its{first}", f"{first}{last[0]}", f"{topic}with{first}"]
    )  # fmt: skip


def _brand(world: World, owner: str) -> None:
    dice = world.dice
    name = dice.choice(ODD) + dice.choice(["foods", "wear", "labs", "cosmetics", "bikes", "coffee"])
    for place in ("", dice.choice(["uk", "de", "us", "kids", "running"])):
        for platform in dice.sample(PLATFORMS, 3):
            made = world.add(platform, name + place, f"{owner}{place}", "brand", display_name=f"{name} {place}".title())
            if made:
                made.link = f"https://{name}.com" + (f"/{place}" if place else "")
                made.followers = int(10 ** dice.uniform(3, 6))


def _agency(world: World, owner: str, creators: list[list[Made]]) -> None:
    dice = world.dice
    name = f"{dice.choice(ODD)}{dice.choice(['talent', 'mgmt', 'media'])}{dice.randint(1, 99)}"
    for platform in ("instagram", "x"):
        world.add(
            platform, name, owner, "agency", display_name=name.title(), link=f"https://{name}.com", followers=2000
        )
    for accounts in dice.sample(creators, min(6, len(creators))):
        for made in accounts[:1]:
            made.bio += f"\nmanaged by IG: @{name}"
            made.link = made.link or f"https://{name}.com"


def _impostor(world: World, owner: str, accounts: list[Made]) -> None:
    dice = world.dice
    model = dice.choice(accounts)
    handle = dice.choice(
        [
            model.handle + "_",
            model.handle + model.handle[-1],
            f"{model.handle}official",
            f"real_{model.handle}",
            f"{model.handle}1",
        ]
    )
    platform = dice.choice(PLATFORMS)
    copied = model.bio if dice.random() < 0.3 else dice.choice(["dm for collabs", "backup", ""])
    link = model.link if dice.random() < 0.15 else ""
    world.add(
        platform,
        handle,
        owner,
        "impostor",
        display_name=model.display_name,
        bio=copied,
        link=link,
        followers=dice.randint(3, 900),
    )


def _fan_page(world: World, owner: str, accounts: list[Made]) -> None:
    dice = world.dice
    model = dice.choice(accounts)
    handle = dice.choice(
        [f"{model.handle}fans", f"{model.handle}.fanpage", f"{model.handle}updates", f"team{model.handle}"]
    )
    bio = dice.choice(
        [
            f"fan page of @{model.handle}",
            f"not affiliated! IG: @{model.handle}",
            f"daily updates on {model.display_name}",
        ]
    )
    name = f"{model.display_name} fans"
    world.add(dice.choice(PLATFORMS), handle, owner, "fan", display_name=name, bio=bio, link=model.link,
              followers=dice.randint(100, 30_000))  # fmt: skip


def _skewed(dice: random.Random, words: list[str]) -> str:
    """Zipf's law: the first words are by far the commonest."""
    return dice.choices(words, weights=[1 / (rank + 6) for rank in range(len(words))])[0]
