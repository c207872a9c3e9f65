"""What processes use of the machine, and what the hypervisor takes away. Linux only: it reads /proc."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Used:
    """What was used in a while.

    Attributes:
        seconds: How long that was.
        cpu: Seconds of processor time, user's and system's together, of each process that was watched.
        stolen: Processors that the hypervisor gave to others, on average.
        others: Processors that no watched process used, on average: the rest of this machine's work.
    """

    seconds: float
    cpu: tuple[float, ...]
    stolen: float
    others: float


class Watch:
    """Watches processes from now on.

    Args:
        pids: Their numbers; threads count with their process, children do not.
    """

    def __init__(self, *pids: int) -> None:
        self._pids = pids
        self._begun = time.monotonic()
        self._cpu = tuple(map(cpu, pids))
        self._machine = _machine()

    def used(self) -> Used:
        """What was used since the watch began."""
        seconds = time.monotonic() - self._begun
        spent = tuple(cpu(pid) - before for pid, before in zip(self._pids, self._cpu, strict=True))
        busy, stolen = (now - before for now, before in zip(_machine(), self._machine, strict=True))
        return Used(seconds, spent, stolen / seconds, max(0.0, busy - sum(spent)) / seconds)


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used, user's and system's."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def resident(pid: int) -> float:
    """MiB of memory that a process has resident."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="utf-8").split()[1]) * _PAGE / 2**20


def _machine() -> tuple[float, float]:
    """Seconds that all processors were busy, and that they were stolen, since the machine started."""
    first = Path("/proc/stat").read_text(encoding="utf-8").splitlines()[0]
    user, nice, system, _idle, _waiting, hard, soft, stolen = map(int, first.split()[1:9])
    return (user + nice + system + hard + soft) / _TICK, stolen / _TICK
