"""What `match evaluate` and `match explain` look at: a plain file of accounts, or those of a data directory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from creatorgraph.cli.context import Context
from creatorgraph.errors import BadRowError, ConfigurationError
from creatorgraph.handles import fold
from creatorgraph.match.home import read_home
from creatorgraph.match.model import MatchModel, load_model
from creatorgraph.match.table import read_accounts
from creatorgraph.match.versions import installed_model
from creatorgraph.settings import MatchSettings
from creatorgraph.store.decisions import Decision


@dataclass(frozen=True, slots=True)
class MatchInput:
    """Accounts and everything that a match of them depends on; `names` maps (platform, id) to account keys."""

    accounts: pa.Table
    settings: MatchSettings
    model: MatchModel
    decisions: list[Decision] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    bad_rows: Sequence[BadRowError] = ()

    def find(self, text: str) -> str:
        """The key of an account given as key, platform:handle or platform:id; raises ConfigurationError for none."""
        platform, _, name = text.partition(":")
        columns = ("account_key", "platform", "handle", "native_id")
        rows = zip(*(self.accounts.column(column).to_pylist() for column in columns), strict=True)
        wanted = fold(name.removeprefix("@"))
        for key, its_platform, handle, native_id in rows:
            if key == text or (
                its_platform == platform and name and (fold(handle or "") == wanted or native_id == name)
            ):
                return str(key)
        raise ConfigurationError(f"There is no account {text!r} here.", todo="Name it as platform:handle.")


def read_match_input(file: Path | None, context: Context | None) -> MatchInput:
    """Accounts of a file under default settings, else those of a data directory under its own."""
    if context is None:
        if file is None:
            raise ConfigurationError("Neither a file nor a data directory was named.", todo="Say --accounts FILE.")
        table = read_accounts(file)
        return MatchInput(table.rows, MatchSettings(), load_model(), bad_rows=table.bad)
    found = read_home(context.home, context.database)
    return MatchInput(
        found.accounts, context.settings.match, installed_model(context.home), found.decisions, found.state.aliases
    )
