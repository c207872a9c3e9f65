"""Start-up of `tarikh chat`: time and memory against a Python that only imports the same libraries.

Both run as separate processes, in turns, so that a noisy machine disturbs both alike. The chat starts on a
fresh database, answers one look-up, and leaves.

    python benchmarks/start.py [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIBRARIES = (
    "aiosql, aiosqlite, persiantools.jdatetime, platformdirs, prompt_toolkit, rapidfuzz, wcwidth, "
    "asyncio, argparse, tomllib"
)
PEAK = "import resource, sys; sys.stderr.write(f'peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}')"
BARE = f"import {LIBRARIES}\n{PEAK}"
CHAT = f"import sys; from bot.__main__ import main; main(['chat'])\n{PEAK}"


def run(code: str, typed: str) -> tuple[float, float]:
    """Seconds and peak MiB of one process."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {**os.environ, "TARIKH_DATABASE_URL": f"sqlite:///{Path(folder)}/start.sqlite3"}
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", code], input=typed, capture_output=True, text=True, env=environ, check=True
        )
        spent = time.perf_counter() - begun
    return spent, int(done.stderr.rsplit("peak ", 1)[1]) / 1024


def main() -> None:
    """Print both and their ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    cases = {"imports only": (BARE, ""), "tarikh chat": (CHAT, "Islamabad Accord\n")}
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, (code, typed) in cases.items():
            seen[name].append(run(code, typed))
    middle = {
        name: tuple(statistics.median(each[which] for each in runs) for which in (0, 1))
        for name, runs in seen.items()
    }
    print(f"{'':14} {'seconds':>8} {'peak MiB':>9}   median of {rounds}")
    for name, (spent, peak) in middle.items():
        print(f"{name:14} {spent:8.3f} {peak:9.1f}")
    bare, chat = middle["imports only"], middle["tarikh chat"]
    print(f"{'ratio':14} {chat[0] / bare[0]:8.2f} {chat[1] / bare[1]:9.2f}")


if __name__ == "__main__":
    main()
