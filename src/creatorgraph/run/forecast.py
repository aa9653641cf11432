"""What tracking accounts will cost a month, before anybody is asked to agree."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from creatorgraph.providers.contract import Ask, Cadence, Provider, Target
from creatorgraph.settings import CollectSettings

MONTH_HOURS: Final = 30 * 24


@dataclass(frozen=True, slots=True)
class Forecast:
    """A month of visits of one provider: calls, the provider's own units, and US dollars where a unit has a price."""

    provider: str
    accounts: int
    calls: int
    units: Decimal
    unit: str
    dollars: Decimal | None

    def __str__(self) -> str:
        money = f", about US$ {self.dollars:,.2f}" if self.dollars is not None else ", no charge"
        calls = f"{self.accounts} accounts, {self.calls:,} calls a month"
        return f"{self.provider}: {calls} = {self.units:,} {self.unit}s{money}"


def monthly(provider: Provider, accounts: int, settings: CollectSettings) -> Forecast:
    """The steady state of tracking `accounts` public accounts: every visit at its cadence, first pages only.

    A provider that needs the native id first asks once more for each account; that call is not counted.
    """
    calls, units = 0, Decimal(0)
    hours = {Cadence.PROFILE: settings.profile_hours, Cadence.POSTS: settings.posts_hours}
    pages = settings.lane(provider.name).posts_pages
    for visit in provider.visits:
        if visit.authorised:
            continue
        each = round(accounts * MONTH_HOURS / min(hours[cadence] for cadence in visit.cadences)) * (
            pages if visit.pages else 1
        )
        request = provider.request(Ask(visit=visit, target=Target(provider.platform, native_id="0", handle="example")))
        calls, units = calls + each, units + each * request.cost
    price = provider.facts.price
    dollars = None if price is None else units * price
    return Forecast(provider.name, accounts, calls, units, provider.facts.unit, dollars)
