"""Our search beside two others, on one set of names, in one run.

    python -m benchmarks.search [--entries 10000 100000] [--held] [--ours] [--misses]

The names are those of `search_names.py`: 91 curated entries, among generated ones (`search_entries.py`),
each with a Latin and a Dari name. A query is right when its curated entry comes first. Generated namesakes
("Masud" is a common first name) fit a short query as well as the one that is meant. Such ties are settled by
`Entry.weight`, 4 for curated entries and 2 for generated ones; the two others list the weightier first where
they find both equally good.

* *ours*: `content.search`, with all its rules for spellings, slips and questions.
* *fts5*: SQLite FTS5 trigrams over the folded spelling and the consonant skeleton, ranked by bm25; at most 24
  trigrams a query; a sorted list for one or two letters.
* *rapidfuzz*: `WRatio` over all folded names.

Times are of single keystrokes: every beginning of every query is searched as if it was being typed. The two
others are timed on an even sample of the keystrokes (`--sample`), ours on all of them. Memory is what the
process grew by while the index was built.
"""

from __future__ import annotations

import argparse
import gc
import os
import sqlite3
import statistics
import time
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process

from benchmarks.search_entries import entries
from benchmarks.search_names import CURATED, HELD_LATIN, HELD_SCRIPT, LATIN, SCRIPT
from content import library, search
from content.model import Entry, Kind, Name, Pack
from content.spelling import fold, skeleton

Search = Callable[[str], list[str]]
SEED = 1371
CURATED_WEIGHT = 4


class Named(NamedTuple):
    """A spelling of an entry."""

    name: str
    entry: str
    weight: int


def pack(count: int) -> list[Entry]:
    """The curated entries among so many generated ones that there are `count` in all."""
    names = [(latin, dari, CURATED_WEIGHT) for latin, dari in CURATED.items()]
    names += [(latin, dari, 2) for latin, dari in entries(count - len(CURATED), SEED)]
    return [
        Entry(f"e{number}", Kind.PERSON, Name(latin, dari), (), (), weight=weight)
        for number, (latin, dari, weight) in enumerate(names)
    ]


def ours(made: list[Entry]) -> Search:
    """This project's search."""
    index = search.build(library.make(Pack("p", "", "", "", (), (), tuple(made))))
    return lambda typed: [match.entry.name.latin for match in index.search(typed, 3).matches]


def spellings(made: list[Entry]) -> list[Named]:
    """Every folded spelling, the weightier entries first."""
    named = [
        Named(fold(text), entry.name.latin, entry.weight) for entry in made for text in entry.name.spellings
    ]
    return sorted(named, key=lambda one: -one.weight)


def first_three(names: list[str]) -> list[str]:
    """The first three different entries."""
    return list(dict.fromkeys(names))[:3]


def bones(folded: str) -> str:
    """The consonants of all words, joined."""
    return "".join(map(skeleton, folded.split()))


def fts5(made: list[Entry]) -> Search:
    """SQLite's trigrams over spelling and skeleton."""
    named = spellings(made)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE names USING fts5(text, bones, tokenize='trigram')")
    database.executemany(
        "INSERT INTO names(rowid, text, bones) VALUES (?, ?, ?)",
        ((number, one.name, bones(one.name)) for number, one in enumerate(named)),
    )
    ordered = sorted(named)

    def find(typed: str) -> list[str]:
        folded = fold(typed)
        texts = (folded, bones(folded))
        grams = dict.fromkeys(text[at : at + 3] for text in texts for at in range(len(text) - 2))
        if not grams:
            at = bisect_left(ordered, (folded,))
            return first_three([one.entry for one in ordered[at : at + 25]])
        query = " OR ".join(f'"{gram}"' for gram in list(grams)[:24])
        rows = database.execute(
            "SELECT rowid FROM names WHERE names MATCH ? ORDER BY bm25(names), rowid LIMIT 25", (query,)
        )
        return first_three([named[number].entry for (number,) in rows])

    return find


def rapid(made: list[Entry]) -> Search:
    """WRatio of rapidfuzz over all folded names."""
    named = spellings(made)
    texts = [one.name for one in named]

    def find(typed: str) -> list[str]:
        found = process.extract(fold(typed), texts, scorer=fuzz.WRatio, limit=60)
        found.sort(key=lambda hit: (-hit[1], hit[2]))
        return first_three([named[number].entry for _, _, number in found])

    return find


def resident() -> float:
    """The process's resident memory in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def right(find: Search, queries: dict[str, str], title: str, *, misses: bool) -> tuple[float, float]:
    """The shares of queries whose entry comes first, and among the first three."""
    first = three = 0
    for query, entry in queries.items():
        found = find(query)
        first += found[:1] == [entry]
        three += entry in found
        if misses and found[:1] != [entry]:
            print(f"    {title}: {query!r} means {entry!r}, found {found}")
    return first / len(queries), three / len(queries)


def measure(
    name: str, make: Callable[[list[Entry]], Search], made: list[Entry], options: argparse.Namespace
) -> None:
    """Print one method's line."""
    gc.collect()
    before, begun = resident(), time.perf_counter()
    find = make(made)
    built, grown = time.perf_counter() - begun, resident() - before
    sets = [("first set", LATIN, SCRIPT)]
    if options.held:
        sets.append(("held out", HELD_LATIN, HELD_SCRIPT))
    for title, latin, script in sets:
        typed = [query[:end] for query in (*latin, *script) for end in range(1, len(query) + 1)]
        if name != "ours":
            typed = typed[:: max(1, len(typed) // options.sample)]
        times = []
        for text in typed:
            begun = time.perf_counter()
            find(text)
            times.append((time.perf_counter() - begun) * 1000)
        cuts = statistics.quantiles(times, n=100)
        shares = [
            f"{share:.1%}"
            for queries in (latin, script)
            for share in right(find, queries, name, misses=options.misses)
        ]
        print(
            f"{name:10} {title:10} {' '.join(f'{share:>7}' for share in shares)}"
            f" {cuts[49]:8.2f} {cuts[98]:8.2f} {grown:8.1f} {built:8.2f}"
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000], help="how many entries; 10000")
    parser.add_argument("--held", action="store_true", help="run the held-out queries too")
    parser.add_argument("--ours", action="store_true", help="run only our search")
    parser.add_argument("--misses", action="store_true", help="print the queries that went wrong")
    parser.add_argument("--sample", type=int, default=300, help="keystrokes timed of the two others; 300")
    options = parser.parse_args()
    methods = {"ours": ours} if options.ours else {"ours": ours, "fts5": fts5, "rapidfuzz": rapid}
    for count in options.entries:
        made = pack(count)
        print(f"\n{count:,} entries, {2 * count:,} names; {len(LATIN)} Latin, {len(SCRIPT)} Dari queries")
        print(
            f"{'method':10} {'queries':10} {'Latin 1':>7} {'first 3':>7} {'script1':>7} {'first 3':>7}"
            f" {'p50 ms':>8} {'p99 ms':>8} {'MiB':>8} {'build s':>8}"
        )
        for name, make in methods.items():
            measure(name, make, made, options)


if __name__ == "__main__":
    main()
