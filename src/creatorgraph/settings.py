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
    max_attempts: int = Field(5, ge=1, le=20, description="tries of one request")
    monthly_budget: Decimal | None = Field(None, ge=0, description="hard cap in the provider's own unit")
    posts_pages: int = Field(1, ge=1, description="pages of posts read at each visit")


class CollectSettings(BaseModel):
    """How often accounts are visited."""

    model_config = ConfigDict(extra="forbid")

    profile_hours: float = Field(24.0, gt=0, description="hours between two visits of a profile")
    posts_hours: float = Field(24.0, gt=0, description="hours between two visits of an account's posts")
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


class ServeSettings(BaseModel):
    """Where the API and the pages listen."""

    model_config = ConfigDict(extra="forbid")

    host: str = Field("127.0.0.1", description="loopback by default; another address needs authentication")
    port: int = Field(8420, ge=0, le=65535, description="0 takes a free one")


class Settings(BaseModel):
    """Everything a person may set in `config.toml`; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")

    collect: CollectSettings = CollectSettings()
    match: MatchSettings = MatchSettings()
    reach: ReachSettings = ReachSettings()
    serve: ServeSettings = ServeSettings()
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
