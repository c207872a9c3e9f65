"""Daily posts that are all due in the same minute, on test servers that keep the platforms' limits.

    python -m benchmarks.daily [--quick] [--only discord|slack]

*Discord.* 2,000 channels of 40 servers, a post each, with discord.py. At 50 requests a second in all, 40 s is
the least that Discord lets it take; 100,000 channels take 50 times as long.

*Slack.* 1,200 channels of 20 workspaces, a post each, with slack-bolt. Slack takes a post a second in a
channel, and of one app "several hundred" a minute in a workspace. Tarikh holds itself to 30 at once and then
3.5 a second there, so 60 take 8.6 s at the least, and all workspaces do so side by side.

Meanwhile people look things up and answer in quizzes, whether others were answered or not. The bot is a
process of its own; the server, with the people, is this one. Of a hundred requests one is held against the
platform's description and rules. How fast it is found what is due is measured by `daily_claims`.

What is printed: the seconds from the full minute until the last post was there, and how many times the least
that is: the least for the posts alone, and the least for all requests that the platform counts meanwhile, on
Discord also those that show in quizzes how many have answered; requests that were refused as too many; by how
many seconds one server was behind another that wanted as much; and how quickly people were answered. It says
little while the rest of the machine is busy.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import tomllib
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import daily_discord, daily_slack
from benchmarks.daily_bot import ROOT, Asked
from bot.building import BANK, PACK
from content.library import load
from quizzes import banks
from quizzes.draw import draw
from quizzes.model import QuestionKind

if TYPE_CHECKING:
    from benchmarks.daily_bot import Burst

RATIO = 1.1  # of the least time
SLOWEST = 1000.0  # milliseconds that 99 of 100 wait for their answer at the most


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done: servers, workspaces, and how many channels each has."""

    discord: tuple[int, int]
    slack: tuple[int, int]


FULL = Size((40, 50), (20, 60))
QUICK = Size((10, 20), (5, 45))


def told(name: str, burst: Burst, wanted: int) -> None:
    """Print what came of a burst."""
    answers, used = burst.answers, burst.used
    times = answers.get("final_ms") or answers["answer_ms"]
    missed = answers["late"] + answers["unfinished"]
    print(
        f"\n{name}: {burst.posts:,} of {wanted:,} posts in {burst.seconds:.1f} s\n"
        f"the least for the posts alone: {burst.pace:.1f} s; {burst.seconds / burst.pace:.2f} times that\n"
        f"the least for all that is counted, with {burst.other} requests of the quizzes: {burst.floor:.1f} s;"
        f" {burst.seconds / burst.floor:.2f} times that (at most {RATIO})\n"
        f"refused as too many {sum(burst.limited.values())} (0)\n"
        f"one server behind another that wants as much: {burst.lag:.2f} s at most\n"
        f"look-ups and presses: {answers['sent']}, p50 {times['p50']:.0f} ms, p99 {times['p99']:.0f} ms"
        f" (at most {SLOWEST:.0f}), longest {times['max']:.0f} ms; unanswered {missed} (0)\n"
        f"processors: bot {used.cpu[0] / used.seconds:.2f}, server {used.cpu[1] / used.seconds:.2f},"
        f" the rest of this machine {used.others:.2f}, stolen {used.stolen:.2f}"
    )
    for violation in burst.violations[:5]:
        print(f"VIOLATION: {violation}")


def asked() -> Asked:
    """What students type, and the seed of a quiz whose question has buttons."""
    library = load(PACK)
    bank = banks.load(BANK, library)
    file = ROOT / "tests" / "content" / "student_queries.toml"
    typed = {each["typed"] for each in tomllib.loads(file.read_text(encoding="utf-8"))["query"]}

    def single(seed: int) -> bool:
        (drawn,) = draw(bank, seed=seed, count=1)
        return bank.questions[drawn.question].kind is QuestionKind.SINGLE

    return Asked(tuple(sorted(typed)), next(filter(single, count())))


async def bursts(size: Size, only: str | None) -> None:
    """Measure and print the bursts."""
    asks = asked()
    with tempfile.TemporaryDirectory(prefix="tarikh-bench-") as folder:
        if only in {None, "discord"}:
            servers, channels = size.discord
            done = await daily_discord.burst(Path(folder), servers, channels, asks)
            told(f"Discord, {servers} servers of {channels} channels", done, servers * channels)
        if only in {None, "slack"}:
            teams, channels = size.slack
            done = await daily_slack.burst(Path(folder), teams, channels, asks)
            told(f"Slack, {teams} workspaces of {channels} channels", done, teams * channels)


def main() -> None:
    """Measure, and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.daily", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="much less of everything")
    parser.add_argument("--only", choices=["discord", "slack"], help="only one part")
    given = parser.parse_args()
    size = QUICK if given.quick else FULL
    asyncio.run(bursts(size, given.only))


if __name__ == "__main__":
    main()
