"""Install a data directory: folders, app database, seeds, and a warehouse with empty sources."""

from __future__ import annotations

from creatorgraph.clock import Clock
from creatorgraph.settings import Home
from creatorgraph.store import database
from creatorgraph.store.home import HomeKind, create_home
from creatorgraph.warehouse.seeds import install_seeds


def install(home: Home, kind: HomeKind, clock: Clock) -> bool:
    """Make what is missing of a data directory; returns False when all of it was there.

    Raises ConfigurationError when the directory holds something else or data of the other kind.
    """
    made = create_home(home, kind)
    database.create(home.app_database, clock).close()
    install_seeds(home)
    return made
