"""What profiles show: display names, bios with mentions, and links (hub, own site, cross link, agency, none)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from creatorgraph_sandbox.profile import GeneratorProfile
from creatorgraph_sandbox.world.accounts import Showing
from creatorgraph_sandbox.world.handles import INSTAGRAM, PLATFORMS, TIKTOK, YOUTUBE, X, letters, normalise
from creatorgraph_sandbox.world.people import BRAND, IMPOSTOR, PERSON, STRANGER, Person
from creatorgraph_sandbox.world.words import HUB_HOSTS

LABELS: Mapping[str, tuple[str, ...]] = {
    TIKTOK: ("TikTok: @{}", "tiktok @{}", "TT: @{}", "tiktok.com/@{}"),
    INSTAGRAM: ("IG: @{}", "insta @{}", "instagram: {}", "ig @{}", "instagram.com/{}"),
    X: ("X: @{}", "twitter @{}", "x.com/{}"),
    YOUTUBE: ("YouTube: @{}", "yt: {}", "youtube.com/@{}"),
}
ADDRESSES: Mapping[str, str] = {
    TIKTOK: "https://www.tiktok.com/@{}",
    INSTAGRAM: "https://www.instagram.com/{}/",
    X: "https://x.com/{}",
    YOUTUBE: "https://www.youtube.com/@{}",
}
EMOJI = ("✨", "🌿", "🎬", "📍", "☕")


def show_people(
    rng: Random, people: Sequence[Person], profile: GeneratorProfile, null: bool
) -> dict[tuple[str, str], Showing]:
    """The texts of every account, by (person_id, platform); in a null world nothing points anywhere else."""
    agencies = {} if null else _agency_links(rng, people, profile)
    words = _claim_words(people)
    brands = [person for person in people if person.kind == BRAND and not null]
    shown: dict[tuple[str, str], Showing] = {}
    for person in people:
        style = agencies.get(person.person_id) or _link_style(rng, person, words[person.person_id], profile)
        for platform in person.handles:
            name = _display_name(rng, person, profile)
            bio = _bio(rng, person, platform, brands, profile)
            link = _link(rng, person, platform, style, profile)
            shown[person.person_id, platform] = Showing(name, bio, link)
    return shown


def _agency_links(rng: Random, people: Sequence[Person], profile: GeneratorProfile) -> dict[str, str]:
    """Creators of one agency all show its address; it says nothing about who is who."""
    persons = [person.person_id for person in people if person.kind == PERSON]
    size = min(len(persons), max(profile.agency_size, round(profile.link_agency * len(persons))))
    links: dict[str, str] = {}
    for place, person_id in enumerate(rng.sample(persons, size)):
        agency = ("northlight", "bluefern", "talentyard", "oakandco", "stagedoor")[place // profile.agency_size % 5]
        number = place // (5 * profile.agency_size) or ""
        links[person_id] = f"https://{agency}{number}.example/roster"
    return links


def _claim_words(people: Sequence[Person]) -> dict[str, str]:
    """A word per person that nobody else uses in addresses: the first handle, or that with a number if taken."""
    claimed: dict[str, str] = {}
    for person in people:
        word = normalise(next(iter(person.handles.values())))
        number = 2
        claim = word
        while claim in claimed:
            claim, number = f"{word}{number}", number + 1
        claimed[claim] = person.person_id
    return {person_id: word for word, person_id in claimed.items()}


def _link_style(rng: Random, person: Person, word: str, profile: GeneratorProfile) -> str:
    """The address that the person shows everywhere, or the word `cross`, or nothing."""
    if person.kind in (IMPOSTOR, STRANGER):
        return f"https://linktr.ee/{word}" if person.kind == STRANGER and rng.random() < 0.15 else ""
    if person.kind == BRAND:
        return f"https://{word}.example" if rng.random() < profile.brand_site else ""
    draw = rng.random()
    if draw < profile.link_hub:
        host = rng.choices([host for host, _ in HUB_HOSTS], [share for _, share in HUB_HOSTS])[0]
        return f"https://{host}/{word}"
    if draw < profile.link_hub + profile.link_site:
        return f"https://{word}.example"
    return "cross" if draw < profile.link_hub + profile.link_site + profile.link_cross else ""


def _link(rng: Random, person: Person, platform: str, style: str, profile: GeneratorProfile) -> str | None:
    if not style or rng.random() >= profile.link_shown[PLATFORMS.index(platform)]:
        return None
    if style == "cross":
        others = [other for other in person.handles if other != platform]
        other = rng.choice(others) if others else ""
        style = ADDRESSES[other].format(person.handles[other]) if other else ""
    return _untidy(rng, style) if style and rng.random() < profile.link_untidy else style or None


def _untidy(rng: Random, link: str) -> str:
    """The same address as people paste it."""
    bare = link.removeprefix("https://")
    forms = [bare, "http://" + bare, link.rstrip("/") + "/", link + "?utm_source=bio", "https://" + bare.capitalize()]
    if not bare.startswith("www."):
        forms.append("https://www." + bare)
    return rng.choice(forms)


def _display_name(rng: Random, person: Person, profile: GeneratorProfile) -> str:
    if rng.random() >= profile.name_differs:
        return person.name
    if rng.random() < profile.other_spelling:
        return f"{person.name} {rng.choice(EMOJI)}"
    if person.kind == BRAND:
        return f"{person.name} {rng.choice(('Official', 'HQ', person.region))}"
    topic = rng.choice(person.niche.handle_words)
    return rng.choice((f"{person.words[0]} | {topic}", f"{person.words[0]} {topic}", person.name.lower()))


def _bio(rng: Random, person: Person, platform: str, brands: Sequence[Person], profile: GeneratorProfile) -> str:
    if rng.random() < profile.empty_bio:
        return ""
    parts = [rng.choice(person.niche.lines)]
    if rng.random() < 0.3:
        parts.append(f"{person.language.greeting} {rng.choice(EMOJI)} {person.region}")
    if person.kind in (IMPOSTOR, STRANGER):
        return " · ".join(parts)
    parts += _mentions(rng, person, platform, profile)
    partners = [brand for brand in brands if platform in brand.handles and brand is not person]
    if partners and rng.random() < profile.partner_mention_share:
        parts.append(f"@{rng.choice(partners).handles[platform]} partner")
    if rng.random() < profile.mail_share:
        parts.append(f"hello@{letters(person.words[0])}{rng.randrange(100)}.example")
    return rng.choice((" · ", "\n", " | ")).join(parts)


def _mentions(rng: Random, person: Person, platform: str, profile: GeneratorProfile) -> list[str]:
    others = [other for other in person.handles if other != platform]
    if not others or rng.random() >= profile.mention_share:
        return []
    named = rng.sample(others, min(len(others), rng.choice((1, 1, 2))))
    return [rng.choice(LABELS[other]).format(person.handles[other]) for other in named]
