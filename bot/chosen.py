"""What a daily post tells and asks, as values, and as the JSON by which it is kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum

from content.days import Calendar, Mark
from quizzes.shown import Drawn


class Why(StrEnum):
    """Why something is told on a day."""

    DAY = "day"  # it is its anniversary
    MONTH = "month"  # it happened in the month
    SUBJECT = "subject"  # of no particular date


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one entry.

    Attributes:
        entry: Its id.
        claims: The ids, within the entry, of what is said: claims, and of a dispute every side.
        whole: Whether it is told of the entry itself, not only of something that a claim dates.
        when: The date (EDTF) that it is told for; empty for a subject.
        years: How many years ago that was; of an anniversary.
        mark: Whether it happened, began or ended then; of an anniversary.
        calendar: By which calendar it is an anniversary.
    """

    entry: str
    claims: tuple[str, ...]
    whole: bool
    when: str = ""
    years: int = 0
    mark: Mark = Mark.ON
    calendar: Calendar = Calendar.BOTH


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a post tells and asks.

    Attributes:
        why: Why the entries are told.
        told: The entries of the part On this day, the first first; empty where it has none.
        question: The id of the question of the day; empty where none is asked.
        order: The order in which its parts are shown (see `quizzes.shown`).
    """

    why: Why
    told: tuple[Told, ...]
    question: str = ""
    order: tuple[int, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """By what is known later that it was told: see `bot.choosing`."""
        keys = [f"{each.entry}/{claim}" for each in self.told for claim in each.claims]
        keys += [each.entry for each in self.told if each.whole]
        return (*dict.fromkeys(keys), *((f"?{self.question}",) if self.question else ()))

    @property
    def drawn(self) -> Drawn | None:
        """The question as it is shown."""
        return Drawn(self.question, self.order) if self.question else None


class ChosenError(ValueError):
    """A text that is no kept choice."""


def write(chosen: Chosen) -> str:
    """A choice as JSON."""
    return json.dumps(asdict(chosen), ensure_ascii=False)


def read(kept: str) -> Chosen:
    """A choice from JSON.

    Raises:
        ChosenError: It is none.
    """
    try:
        values = json.loads(kept)
        told = tuple(
            Told(
                str(each["entry"]),
                tuple(map(str, each["claims"])),
                bool(each["whole"]),
                str(each["when"]),
                int(each["years"]),
                Mark(each["mark"]),
                Calendar(each["calendar"]),
            )
            for each in values["told"]
        )
        order = tuple(map(int, values["order"]))
        return Chosen(Why(values["why"]), told, str(values["question"]), order)
    except (KeyError, TypeError, ValueError) as error:
        raise ChosenError("what was chosen for a post cannot be read") from error
