"""People and brands: names, languages, niches, and the handles that they hold on one to four platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from creatorgraph_sandbox.profile import GeneratorProfile
from creatorgraph_sandbox.world.handles import (
    PLATFORMS,
    HandleBook,
    Key,
    brand_keys,
    draw_classes,
    person_keys,
    spell,
)
from creatorgraph_sandbox.world.words import BRAND_FIRST, BRAND_SECOND, LANGUAGES, NICHES, Language, Niche

PERSON, BRAND, IMPOSTOR, STRANGER = "person", "brand", "impostor", "stranger"


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever is behind accounts. `handles` maps platform to handle at the start of the window.

    `exponent` is the decimal logarithm of a typical follower count; `kind` is person, brand, impostor or stranger.
    """

    person_id: str
    kind: str
    name: str
    words: tuple[str, str]
    niche: Niche
    language: Language
    region: str
    exponent: float
    handles: Mapping[str, str]


def draw_people(rng: Random, count: int, profile: GeneratorProfile, book: HandleBook, null: bool) -> list[Person]:
    """`count` creators with their handles; in a null world each has one account and nothing agrees by design."""
    people = [_draw_person(rng, number, profile) for number in range(count)]
    if not null:
        people = _plant_namesakes(rng, people, profile)
    return [_with_handles(rng, person, profile, book, null) for person in people]


def draw_name(rng: Random, language: Language) -> tuple[str, str]:
    """A first name of the language and an invented surname."""
    return rng.choice(language.first_names), rng.choice(language.stems) + rng.choice(language.endings)


def draw_language(rng: Random) -> Language:
    """A language by its share of the creators."""
    return rng.choices(LANGUAGES, [language.share for language in LANGUAGES])[0]


def _draw_person(rng: Random, number: int, profile: GeneratorProfile) -> Person:
    language = draw_language(rng)
    brand = rng.random() < profile.brand_share
    words = (rng.choice(BRAND_FIRST), rng.choice(BRAND_SECOND)) if brand else draw_name(rng, language)
    return Person(
        person_id=f"p{number:06d}",
        kind=BRAND if brand else PERSON,
        name=_shown_name(rng, words, brand),
        words=words,
        niche=rng.choice(NICHES),
        language=language,
        region=rng.choice(language.regions),
        exponent=rng.uniform(*profile.follower_exponent),
        handles={},
    )


def _shown_name(rng: Random, words: tuple[str, str], brand: bool) -> str:
    if brand:
        return f"{words[0]} {words[1].title()}"
    return " ".join(words) if rng.random() < 0.8 else words[0]


def _plant_namesakes(rng: Random, people: list[Person], profile: GeneratorProfile) -> list[Person]:
    """Give some persons the name of another: the same name proves little, and the match must know it."""
    persons = [place for place, person in enumerate(people) if person.kind == PERSON]
    wanted = min(max(1, round(profile.namesake_share * len(people))), len(persons) // 2)
    chosen = rng.sample(persons, 2 * wanted)
    for bearer, double in zip(chosen[:wanted], chosen[wanted:], strict=True):
        original = people[bearer]
        people[double] = replace(
            people[double], name=original.name, words=original.words, language=original.language, region=original.region
        )
    return people


def _with_handles(rng: Random, person: Person, profile: GeneratorProfile, book: HandleBook, null: bool) -> Person:
    classes = draw_classes(rng, profile)
    platforms = _draw_platforms(rng, profile, 1 if null else None)
    separator = rng.choices(("", ".", "_"), (0.78, 0.10, 0.12))[0]
    keys: dict[int, Key] = {}
    handles: dict[str, str] = {}
    for platform in platforms:
        if classes[platform] not in keys:
            ideas = brand_keys if person.kind == BRAND else person_keys
            scope = platform if null else ""
            keys[classes[platform]] = book.reserve(ideas(rng, person.words, person.niche.handle_words), scope)
        handle = spell(rng, keys[classes[platform]], platform, separator, profile.punctuation_differs / 2)
        handles[platform] = book.take(platform, handle)
    return replace(person, handles=handles)


def _draw_platforms(rng: Random, profile: GeneratorProfile, count: int | None) -> list[str]:
    """One to four platforms, more popular ones first served; in the order of `PLATFORMS`."""
    wanted = count or rng.choices((1, 2, 3, 4), profile.platform_counts)[0]
    weights = dict(zip(PLATFORMS, profile.platform_weights, strict=True))
    chosen: list[str] = []
    while len(chosen) < wanted:
        open_to = [platform for platform in PLATFORMS if platform not in chosen]
        chosen += rng.choices(open_to, [weights[platform] for platform in open_to])
    return [platform for platform in PLATFORMS if platform in chosen]
