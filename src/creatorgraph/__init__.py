"""creatorgraph: one creator, seen whole, across TikTok, Instagram, X and YouTube."""

from importlib.metadata import version

__version__ = version("creatorgraph")
