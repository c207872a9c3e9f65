"""How it is said what was posted of a daily post, and what was not."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from bot.daily_shown import channel_text, day_text
from bot.message import Button, Line, Link, Message, Style, Text, line
from bot.posts import Reason, State
from bot.subscriptions import Why
from content.dates import GREGORIAN_MONTHS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.daily_shown import Known
    from bot.posts import Post
    from bot.texts import Texts

LISTED = 10  # lines of a page

_STATES = {
    State.WAITING: "about to be posted",
    State.POSTING: "just being posted",
    State.SKIPPED: "left out",
    State.FAILED: "could not be posted",
}
# Why it was so: what is noted with a post, in words.
REASONS: dict[str, str] = {
    Reason.LATE: "left out, since it would have come too late",
    Reason.UNSURE: "begun, but it is not sure that it appeared before it was too late",
    Reason.PAUSED: "left out, since it was paused before it appeared",
    Reason.REMOVED: "left out, since what was set up was removed or could not be read",
    Reason.NOTHING: "left out, since all that fits was told not long ago",
    Reason.UNSAYABLE: "could not be posted: nothing that was to be told could be laid out as a message",
    Reason.REFUSED: "could not be posted: the message was not accepted there",
    Reason.FAULT: "could not be posted: a fault of Tarikh's own, of which its log tells",
    Why.ASKED: "left out, since it was paused",
    Why.GONE: "could not be posted: there was no such channel that Tarikh could see",
    Why.FORBIDDEN: "could not be posted: Tarikh was not allowed to post there",
    Why.BROKEN: "left out, since something of what was set up is no longer known",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of what was posted, the newest first.

    Attributes:
        runs: What has a line each: a post, or days one after the other without one, for the same reason.
        number: Which page it is, counted from 0.
        last: The number of the last one.
    """

    runs: tuple[tuple[Post, ...], ...]
    number: int
    last: int


def page(posts: Sequence[Post], number: int) -> Page:
    """A page of posts, the latest first; the nearest one where there is none of that number."""
    runs = [tuple(found) for _, found in groupby(posts, key=lambda each: _left_out(each) or each.id)]
    last = max(0, (len(runs) - 1) // LISTED)
    number = max(0, min(number, last))
    return Page(tuple(runs[number * LISTED : (number + 1) * LISTED]), number, last)


def past(shown: Page, addresses: Mapping[str, str], known: Known, say: Texts) -> Message:
    """What was posted, each with its web address where it has one.

    Args:
        shown: The page of it.
        addresses: The web addresses by the posts' ids.
        known: The daily post.
        say: The bot's own words in the reader's language.
    """
    title = say("Posted in {channel}", channel=channel_text(known.channel, say))
    lines = [Line((Text(title, strong=True),), Style.TITLE)]
    if not shown.runs:
        lines.append(line(say("Nothing yet.")))
    lines += [_line(run, addresses.get(run[0].id, ""), say) for run in shown.runs]
    name, number = known.subscription.id, shown.number
    buttons = [Button(say("◀ Back"), f"daily:open:{name}")]
    if number > 0:
        buttons.append(Button(say("◀ Page {number}", number=number), f"daily:history:{name}:{number - 1}"))
    if number < shown.last:
        buttons.append(
            Button(say("Page {number} ▶", number=number + 2), f"daily:history:{name}:{number + 1}")
        )
    return Message(tuple(lines), tuple(buttons), private=True, replaces=True)


def _left_out(post: Post) -> str:
    """Why nothing was posted, in words; empty where something was, or is about to be."""
    there = post.state is State.POSTED or post.day_message or post.question_message
    if there or post.state in {State.WAITING, State.POSTING}:
        return ""
    return REASONS.get(post.reason, _STATES[post.state])


def _line(run: tuple[Post, ...], address: str, say: Texts) -> Line:
    post, days = run[0], day_text(run[0].day, say)
    if len(run) > 1:
        days = say("{first} to {last}", first=day_text(run[-1].day, say), last=days)
    day, about = Text(f"{days}: ", strong=True), _about(post) or say("a post")
    shown: Link | Text = Link(about, address) if address else Text(about)
    there = post.state is State.POSTED
    if there and not post.reason:
        return Line((day, shown), Style.ITEM)
    if there or (address and post.state not in {State.WAITING, State.POSTING}):
        return Line((day, shown, Text(say(", not all of which could be posted"))), Style.ITEM)
    words = REASONS.get(post.reason, _STATES.get(post.state, ""))
    return Line((day, Text(say(words))), Style.ITEM)


def _about(post: Post) -> str:
    """What it was about, without the date that the line begins with."""
    date = f"{post.day.day} {GREGORIAN_MONTHS[post.day.month - 1]}"
    return post.title.removeprefix(f"{date}: ").removeprefix(f"{date}, ").replace(f" on {date}:", ":")
