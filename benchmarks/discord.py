"""Tarikh on Discord against a bare discord.py bot, on the same test server in the same run.

    python -m benchmarks.discord [--quick] [--only answers|memory|school] [--each]

*Answers.* Every bot is a process of its own; so is the server (`discord_stage`), with people who use the
bots. The cases are measured in turns, for several rounds, and those during which the hypervisor took away
more than a tenth of a processor are left out. Highest rate: 50 people who act again as soon as they are
answered. Latencies: at half that rate, people who act whether others were answered or not. Processor time is
the bot's process's, user's and system's.

* *bare*: `discord_bare`, a handler that answers with a constant of the same size;
* *lookup, warm*: what students type (`student_queries.toml`) and the names of all entries, asked before;
* *lookup, cold*: such queries with a slip, each new;
* *press*: an answer in a quiz, which is on the disk before it is confirmed. Every press is another person's
  in another quiz of 20 people. That each was kept is seen in the database afterwards.

*Memory.* What is resident when the bot is connected to a few servers and does nothing, against the bare bot
that has also loaded the entries, their index and the questions.

*School.* Many quizzes at once, see `discord_class`, held against what was stored.

Requests are held against Discord's description and rules while quizzes are started; while load runs, one of
a hundred is.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.discord_answers import SEED, Answers, Length
from benchmarks.discord_bots import Failed, House
from benchmarks.discord_class import COUNTED, PUPILS
from benchmarks.discord_kept import faults, stored
from benchmarks.machine import resident
from bot.building import BANK, PACK
from content.library import load
from quizzes import banks

if TYPE_CHECKING:
    from content.library import Library
    from quizzes.banks import Bank

Json = dict[str, Any]

MEMORY = 1.3  # times the bare bot's


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done: how long answers are measured, and how many quizzes of how many questions at once.

    `seconds` is the time for each of these questions.
    """

    answers: Length
    quizzes: int
    questions: int
    seconds: int


FULL = Size(Length(rounds=9, closed=3.0, opened=10.0), quizzes=500, questions=3, seconds=45)
QUICK = Size(Length(rounds=3, closed=1.5, opened=3.0), quizzes=50, questions=2, seconds=20)


def memory(house: House) -> None:
    """Measure and print what is resident at rest."""
    constants = {"lookup": [{"type": 10, "content": "-"}], "question": [], "text": "-"}
    seen: dict[str, list[float]] = {"bare": [], "tarikh": []}
    for number in range(3):
        for kind, found in seen.items():
            name = f"{kind}-{number}"
            if kind == "bare":
                bot = house.bare(name, constants, library=True)
            else:
                bot = house.tarikh(name, house.sqlite(name))
            time.sleep(3.0)  # what is done after joining is done
            found.append(resident(bot.pid))
            house.end(name)
    bare, ours = median(seen["bare"]), median(seen["tarikh"])
    print("\nMemory at rest (MiB resident, medians of 3)")
    print(f"{'bare + library':20}{bare:10.1f}\n{'tarikh':20}{ours:10.1f}")
    print(f"{'ratio':20}{ours / bare:10.2f}   (at most {MEMORY})")


def school(house: House, size: Size, library: Library, bank: Bank) -> None:
    """Play many quizzes at once, and print what came of it."""
    bot = house.tarikh("school", house.sqlite("school"))
    started = resident(bot.pid)
    played = house.stage.ask(
        "school",
        "school",
        pid=bot.pid,
        seed=SEED,
        quizzes=size.quizzes,
        questions=size.questions,
        seconds=size.seconds,
    )
    found = stored(house.path / "school.sqlite3", played["quizzes"], bank, library)
    times = sorted(played["seconds"])
    print(
        f"\n{len(played['quizzes'])} quizzes of {PUPILS} at once: {size.questions} questions,"
        f" {size.seconds} s each, in {played['lasted']:.0f} s; {played['presses']:,} presses"
        f" ({played['presses'] / played['lasted']:,.0f}/s)\n"
        f"first answers: p50 {_share(times, 0.5):.1f} ms, p99 {_share(times, 0.99):.1f} ms,"
        f" longest {times[-1] * 1000:.0f} ms\n"
        f"answers pressed {len(played['tried']):,}, stored {found.answers.total():,},"
        f" counted {found.counted:,}; joined {played['joined']:,};"
        f" put off for a moment {played['deferred']:,}\n"
        f"said to those that were not: {_refusals(played)}\n"
        f"processor: bot {played['cpu'] / played['lasted']:.2f}, server {played['stage']:.2f},"
        f" stolen {played['stolen']:.2f}; memory {started:.0f} -> {resident(bot.pid):.0f} MiB\n"
        f"requests answered 429: {played['limited'] or 0}"
    )
    for what, times_seen in faults(played, found).items():
        print(f"  {what:42}{times_seen:6}{'' if times_seen == 0 else '   <-- must be 0'}")
    for violation in house.stage.ask("report", "school")["violations"][:5]:
        print(f"VIOLATION: {violation}")
    for missed in played["missed"][:5]:
        print(f"MISSED: {missed}")
    house.end("school")


def _refusals(played: Json) -> dict[str, int]:
    said = Counter(str(tried["said"] or "nothing")[:60] for tried in played["tried"])
    return {words: times for words, times in said.most_common(8) if COUNTED not in words}


def _share(ordered: list[float], share: float) -> float:
    return ordered[int(len(ordered) * share)] * 1000


def main() -> int:
    """Read the command line, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="short rounds and few of them")
    parser.add_argument("--only", choices=["answers", "memory", "school"], help="one part")
    parser.add_argument("--each", action="store_true", help="tell every measurement, on standard error")
    options = parser.parse_args()
    size = QUICK if options.quick else FULL
    library = load(PACK)
    bank = banks.load(BANK, library)
    with House() as house:
        try:
            if options.only in {None, "answers"}:
                answers = Answers(house, size.answers, library, bank, each=options.each)
                answers.run()
                answers.show()
                for name in tuple(house.bots):
                    house.end(name)
            if options.only in {None, "memory"}:
                memory(house)
            if options.only in {None, "school"}:
                school(house, size, library, bank)
        except Failed as error:
            print(f"failed: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
