"""What a process has used so far: wall and processor seconds, most memory at once, bytes read from files."""

from __future__ import annotations

import re
import time
from pathlib import Path

PROC = Path("/proc/self")


class Meter:
    """Counts from when it was made; memory is the process's own highest so far."""

    def __init__(self) -> None:
        self._began = (time.perf_counter(), time.process_time(), _bytes_read())

    def read(self) -> dict[str, float]:
        """`wall` and `cpu` seconds, `read` bytes, `rss` bytes (both 0 where the system does not tell)."""
        wall, cpu, read = self._began
        return {
            "wall": time.perf_counter() - wall,
            "cpu": time.process_time() - cpu,
            "read": _bytes_read() - read,
            "rss": _told("status", r"VmHWM:\s+(\d+) kB") * 1024,
        }


def _bytes_read() -> int:
    return _told("io", r"rchar: (\d+)")


def _told(file: str, pattern: str) -> int:
    try:
        found = re.search(pattern, (PROC / file).read_text("utf-8"))
    except OSError:
        return 0
    return int(found[1]) if found else 0
