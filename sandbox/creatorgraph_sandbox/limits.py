"""Rate windows on whatever clock the caller brings, virtual or real."""

from __future__ import annotations

from collections import deque
from typing import Final

MINUTE: Final = 60.0
HOUR: Final = 3_600.0


class SlidingWindow:
    """Counts admitted calls per key over the last `seconds`.

    A moment far before the newest one means that the caller's virtual clock was set back, as a new run does: that key's
    window starts afresh. Calls that are a little out of order, as parallel lanes send them, count as they come.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._admitted: dict[tuple[str, bool], deque[float]] = {}

    def used(self, key: str, clocked: bool, moment: float) -> int:
        """How many calls of this key the window holds at a moment."""
        return len(self._current(key, clocked, moment))

    def admit(self, key: str, clocked: bool, moment: float, limit: float) -> bool:
        """Count a call unless the window is full; a refused call is not counted."""
        admitted = self._current(key, clocked, moment)
        if len(admitted) >= limit:
            return False
        admitted.append(moment)
        return True

    def _current(self, key: str, clocked: bool, moment: float) -> deque[float]:
        admitted = self._admitted.setdefault((key, clocked), deque())
        if admitted and moment <= admitted[-1] - self.seconds:
            admitted.clear()
        while admitted and admitted[0] <= moment - self.seconds:
            admitted.popleft()
        return admitted
