"""Answers a second, their processor time and the times to the acknowledgement: ours against a bare bot's.

See `benchmarks.slack` for what is measured and how.
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

from benchmarks.discord_answers import slips
from benchmarks.slack_bots import ROOT, Failed
from quizzes.draw import draw
from quizzes.model import QuestionKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.slack_bots import House
    from content.library import Library
    from quizzes.banks import Bank

Json = dict[str, Any]

WORKERS = 50
STOLEN = 0.1  # processors; what was measured while more was taken away is left out
P99 = 200.0  # milliseconds until it is acknowledged, at half of the highest rate
PUPILS = 30
SEED = 1371
VIAS = {"socket": "Socket Mode", "http": "signed HTTP"}


@dataclass(frozen=True, slots=True)
class Length:
    """How long is measured: so many rounds, and the seconds of a case in each, at both rates."""

    rounds: int
    closed: float
    opened: float


@dataclass(slots=True)
class Case:
    """One thing that is measured, by one way of delivery.

    Attributes:
        name: What the table calls it.
        via: The way of delivery.
        bot: Whose it is.
        do: What the stage is asked for.
        posed: Which question of a bare bot is pressed.
        like: The bare case that it is held against, and the share of it that is the aim.
        also: A further bare case that it is held against, without an aim.
        seen: What was measured at the highest rate, by the round.
        halved: The same at half of it.
        dropped: How many measurements were left out.
        expected: Answers a second, to prepare enough presses.
    """

    name: str
    via: str
    bot: str
    do: str
    posed: str = ""
    like: tuple[str, float] | None = None
    also: str = ""
    seen: dict[int, Json] = field(default_factory=dict)
    halved: dict[int, Json] = field(default_factory=dict)
    dropped: int = 0
    expected: float = 1000.0

    def middle(self, what: str) -> float:
        """The median of a figure at the highest rate."""
        return median(each[what] for each in self.seen.values()) if self.seen else math.nan

    def at_half(self, what: str) -> float:
        """The median of a figure at half of the highest rate."""
        return median(each[what] for each in self.halved.values()) if self.halved else math.nan

    @staticmethod
    def missed(found: dict[int, Json]) -> int:
        """How many were not acknowledged, or not answered, in time."""
        return sum(each["missed"] for each in found.values())

    def over(self, bare: Case, what: str) -> float:
        """A figure as a share of a bare case's in the same round: the median of the rounds."""
        both = self.seen.keys() & bare.seen.keys()
        shares = [self.seen[each][what] / bare.seen[each][what] for each in both]
        return median(shares) if shares else math.nan


def cases(via: str) -> list[Case]:
    """What is measured by one way of delivery."""
    return [
        Case("bare lookup", via, "bare", "lookups"),
        Case("lookup, warm", via, "sqlite", "lookups", like=("bare lookup", 0.80)),
        Case("lookup, cold", via, "sqlite", "cold", like=("bare lookup", 0.80)),
        Case("bare press", via, "bare", "presses", "pose"),
        Case("bare press, session", via, "bare", "presses", "pose direct"),
        Case(
            "press, SQLite", via, "sqlite", "presses", like=("bare press", 0.60), also="bare press, session"
        ),
        Case(
            "press, PostgreSQL",
            via,
            "postgres",
            "presses",
            like=("bare press", 0.50),
            also="bare press, session",
        ),
    ]


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
        self._counted: dict[str, Callable[[], tuple[int, int]]] = {}
        self._turn = 0
        self.cases = [case for via in VIAS for case in cases(via)]

    def run(self) -> None:
        """Start the bots and measure."""
        self._start()
        wanted = self._length.rounds
        halves = max(1, wanted // 3)
        for number in range(2 * wanted):
            for case in self.cases:
                if len(case.seen) < wanted:
                    done = self._measure(case, self._length.closed, workers=WORKERS)
                    self._keep(case, number, done)
                    if len(case.halved) < halves:
                        # At once: what else the machine does is still the same.
                        half = done["rate"] / 2
                        done = self._measure(case, self._length.opened, rate=half)
                        self._keep(case, number, done | {"asked": half}, half=True)
        self._check()

    def _start(self) -> None:
        house, stage = self._house, self._house.stage
        house.tarikh("sqlite", house.sqlite("answers"))
        told = stage.ask("answers", "sqlite", queries=self._warm)
        answered = stage.ask("answered", "sqlite", quiz_seed=self._quiz_seed)
        print(f"{len(self._warm)} queries, answers of {told['bytes']:,.0f} bytes; bare: {told['nearest']:,}")
        house.bare("bare", {"lookup": told["body"], **answered})
        stage.ask("pose", "bare")
        url, psql = house.postgres()
        house.tarikh("postgres", url)
        stage.ask("answered", "postgres", quiz_seed=self._quiz_seed)
        file = house.path / "answers.sqlite3"

        def in_file() -> tuple[int, int]:
            with sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True) as database:
                ((all_, once),) = database.execute(_COUNT.format(player=_IN_SQLITE)).fetchall()
            database.close()
            return int(all_), int(once)

        def in_postgres() -> tuple[int, int]:
            row = psql(f"{_COUNT.format(player=_IN_POSTGRES)};").splitlines()[2]
            all_, once = row.split("|")
            return int(all_), int(once)

        self._counted = {"sqlite": in_file, "postgres": in_postgres}

    def _measure(self, case: Case, seconds: float, **how: float) -> Json:
        self._turn += 1
        values: Json = {
            "pid": self._house.bots[case.bot].pid,
            "via": case.via,
            "seconds": seconds,
            **how,
        }
        rate = how.get("rate", case.expected)
        do, counted = case.do, None
        if do == "lookups":
            values |= {"queries": self._warm, "known": case.bot != "bare"}
        elif do == "cold":
            do, values["queries"] = "lookups", [next(self._cold) for _ in range(int(rate * seconds * 1.3))]
        elif case.bot == "bare":
            values |= {"posed": case.posed, "seed": self._turn}
        else:
            values |= {"quizzes": math.ceil(rate * seconds * 1.3 / PUPILS), "seed": self._turn}
            values["quiz_seed"] = self._quiz_seed
            counted = self._counted[case.bot]
        before = counted() if counted else (0, 0)
        begun = time.monotonic()
        done = self._house.stage.ask(do, case.bot, **values)
        if self._each:
            print(
                f"{case.via} {case.name}, after {time.monotonic() - begun:.1f} s: {done}",
                file=sys.stderr,
                flush=True,
            )
        if case.bot != "bare" and "rate" not in how:
            case.expected = max(300.0, done["rate"] * 1.15)
        if done.get("used_up"):
            case.expected *= 1.5
            return self._measure(case, seconds, **how)
        if counted:
            kept, once = (after - was for after, was in zip(counted(), before, strict=True))
            if not done["answered"] <= kept <= done["sent"] or kept != once:
                raise Failed(
                    f"{case.name}: {done['answered']} confirmed of {done['sent']}, {kept} stored,"
                    f" by {once} people"
                )
        return done

    @staticmethod
    def _keep(case: Case, number: int, done: Json, *, half: bool = False) -> None:
        if done["stolen"] > STOLEN:
            case.dropped += 1
        else:
            (case.halved if half else case.seen)[number] = done

    def _check(self) -> None:
        for name in self._house.bots:
            for violation in self._house.stage.ask("report", name)["violations"][:5]:
                print(f"VIOLATION by {name}: {violation}")

    def show(self) -> None:
        """Print the tables."""
        for via, words in VIAS.items():
            self._show([case for case in self.cases if case.via == via], words)

    def _show(self, measured: list[Case], words: str) -> None:
        print(
            f"\n{words}: highest rate"
            f" ({WORKERS} at once; medians of {self._length.rounds} x {self._length.closed} s)"
        )
        print(
            f"{'':20}{'answers/s':>10}{'of bare':>9}{'aim':>6}{'':8}{'of bare+':>9}"
            f"{'CPU ms':>9}{'of bare':>9}{'ack p50':>9}{'ack p99':>9}"
            f"{'missed':>8}{'stage':>7}{'stolen':>8}{'others':>8}{'dropped':>9}"
        )
        by_name = {case.name: case for case in measured}
        for case in measured:
            ratios = f"{'':9}{'':6}{'':8}", f"{'':9}", f"{'':9}"
            if case.like is not None:
                bare, aim = by_name[case.like[0]], case.like[1]
                share = case.over(bare, "rate")
                also = f"{case.over(by_name[case.also], 'rate'):9.2f}" if case.also else f"{'':9}"
                ratios = (
                    f"{share:9.2f}{aim:6.2f}{_met(share >= aim)}",
                    also,
                    f"{1 / case.over(bare, 'cpu'):9.2f}",
                )
            print(
                f"{case.name:20}{case.middle('rate'):10,.0f}{ratios[0]}{ratios[1]}{case.middle('cpu'):9.3f}"
                f"{ratios[2]}{case.middle('p50'):9.1f}{case.middle('p99'):9.1f}{case.missed(case.seen):8}"
                f"{case.middle('stage'):7.2f}{case.middle('stolen'):8.2f}{case.middle('others'):8.2f}"
                f"{case.dropped:9}"
            )
        print(f"{words}: at half of that, whatever is answered (acknowledged, p99: under {P99:.0f} ms)")
        print(
            f"{'':20}{'asked/s':>10}{'CPU ms':>9}{'ack p50':>9}{'ack p99':>9}{'':8}{'seen p99':>10}"
            f"{'missed':>8}{'stolen':>8}{'others':>8}"
        )
        for case in measured:
            print(
                f"{case.name:20}{case.at_half('asked'):10,.0f}{case.at_half('cpu'):9.3f}"
                f"{case.at_half('p50'):9.1f}{case.at_half('p99'):9.1f}{_met(case.at_half('p99') < P99)}"
                f"{case.at_half('seen'):10.1f}{case.missed(case.halved):8}"
                f"{case.at_half('stolen'):8.2f}{case.at_half('others'):8.2f}"
            )


_COUNT = (
    "SELECT count(*), count(DISTINCT quiz_id || ' ' || {player}) FROM move WHERE move LIKE '%\"answer\"%'"
)
_IN_SQLITE = "json_extract(move, '$.player')"
_IN_POSTGRES = "(move::json->>'player')"


def _met(met: bool) -> str:  # noqa: FBT001 -- what was found
    return f"{'  met' if met else '  MISSED':8}"


def _single(bank: Bank) -> int:
    """A seed that draws a question with one right option first, as most are."""
    for seed in range(1000):
        (drawn,) = draw(bank, seed=seed, count=1)
        if bank.questions[drawn.question].kind is QuestionKind.SINGLE:
            return seed
    raise Failed("the bank has no question with one right option")
