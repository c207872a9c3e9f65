"""Answers a second, their processor time and latencies: ours against a bare bot's, in turns.

See `benchmarks.discord` for what is measured and how.
"""

from __future__ import annotations

import math
import random
import sqlite3
import sys
import time
import tomllib
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.discord_bots import ROOT, Failed
from quizzes.draw import draw
from quizzes.model import QuestionKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.discord_bots import House
    from content.library import Library
    from quizzes.banks import Bank

Json = dict[str, Any]

WORKERS = 50
STOLEN = 0.1  # processors; what was measured while more was taken away is left out
P99 = 100.0  # milliseconds at half of the highest rate
PUPILS = 20
SEED = 1371


@dataclass(frozen=True, slots=True)
class Length:
    """How long is measured: so many rounds, and the seconds of a case in each, at both rates."""

    rounds: int
    closed: float
    opened: float


@dataclass(slots=True)
class Case:
    """One thing that is measured.

    Attributes:
        name: What the table calls it.
        bot: Whose it is.
        do: What the stage is asked for.
        like: The bare case that it is held against, and the share of it that is the aim.
        seen: What was measured at the highest rate, by the round.
        halved: The same at half of it.
        dropped: How many measurements were left out.
        expected: Answers a second, to prepare enough presses.
    """

    name: str
    bot: str
    do: str
    like: tuple[str, float] | None = None
    seen: dict[int, Json] = field(default_factory=dict)
    halved: dict[int, Json] = field(default_factory=dict)
    dropped: int = 0
    expected: float = 3000.0

    def middle(self, what: str) -> float:
        """The median of a figure at the highest rate."""
        return median(each[what] for each in self.seen.values()) if self.seen else math.nan

    def at_half(self, what: str) -> float:
        """The median of a figure at half of the highest rate."""
        return median(each[what] for each in self.halved.values()) if self.halved else math.nan

    @staticmethod
    def missed(found: dict[int, Json]) -> int:
        """How many were not answered in time."""
        return sum(each["missed"] for each in found.values())

    def over(self, bare: Case, what: str) -> float:
        """A figure as a share of a bare case's in the same round: the median of the rounds."""
        both = self.seen.keys() & bare.seen.keys()
        shares = [self.seen[each][what] / bare.seen[each][what] for each in both]
        return median(shares) if shares else math.nan


class Answers:
    """The answers that are measured.

    Args:
        house: Where the bots run.
        length: How long is measured.
        library: The entries.
        bank: The questions.
        each: Whether to tell every measurement, on standard error.
    """

    def __init__(self, house: House, length: Length, library: Library, bank: Bank, *, each: bool) -> None:
        self._house = house
        self._length = length
        self._each = each
        file = ROOT / "tests" / "content" / "student_queries.toml"
        typed = [each["typed"] for each in tomllib.loads(file.read_text(encoding="utf-8"))["query"]]
        self._warm = sorted({*typed, *(entry.name.latin for entry in library.entries.values())})
        self._cold = slips(self._warm, random.Random(SEED))
        self._quiz_seed = _single(bank)
        self._presses: dict[str, int] = {}
        self._counted: dict[str, Callable[[], int]] = {}
        self._turn = 0
        self.cases = [
            Case("bare lookup", "bare", "lookups"),
            Case("lookup, warm", "sqlite", "lookups", ("bare lookup", 0.80)),
            Case("lookup, cold", "sqlite", "cold", ("bare lookup", 0.80)),
            Case("bare small command", "bare", "small"),
            Case("bare press", "bare", "presses"),
            Case("press, SQLite", "sqlite", "presses", ("bare press", 0.60)),
            Case("press, PostgreSQL", "postgres", "presses", ("bare press", 0.50)),
        ]

    def run(self) -> None:
        """Start the bots and measure."""
        self._start()
        wanted = self._length.rounds
        for number in range(2 * wanted):
            if all(len(case.seen) >= wanted for case in self.cases):
                break
            for case in self.cases:
                self._keep(case, number, self._measure(case, self._length.closed, workers=WORKERS))
        wanted = max(1, self._length.rounds // 3)
        for number in range(2 * wanted):
            for case in self.cases:
                if len(case.halved) < wanted and case.seen:
                    rate = case.middle("rate") / 2
                    self._keep(case, number, self._measure(case, self._length.opened, rate=rate), half=True)
        self._check()

    def _start(self) -> None:
        house, stage = self._house, self._house.stage
        house.tarikh("sqlite", house.sqlite("answers"))
        told = stage.ask("answers", "sqlite", queries=self._warm)
        answered = stage.ask("answered", "sqlite", quiz_seed=self._quiz_seed)
        print(f"{len(self._warm)} queries, answers of {told['bytes']:,.0f} bytes; bare: {told['nearest']:,}")
        house.bare(
            "bare",
            {
                "lookup": told["components"],
                "question": answered["question"],
                "text": answered["text"],
            },
        )
        stage.ask("pose", "bare")
        url, psql = house.postgres()
        house.tarikh("postgres", url)
        file = house.path / "answers.sqlite3"

        def in_file() -> int:
            with sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True) as database:
                ((count,),) = database.execute(_COUNT).fetchall()
            database.close()
            return int(count)

        self._counted = {
            "sqlite": in_file,
            "postgres": lambda: int(psql(f"{_COUNT};").splitlines()[2]),
        }

    def _measure(self, case: Case, seconds: float, **how: float) -> Json:
        self._turn += 1
        values: Json = {"pid": self._house.bots[case.bot].pid, "seconds": seconds, **how}
        rate = how.get("rate", case.expected)
        do = case.do
        if do == "lookups":
            values |= {"queries": self._warm, "known": case.bot != "bare"}
        elif do == "cold":
            do, values["queries"] = "lookups", [next(self._cold) for _ in range(int(rate * seconds * 1.3))]
        elif do == "presses":
            values |= {"quizzes": math.ceil(rate * seconds * 1.3 / PUPILS), "seed": self._turn}
            values["quiz_seed"] = self._quiz_seed
        before = self._counted[case.bot]() if case.bot in self._counted else 0
        begun = time.monotonic()
        done = self._house.stage.ask(do, case.bot, **values)
        if self._each:
            print(f"{case.name}, after {time.monotonic() - begun:.1f} s: {done}", file=sys.stderr)
        if done.get("used_up"):
            case.expected *= 1.5
            return self._measure(case, seconds, **how)
        if case.bot in self._counted and case.do == "presses":
            kept = self._counted[case.bot]() - before
            if not done["answered"] <= kept <= done["sent"]:
                raise Failed(f"{case.name}: {done['answered']} confirmed of {done['sent']}, {kept} stored")
        if case.bot != "bare" and "rate" not in how:
            case.expected = max(500.0, done["rate"] * 1.15)
        return done

    @staticmethod
    def _keep(case: Case, number: int, done: Json, *, half: bool = False) -> None:
        if done["stolen"] > STOLEN:
            case.dropped += 1
        else:
            (case.halved if half else case.seen)[number] = done

    def _check(self) -> None:
        for name in self._house.bots:
            told = self._house.stage.ask("report", name)
            for violation in told["violations"][:5]:
                print(f"VIOLATION by {name}: {violation}")
            if not told["described"]:
                print("Discord's description is absent: requests were held against our own rules only.")

    def show(self) -> None:
        """Print the tables."""
        print(
            f"\nHighest rate ({WORKERS} at once; medians of {self._length.rounds} x {self._length.closed} s)"
        )
        print(
            f"{'':20}{'answers/s':>10}{'of bare':>9}{'aim':>6}{'CPU ms':>9}{'of bare':>9}"
            f"{'p50':>8}{'p99':>8}{'missed':>8}{'stolen':>8}{'others':>8}{'dropped':>9}"
        )
        by_name = {case.name: case for case in self.cases}
        for case in self.cases:
            ratios = f"{'':9}{'':6}", f"{'':9}"
            if case.like is not None:
                bare, aim = by_name[case.like[0]], case.like[1]
                ratios = (
                    f"{case.over(bare, 'rate'):9.2f}{aim:6.2f}",
                    f"{1 / case.over(bare, 'cpu'):9.2f}",
                )
            print(
                f"{case.name:20}{case.middle('rate'):10,.0f}{ratios[0]}{case.middle('cpu'):9.3f}{ratios[1]}"
                f"{case.middle('p50'):8.1f}{case.middle('p99'):8.1f}{case.missed(case.seen):8}"
                f"{case.middle('stolen'):8.2f}{case.middle('others'):8.2f}{case.dropped:9}"
            )
        print(f"\nAt half of that, whatever is answered (p99: under {P99:.0f} ms)")
        print(
            f"{'':20}{'asked/s':>10}{'CPU ms':>9}{'p50':>8}{'p99':>8}{'missed':>8}{'stolen':>8}{'others':>8}"
        )
        for case in self.cases:
            print(
                f"{case.name:20}{case.middle('rate') / 2:10,.0f}{case.at_half('cpu'):9.3f}"
                f"{case.at_half('p50'):8.1f}{case.at_half('p99'):8.1f}"
                f"{case.missed(case.halved):8}{case.at_half('stolen'):8.2f}"
                f"{case.at_half('others'):8.2f}"
            )


_COUNT = "SELECT count(*) FROM move WHERE move LIKE '%\"answer\"%'"


def slips(queries: list[str], chance: random.Random) -> Iterator[str]:
    """Queries with a slip or two, each only once: a letter left out, doubled, or in its neighbour's place."""
    given = set(queries)
    while True:
        query = chance.choice(queries)
        for _ in range(chance.randint(1, 2)):
            at = chance.randrange(max(1, len(query) - 1))
            letter, after = query[at : at + 1], query[at + 1 :]
            query = query[:at] + chance.choice((after, letter * 2 + after, after[:1] + letter + after[1:]))
        if query.strip() and query not in given:
            given.add(query)
            yield query


def _single(bank: Bank) -> int:
    """A seed that draws a question with one right option first, as most are."""
    for seed in range(1000):
        (drawn,) = draw(bank, seed=seed, count=1)
        if bank.questions[drawn.question].kind is QuestionKind.SINGLE:
            return seed
    raise Failed("the bank has no question with one right option")
