"""Providers come in by entry point, ours like a stranger's."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest

from creatorgraph.errors import ConfigurationError
from creatorgraph.providers.registry import GROUP, find_provider, load_providers


def test_ours_are_found_by_entry_point() -> None:
    named = {point.name for point in entry_points(group=GROUP)}
    assert {"tiklive", "instagram"} <= named
    assert named == set(load_providers())


@pytest.mark.parametrize("name", ["tiklive", "instagram"])
def test_a_provider_states_what_a_lane_needs(name: str) -> None:
    provider = find_provider(name)
    assert provider.name == name
    assert provider.visits
    assert provider.facts.base_url.startswith("https://")
    assert provider.facts.credentials
    assert provider.facts.limits.requests > 0
    assert provider.facts.rules.terms.startswith("https://")


def test_an_unknown_provider_is_named_beside_the_known() -> None:
    with pytest.raises(ConfigurationError, match=r"Unknown provider 'tiktokk'.*instagram, tiklive"):
        find_provider("tiktokk")
