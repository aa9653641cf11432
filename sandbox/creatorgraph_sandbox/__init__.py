"""Local stand-ins for the providers that creatorgraph collects from, over one generated world.

`world/` makes the people, accounts, posts and counters; `servers/` answers like the providers' documented contracts;
`faults` and `switches` bend the answers; `server` hands them to the network; `control` lets tests and the demo steer.
"""

from importlib.metadata import version

__version__ = version("creatorgraph-sandbox")
