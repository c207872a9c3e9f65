"""The third opinion: Slack's own types for TypeScript, `@slack/types`, asked by its compiler.

They know the shape of every block and element to the last property, and no lengths or counts. Both packages
are pinned in the folder `types/` and installed there once. Without node or npm whatever asks is skipped.
"""

from __future__ import annotations

import bisect
import fcntl
import functools
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.servers.slack.checks.rules import Json

FOLDER = Path(__file__).with_name("types")
INSTALLED = FOLDER / "node_modules"
WAIT = 120
"""Seconds that npm or the compiler may take before the tests that ask are skipped or fail."""

_HEAD = """\
import type { HomeView, KnownBlock, MessageMetadata, ModalView } from "@slack/types";
// A view's own type takes any block at all; these take known ones.
type Modal = Omit<ModalView, "blocks"> & { blocks: KnownBlock[] };
type Home = Omit<HomeView, "blocks"> & { blocks: KnownBlock[] };
type Message = { text?: string; blocks?: KnownBlock[]; metadata?: MessageMetadata };
"""
_VIEWS = {"modal": "Modal", "home": "Home"}
_ERROR = re.compile(r"[^(]*\((\d+),\d+\): error (.*)")


def faults(payloads: Mapping[str, Json]) -> list[str]:
    """Tell what the types refuse in many messages and views, all in one run of the compiler.

    Args:
        payloads: Messages, of which `text`, `blocks` and `metadata` are looked at, and views, by name.

    Returns:
        For each fault the payload's name, the line of its JSON and the compiler's words.

    Raises:
        RuntimeError: when the compiler failed for another reason.
    """
    absent = missing()
    if absent:
        pytest.skip(f"payloads are not held against @slack/types: {absent}")
    head = _HEAD.splitlines()
    lines, starts, names = list(head), [], []
    for number, (name, payload) in enumerate(payloads.items()):
        starts.append(len(lines) + 1)
        names.append(name)
        lines += _constant(number, payload)
    said = _compile("\n".join(lines))
    found: list[str] = []
    for line in said:
        match = _ERROR.match(line)
        row = int(match[1]) if match else 0
        if match and row > len(head):
            name = names[bisect.bisect_right(starts, row) - 1]
            found.append(f"{name}: {lines[row - 1].strip()[:80]}: {match[2]}")
        elif found:
            found[-1] += f" {line.strip()}"
        else:
            raise RuntimeError(f"the TypeScript compiler failed: {said[:20]}")
    return found


@functools.cache
def missing(folder: Path = FOLDER) -> str:
    """Tell why the types cannot be asked, after installing them where that is needed; empty when they can.

    Args:
        folder: Where package.json and package-lock.json are.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return "node or npm is missing"
    digest = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    # Holds the digest of the lock file that was installed, once all is there.
    stamp = folder / "node_modules" / ".complete"
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process of the tests may be installing
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == digest:
            return ""
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=WAIT, check=False
            )
        except subprocess.TimeoutExpired:
            return f"npm ci took more than {WAIT} s"
        if done.returncode:
            return f"npm ci failed: {done.stderr.strip()[-300:]}"
        stamp.write_text(digest, encoding="utf-8")
    return ""


def _constant(number: int, payload: Json) -> list[str]:
    kind = _VIEWS.get(str(payload.get("type")), "Message")
    value = dict(payload)
    if kind == "Message":
        value = {name: payload[name] for name in ("text", "blocks", "metadata") if name in payload}
    written = json.dumps(value, indent=1, ensure_ascii=True)
    return f"export const p{number}: {kind} = {written};".splitlines()


def _compile(source: str) -> list[str]:
    """Give the lines that the compiler writes about a file."""
    node = shutil.which("node")
    assert node is not None
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "payloads.ts").write_text(source, encoding="utf-8")
        options = {
            "strict": True,
            "noEmit": True,
            "skipLibCheck": True,
            "target": "es2022",
            "module": "esnext",
            "moduleResolution": "bundler",
            "types": [],
            "paths": {"@slack/types": [str(INSTALLED / "@slack/types/dist/index.d.ts")]},
        }
        config = {"compilerOptions": options, "files": ["payloads.ts"]}
        (place / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
        compiler = INSTALLED / "typescript" / "bin" / "tsc"
        command = [node, str(compiler), "--pretty", "false", "--project", folder]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=WAIT, check=False)
    said = [line for line in done.stdout.splitlines() if line.strip()]
    if done.returncode and not said:
        raise RuntimeError(f"the TypeScript compiler failed: {done.stderr.strip()[-300:]}")
    return said
