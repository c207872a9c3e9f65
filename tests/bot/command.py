"""The `tarikh` command in a process of its own, away from the settings of whoever runs the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def environment(tmp_path: Path) -> dict[str, str]:
    """An environment whose home and database are in a directory of the test's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TARIKH_", "XDG_"))}
    return kept | {"HOME": str(tmp_path), "TARIKH_DATABASE_URL": f"sqlite:///{tmp_path}/tarikh.sqlite3"}


def tarikh(
    home: dict[str, str], *arguments: str, typed: str | bytes = ""
) -> subprocess.CompletedProcess[str]:
    raw = typed if isinstance(typed, bytes) else typed.encode()
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=raw,
        capture_output=True,
        env=home,
        check=False,
        timeout=120,
    )
    assert b"Traceback" not in done.stderr
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
