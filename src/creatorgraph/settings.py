"""Where things are on disk, and what a person may set: environment over files over defaults."""

from __future__ import annotations

import os
import stat
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from creatorgraph.errors import ConfigurationError

HOME_VARIABLE: Final = "CREATORGRAPH_HOME"
SECRET_PREFIX: Final = "CREATORGRAPH_SECRET_"  # noqa: S105 (a name, not a secret)


@dataclass(frozen=True, slots=True)
class Home:
    """The one data directory, and the place of each thing in it."""

    root: Path

    @property
    def marker(self) -> Path:
        return self.root / "home.json"

    @property
    def config(self) -> Path:
        return self.root / "config.toml"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.toml"

    @property
    def app_database(self) -> Path:
        return self.root / "app.db"

    @property
    def journals(self) -> Path:
        return self.root / "journal"

    @property
    def lake(self) -> Path:
        return self.root / "lake"

    @property
    def seeds(self) -> Path:
        return self.root / "seeds"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse" / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def locks(self) -> Path:
        return self.root / "run"

    @property
    def logs(self) -> Path:
        return self.root / "logs"


class LaneSettings(BaseModel):
    """Limits of one lane (one provider credential pool)."""

    model_config = ConfigDict(extra="forbid")

    base_url: str | None = Field(None, description="another host than the documented one (a sandbox, a proxy)")
    api_version: str | None = Field(None, description="another version than the documented one in the provider's paths")
    concurrency: int = Field(8, ge=1, le=256, description="requests in flight at most")
    requests_per_minute: int = Field(200, ge=1, description="rate budget")
    burst_per_second: int = Field(40, ge=1, description="rate budget of one second")
    timeout_seconds: float = Field(30.0, gt=0, description="how long to wait for one answer")
    freshness_warn_hours: float = Field(6.0, gt=0, description="hours without an answer from which a build warns")
    freshness_error_hours: float = Field(24.0, gt=0, description="the same, from which a bare `dbt build` may fail")
    max_attempts: int = Field(5, ge=1, le=20, description="tries of one request")
    monthly_budget: Decimal | None = Field(None, ge=0, description="hard cap in the provider's own unit")
    alarm_share: float = Field(0.8, gt=0, le=1, description="share of a budget from which an alarm is raised")
    organization_budgets: dict[str, Decimal] = Field(
        default_factory=dict, description="hard monthly cap of each organization that shares this lane, same unit"
    )
    post_days: float | None = Field(
        None,
        ge=0,
        description="`collect.post_days` of this lane; X's is 3 unless said otherwise, as X bills each reading",
    )
    posts_pages: int = Field(
        10,
        ge=1,
        description="pages of posts read at most at each visit after the backfill; what is new goes first, and what is"
        " left (after a long outage) is read on at the next visits, as many pages each",
    )
    extras: list[str] = Field(
        default_factory=list, description="visits that are paid only when named here, e.g. `comments`"
    )
    options: dict[str, str] = Field(default_factory=dict, description="choices that the provider offers")


class CollectSettings(BaseModel):
    """How often what is tracked is visited."""

    model_config = ConfigDict(extra="forbid")

    profile_hours: float = Field(24.0, gt=0, description="hours between two visits of a profile")
    profile_cache_hours: float = Field(
        12.0, ge=0, description="a profile read less than this ago, by whatever visit, is not asked for again"
    )
    posts_hours: float = Field(24.0, gt=0, description="hours between two visits of an account's posts")
    tier1_posts_hours: float = Field(1.0, gt=0, description="the same for accounts of tier 1")
    post_hours: float = Field(24.0, gt=0, description="hours between two readings of one post's counters")
    post_days: float = Field(30.0, ge=0, description="age in days up to which one post's counters are read")
    early_hours: list[float] = Field(
        default_factory=lambda: [0.5, 1, 2, 3, 4, 6, 12, 24],
        description="ages in hours at which new posts of campaign accounts are read",
    )
    backfill_days: float = Field(30.0, ge=0, description="how far back the first visit of an account's posts reads")
    watchlist_hours: float = Field(1.0, gt=0, description="hours between two visits of a hashtag, keyword, sound, url")
    followers_hours: float = Field(168.0, gt=0, description="hours between two samples of an account's followers")
    follower_sample: int = Field(1000, ge=0, description="followers in a sample; 0 takes none")
    insights_hours: float = Field(24.0, gt=0, description="hours between two readings of insights")
    stories_hours: float = Field(12.0, gt=0, description="hours between two readings of stories")
    extras_hours: float = Field(168.0, gt=0, description="hours between two visits that have no cadence of their own")
    lanes: dict[str, LaneSettings] = Field(default_factory=dict)

    def lane(self, name: str) -> LaneSettings:
        return self.lanes.get(name, LaneSettings())


class MatchSettings(BaseModel):
    """The policy of the match (design, section 6)."""

    model_config = ConfigDict(extra="forbid")

    policy: Literal["calibrated", "published"] = Field(
        "calibrated", description="`published` runs the sources' point rule as written"
    )
    auto_score: int = Field(60, ge=0, le=100, description="points from which a pair may join by itself")
    auto_confidence: float = Field(0.95, ge=0, le=1, description="confidence that such a pair also needs")
    review_score: int = Field(30, ge=0, le=100, description="points from which a person is asked")
    review_confidence: float = Field(0.50, ge=0, le=1, description="confidence from which a person is asked")
    link_accounts_per_platform: int = Field(
        2, ge=1, description="a link on more accounts of one platform proves nothing"
    )
    min_confidence: float = Field(0.80, ge=0, le=1, description="what reports count as joined")


class ReachSettings(BaseModel):
    """How combined reach is estimated."""

    model_config = ConfigDict(extra="forbid")

    formula: Literal["share_of_smaller", "share_of_sum"] = Field(
        "share_of_smaller", description="what an overlap is a share of; the other can fall below the larger audience"
    )


class MaskingSettings(BaseModel):
    """What the tables for sharing (`marts_masked`) say of creators."""

    model_config = ConfigDict(extra="forbid")

    k: int = Field(5, ge=2, description="a shared table tells nothing of a group with fewer creators than this")
    opt_in: list[str] = Field([], description="ids of creators who agreed to be named in shared tables")


class ServeSettings(BaseModel):
    """Where the API and the pages listen."""

    model_config = ConfigDict(extra="forbid")

    host: str = Field("127.0.0.1", description="loopback by default; another address needs authentication")
    port: int = Field(8420, ge=0, le=65535, description="0 takes a free one")


class ConnectSettings(BaseModel):
    """How creators reach the pages on which they connect an account."""

    model_config = ConfigDict(extra="forbid")

    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^/?#\s]+$",
        description="where creators reach the pages under /connect/, e.g. https://connect.example.org; "
        "without it this machine alone",
    )
    authorize_url: str = Field(
        "https://www.tiktok.com/v2/auth/authorize/",
        pattern=r"^https?://[^?#\s]+$",
        description="the provider's consent page, or a sandbox that stands in for it",
    )
    pkce: Literal["off", "base64url", "hex"] = Field(
        "off", description="proof key of the login; TikTok's desktop kit is said to want it in hex"
    )
    invite_days: float = Field(14.0, gt=0, description="how long an invite link works")


class XBudget(BaseModel):
    """How X is paid."""

    model_config = ConfigDict(extra="forbid")

    tier: str = Field(
        "pay-per-use", description="`pay-per-use`, an old monthly plan (`basic`, `pro`), or `legacy`: the cheapest one"
    )
    table: Path | None = Field(None, description="a TOML file with the prices of those plans instead of the known ones")


class BudgetSettings(BaseModel):
    """What forecasts suppose of prices."""

    model_config = ConfigDict(extra="forbid")

    x: XBudget = XBudget()


class Settings(BaseModel):
    """Everything a person may set in `config.toml`; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")

    collect: CollectSettings = CollectSettings()
    budget: BudgetSettings = BudgetSettings()
    match: MatchSettings = MatchSettings()
    reach: ReachSettings = ReachSettings()
    masking: MaskingSettings = MaskingSettings()
    serve: ServeSettings = ServeSettings()
    connect: ConnectSettings = ConnectSettings()
    provider_rules: Literal["strict", "operator-accepts"] = Field(
        "strict", description="whether each provider's retention rule is applied, or its operator answers for it"
    )


def find_home(given: Path | None = None) -> Home:
    """The data directory: `--home`, else `CREATORGRAPH_HOME`, else `~/.local/share/creatorgraph`."""
    chosen = given or os.environ.get(HOME_VARIABLE) or Path.home() / ".local" / "share" / "creatorgraph"
    return Home(Path(chosen).expanduser().resolve())


def load_settings(home: Home) -> Settings:
    """Read `config.toml`; an absent file means the defaults.

    Raises ConfigurationError naming the key and what it accepts.
    """
    try:
        return Settings.model_validate(_read_toml(home.config))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(
            f"{home.config}: {key}: {first['msg']}.", kept="Nothing was started.", todo="Correct that line."
        ) from None


def load_secrets(home: Home, name: str) -> dict[str, SecretStr]:
    """The credentials of one provider: environment (`CREATORGRAPH_SECRET_<NAME>_<KEY>`) over `secrets.toml`.

    Raises ConfigurationError when the file may be read by others.
    """
    found: dict[str, SecretStr] = {}
    if home.secrets.exists():
        if home.secrets.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigurationError(
                f"{home.secrets} can be read by other users.", todo=f"Run: chmod 600 '{home.secrets}'"
            )
        section = _read_toml(home.secrets).get(name, {})
        found = {key: SecretStr(str(value)) for key, value in section.items()}
    prefix = f"{SECRET_PREFIX}{name.upper()}_"
    for variable, value in os.environ.items():
        if variable.startswith(prefix) and value:
            found[variable.removeprefix(prefix).lower()] = SecretStr(value)
    return found


def _read_toml(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        # The parser's message may quote the line, and a line of secrets.toml is a secret.
        where = str(error).rsplit("(", 1)[-1].rstrip(")")
        raise ConfigurationError(f"{path} is not valid TOML ({where}).", todo="Correct the file.") from None
