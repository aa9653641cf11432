"""Those who look like a creator and are not: impostors, holders of common names, squatters, takers of old handles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from random import Random

from creatorgraph_sandbox.profile import GeneratorProfile
from creatorgraph_sandbox.world.handles import INSTAGRAM, TIKTOK, HandleBook, X, letters, near_copy, normalise
from creatorgraph_sandbox.world.people import IMPOSTOR, STRANGER, Person, draw_language, draw_name
from creatorgraph_sandbox.world.words import NICHES

SERVED = (TIKTOK, INSTAGRAM)


def draw_bystanders(
    rng: Random, creators: Sequence[Person], profile: GeneratorProfile, book: HandleBook
) -> list[Person]:
    """All bystanders who exist when the window opens."""
    return [
        *_impostors(rng, creators, profile, book),
        *_first_names(rng, creators, profile, book),
        *_squatters(rng, creators, profile, book),
    ]


def draw_stranger(rng: Random, person_id: str, platform: str, handle: str, first_name: str | None = None) -> Person:
    """Somebody with one account who has nothing to do with anybody else in the world."""
    language = draw_language(rng)
    words = draw_name(rng, language)
    return Person(
        person_id=person_id,
        kind=STRANGER,
        name=first_name or " ".join(words),
        words=(first_name or words[0], words[1]),
        niche=rng.choice(NICHES),
        language=language,
        region=rng.choice(language.regions),
        exponent=rng.uniform(2.0, 3.6),
        handles={platform: handle},
    )


def planted(share: float, count: int) -> int:
    """How many of a rare case a world of `count` gets: its share, and at least one."""
    return min(count, max(1, round(share * count)))


def _impostors(rng: Random, creators: Sequence[Person], profile: GeneratorProfile, book: HandleBook) -> list[Person]:
    """Near-copy handle and the same name, on the creator's platform or where the creator is absent."""
    victims = rng.sample(creators, planted(profile.impostor_share, len(creators)))
    found = []
    for number, victim in enumerate(victims):
        platform = rng.choice(SERVED)
        model = victim.handles.get(platform) or next(iter(victim.handles.values())).lower()
        handle = near_copy(rng, model, partial(book.holds, platform))
        found.append(
            Person(
                person_id=f"i{number:06d}",
                kind=IMPOSTOR,
                name=victim.name,
                words=victim.words,
                niche=victim.niche,
                language=victim.language,
                region=victim.region,
                exponent=rng.uniform(1.8, 3.2),
                handles={platform: book.take(platform, handle)},
            )
        )
    return found


def _first_names(rng: Random, creators: Sequence[Person], profile: GeneratorProfile, book: HandleBook) -> list[Person]:
    """Pairs of strangers who hold one common first name as their handle on two platforms."""
    names = [name for name, _ in Counter(person.words[0] for person in creators).most_common()]
    found: list[Person] = []
    for name in names[: planted(profile.first_name_share, len(creators))]:
        handle = letters(name)
        if any(book.holds(platform, handle) for platform in SERVED):
            continue
        for platform in SERVED:
            book.take(platform, handle)
            found.append(draw_stranger(rng, f"n{len(found):06d}", platform, handle, name))
    return found


def _squatters(rng: Random, creators: Sequence[Person], profile: GeneratorProfile, book: HandleBook) -> list[Person]:
    """Strangers who hold, on another platform, the very handle that a creator uses."""
    places = [
        (normalise(handle), platform)
        for person in creators
        for own, handle in person.handles.items()
        for platform in SERVED
        if own in (*SERVED, X) and normalise(person.handles.get(platform, "")) != normalise(handle)
    ]
    wanted = planted(profile.squatter_share, len(creators))
    found: list[Person] = []
    for handle, platform in rng.sample(places, min(wanted, len(places))):
        if not book.holds(platform, handle):
            found.append(draw_stranger(rng, f"q{len(found):06d}", platform, book.take(platform, handle)))
    return found
