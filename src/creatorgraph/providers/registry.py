"""Providers, found by entry point: ours come in the same way as a stranger's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Final

from creatorgraph.errors import ConfigurationError
from creatorgraph.providers.contract import Provider

GROUP: Final = "creatorgraph.providers"
MEMBERS: Final = ("name", "platform", "facts", "visits", "request", "classify")


@cache
def load_providers() -> Mapping[str, Provider]:
    """Every installed provider by name.

    Raises ConfigurationError naming a plug-in that cannot be loaded or is not a provider.
    """
    found: dict[str, Provider] = {}
    for point in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        try:
            provider = point.load()
        except (ImportError, AttributeError) as error:
            raise ConfigurationError(
                f"The provider plug-in {point.name!r} ({point.value}) cannot be loaded: {error}.",
                todo="Install it again or remove it.",
            ) from error
        _check(point.name, point.value, provider)
        found[provider.name] = provider
    return found


def find_provider(name: str) -> Provider:
    """The provider of that name; ConfigurationError names the known ones."""
    providers = load_providers()
    if name not in providers:
        raise ConfigurationError.unknown("provider", name, providers)
    return providers[name]


def _check(name: str, value: str, provider: object) -> None:
    missing = [member for member in MEMBERS if not hasattr(provider, member)]
    if missing:
        raise ConfigurationError(
            f"The provider plug-in {name!r} ({value}) lacks: {', '.join(missing)}.",
            todo="See creatorgraph.providers.contract for what a provider offers.",
        )
