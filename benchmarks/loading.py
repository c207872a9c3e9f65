"""Loading a pack of 1,000 entries, against `tomllib` alone reading the same files.

The entries are copies of the packed ones under new ids. Both cases run in turns in one process.

    python benchmarks/loading.py [ENTRIES]
"""

from __future__ import annotations

import re
import shutil
import statistics
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from content.library import load

PACK = Path(__file__).parent.parent / "content" / "packs" / "afghan-peace"
ROUNDS = 7


def multiply(folder: Path, entries: int) -> None:
    """Write a pack of about so many entries: whole copies of the packed one, each under ids of its own."""
    shutil.copytree(PACK, folder)
    have = len(load(PACK).entries)
    ids = sorted({*load(PACK).entries} - {*load(PACK).topics}, key=len, reverse=True)
    files = [file for file in folder.rglob("*.toml") if file.stem not in {"pack", "sources", "topics"}]
    for copy in range(2, -(-entries // have) + 1):
        for file in files:
            text = re.sub(rf'"({"|".join(ids)})"', rf'"\1-{copy}"', file.read_text(encoding="utf-8"))
            text = re.sub(rf'(?m)^id = "({"|".join(load(PACK).topics)})"', rf'id = "\1-{copy}"', text)
            # An alias is unique within its kind, so a copy has none; its name gets the copy's number.
            text = re.sub(r"(?m)^aliases = .*\n", "", re.sub(r"\n +", " ", text))
            text = re.sub(r'(?m)^(latin|dari|pashto) = "(.*)"', rf'\1 = "\2 {copy}"', text)
            name = f"{file.stem}-{copy}.toml"
            (file.parent / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Print both, and their ratio."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "pack"
        multiply(folder, entries)
        files = list(folder.rglob("*.toml"))
        ours, bare = [], []
        count = 0
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            count = len(load(folder).entries)
            ours.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            for file in files:
                tomllib.loads(file.read_text(encoding="utf-8"))
            bare.append(time.perf_counter() - begun)
    size = statistics.median(ours), statistics.median(bare)
    print(f"{count} entries in {len(files)} files, median of {ROUNDS}")
    print(f"load     {size[0]:.3f} s\ntomllib  {size[1]:.3f} s\nratio    {size[0] / size[1]:.2f}")


if __name__ == "__main__":
    main()
