"""What the transforms say while they run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class NodeDone:
    """One model, seed or test that has ended; `total` is 0 until dbt has told it."""

    name: str
    status: str
    done: int
    total: int


OnNode = Callable[[NodeDone], None]


@dataclass(slots=True)
class NodeCounter:
    """Turns dbt's events into `NodeDone`."""

    on_node: OnNode
    done: int = 0
    total: int = 0
    ended: set[str] = field(default_factory=set)

    def __call__(self, event: Any) -> None:
        """Take one event of dbt."""
        if event.info.name == "LogStartLine":
            self.total = event.data.total
        elif event.info.name == "NodeFinished":
            node = event.data.node_info
            if node.unique_id not in self.ended:
                self.ended.add(node.unique_id)
                self.done += 1
                self.on_node(NodeDone(node.node_name, node.node_status, self.done, max(self.total, self.done)))
