"""Tarikh on Slack against a bare slack_bolt bot, on the same test server in the same run.

    python -m benchmarks.slack [--quick] [--only answers|memory|school] [--each]

*Answers.* Every bot is a process of its own; so is the server (`slack_stage`), with people who use the bots.
The cases are measured in turns, for several rounds, and those during which the hypervisor took away more than
a tenth of a processor are left out. All of them by Socket Mode, and by signed HTTP. Highest rate: 50 people
who act again as soon as they are answered. At half of that, people act whether others were answered or not:
then the time to the acknowledgement is what counts, for which Slack waits three seconds. Processor time is
the bot's process's, user's and system's.

* *bare lookup*: `slack_bare`, a listener that acknowledges with a constant of the size of our answers;
* *lookup, warm*: what students type (`student_queries.toml`) and the names of all entries, asked before;
* *lookup, cold*: such queries with a slip, each new;
* *bare press*: a listener that acknowledges, and answers by the response address with Bolt's `respond`;
* *bare press, session*: the same, but by a session of its own that keeps its connections ("bare+");
* *press*: an answer in a quiz, which is on the disk before it is confirmed. No two are the same person's in
  the same quiz. That each was kept, once, is seen in the database afterwards.

*Memory.* What is resident when the bot is connected and does nothing, against the bare bot that has also
loaded the entries, their index and the questions.

*School.* A class of 30 that plays a quiz while Slack's limits hold, see `slack_class`, held against what was
stored.

While load runs, one of a hundred messages is held against Slack's limits.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.discord_kept import stored
from benchmarks.machine import resident
from benchmarks.slack_answers import PUPILS, SEED, VIAS, Answers, Length
from benchmarks.slack_bots import Failed, House
from benchmarks.slack_class import COUNTED
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
    """How much is done: how long answers are measured, and how many questions the class is asked.

    `seconds` is the time for each of these questions.
    """

    answers: Length
    questions: int
    seconds: int


FULL = Size(Length(rounds=9, closed=3.0, opened=10.0), questions=8, seconds=20)
QUICK = Size(Length(rounds=3, closed=1.5, opened=3.0), questions=3, seconds=12)


def memory(house: House) -> None:
    """Measure and print what is resident at rest."""
    constants: Json = {"lookup": {}, "question": {}, "confirmed": {}}
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


def school(house: House, via: str, size: Size, library: Library, bank: Bank) -> None:
    """Let a class play a quiz, and print what came of it."""
    name = f"school-{via}"
    bot = house.tarikh(name, house.sqlite(name))
    asked = {"via": via, "pid": bot.pid, "seed": SEED, "questions": size.questions, "seconds": size.seconds}
    played = house.stage.ask("school", name, **asked)
    found = stored(house.path / f"{name}.sqlite3", played["quizzes"], bank, library)
    confirmed: Counter[tuple[str, str, int]] = Counter()
    for tried in played["tried"]:
        confirmed[tried["quiz"], tried["player"], tried["number"]] += COUNTED in (tried["said"] or "")
    keys = {key for key, times in confirmed.items() if times}
    print(
        f"\nA class of {PUPILS} by {VIAS[via]}, Slack's limits held: {size.questions} questions,"
        f" {size.seconds} s each, in {played['lasted']:.0f} s; {len(played['acks'])} acts, {played['joined']}"
        f" joined\nacknowledged: {_spread(played['acks'])}\nanswered: {_spread(played['seconds'])}\n"
        f"answers tried {len(played['tried'])}, stored {found.answers.total()}, counted {found.counted}\n"
        f"requests: {played['asked']}; processor {played['cpu']:.2f} s, stolen {played['stolen']:.2f}"
    )
    faults = {
        "requests answered 429": sum(played["limited"].values()),
        "not acknowledged or not answered": len(played["missed"]),
        "answers stored twice": sum(times > 1 for times in found.answers.values()),
        "answers confirmed twice": sum(times > 1 for times in confirmed.values()),
        "answers confirmed, not stored": len(keys - found.answers.keys()),
        "answers stored, not confirmed": len(found.answers.keys() - keys),
        "answers stored, not counted": found.answers.total() - found.counted,
        "stored answers that replay refuses": found.refused,
        "stored answers after their deadline": found.after,
        "quizzes without an end": played["unfinished"] + found.open,
    }
    for what, times in faults.items():
        print(f"  {what:42}{times:6}{'' if times == 0 else '   <-- must be 0'}")
    if played["limited"]:
        print(f"  429: {played['limited']}")
    for violation in house.stage.ask("report", name)["violations"][:5]:
        print(f"VIOLATION: {violation}")
    for missed in played["missed"][:5]:
        print(f"MISSED: {missed}")
    house.end(name)


def _spread(seconds: list[float]) -> str:
    ordered = [each * 1000 for each in sorted(seconds)]
    shares = {"p50": 0.5, "p99": 0.99}
    told = (f"{name} {ordered[int(len(ordered) * share)]:.1f} ms" for name, share in shares.items())
    return f"{', '.join(told)}, longest {ordered[-1]:.0f} ms"


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
                for via in VIAS:
                    school(house, via, size, library, bank)
        except Failed as error:
            print(f"failed: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
