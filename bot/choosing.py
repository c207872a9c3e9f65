"""What a daily post tells and asks: chosen once, and told the same however often it is composed.

Pure. What was told before is known by keys: `entry/claim` of each claim and each side of a dispute that was
said, `entry` where its own day, or the entry as a subject, was told, and `?question` of each question that
was asked.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from hashlib import blake2b
from random import Random
from typing import TYPE_CHECKING

from bot.chosen import Chosen, ChosenError, Told, Why, read, write
from bot.picking import YEAR, Search, pick
from bot.subscriptions import Kind
from content.model import Sensitivity
from quizzes.model import Named
from quizzes.shown import shown_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.subscriptions import Wish
    from content.library import Library
    from content.model import Entry
    from quizzes.banks import Bank
    from quizzes.model import Question

__all__ = ["YEAR", "Chosen", "ChosenError", "Told", "Why", "choose", "read", "write"]

NEW = 40  # questions; a channel that has seen fewer is asked the hard ones last
HARD = 3
METHOD = "reading-sources"  # asks about sources, where the other topics ask about history
APART = 9  # questions at least that a channel of several topics is asked between two of METHOD


def choose(  # noqa: PLR0913, PLR0917 -- a wish, a day, and what must not be told again
    library: Library,
    bank: Bank,
    wish: Wish,
    day: date,
    shown: Mapping[str, date],
    seen: frozenset[str],
    *,
    post_id: str,
    exclude: frozenset[str] = frozenset(),
) -> Chosen | None:
    """Choose what the post of a day tells.

    Anniversaries come first, at their dates' true precision, but none that was told within a month: both
    calendars have it within two days, and a range may begin and end so. On a day without any: what happened
    in the month, or else a subject of no date, of which nothing was told within a year. The question of the
    day stands on nothing that is told beside it, and is one that the channel has not seen, as long as there
    is one. Its topic is the one that was asked here longest ago, but `METHOD` with `APART` questions between;
    it is an easy or a middle one while the channel has seen fewer than `NEW`.

    Args:
        library: What is known.
        bank: What can be asked.
        wish: What the channel wants.
        day: The local date of the post.
        shown: The keys of what this subscription told in the last `YEAR` days, with the last day of each.
        seen: The ids of questions that this channel has seen, in quizzes too.
        post_id: The post's id, by which chance is decided.
        exclude: Ids of entries and questions that cannot be told.

    Returns:
        None where there is nothing to tell and nothing to ask.
    """
    why = Why.DAY
    told: tuple[Told, ...] = ()
    if wish.kind is Kind.DAY:
        why, told = pick(Search(library, wish, day, shown, exclude))
    asked: Question | None = None
    if wish.kind is Kind.QUESTION or wish.question:
        apart = exclude | {each.entry for each in told}
        asked = _question(library, _ranked(bank, wish, shown, seen, post_id), apart)
    if asked is None:
        return Chosen(why, told) if told else None
    order = shown_order(asked, Random(f"{post_id}/{asked.id}"))  # noqa: S311 -- mixed, not secret
    return Chosen(why, told, asked.id, order)


def _ranked(
    bank: Bank, wish: Wish, shown: Mapping[str, date], seen: frozenset[str], post_id: str
) -> Iterator[list[Question]]:
    """The questions of some topics: all that were not seen; then those asked here longest ago, and so on.

    Of one rank, first those of the topic whose turn it is.
    """
    turns, new = _turns(bank, shown, post_id), len(seen) < NEW
    ranks: defaultdict[tuple[bool, date, int], list[Question]] = defaultdict(list)
    for topic, questions in bank.by_topic.items():
        for each in questions if not wish.topics or topic in wish.topics else ():
            last = shown.get(f"?{each.id}")
            ranks[each.id in seen, last or date.min, turns[topic]].append(each)

    def order(question: Question) -> tuple[bool, bytes]:
        return new and question.difficulty == HARD, _chance(post_id, question.id)

    for rank in sorted(ranks):
        yield sorted(ranks[rank], key=order)


def _turns(bank: Bank, shown: Mapping[str, date], post_id: str) -> dict[str, int]:
    """When it is each topic's turn: first those never asked here, then the one asked longest ago."""
    asked = [
        (bank.questions[key[1:]].topic, day)
        for key, day in shown.items()
        if key[0] == "?" and key[1:] in bank.questions
    ]
    last: dict[str, date] = {}
    for topic, day in asked:
        last[topic] = max(day, last.get(topic, day))
    before = last.get(METHOD, date.min)
    soon = sum(day > before for _, day in asked) < APART

    def turn(topic: str) -> tuple[bool, date, bytes]:
        return topic == METHOD and soon, last.get(topic, date.min), _chance(post_id, topic)

    return {topic: number for number, topic in enumerate(sorted(bank.by_topic, key=turn))}


def _chance(post_id: str, name: str) -> bytes:
    return blake2b(f"{post_id}/{name}".encode(), digest_size=8).digest()


def _question(library: Library, ranked: Iterator[list[Question]], apart: frozenset[str]) -> Question | None:
    """The first that may be asked; of one topic's, first what is about nobody's suffering."""
    for questions in ranked:
        grave = None
        for each in questions:
            entries = _entries(each, library)
            found = {entry.sensitivity for entry in entries}
            if Sensitivity.GRAPHIC in found or not apart.isdisjoint({each.id, *(one.id for one in entries)}):
                continue
            if found == {Sensitivity.NONE}:
                return each
            grave = grave or each
        if grave is not None:
            return grave
    return None


def _entries(question: Question, library: Library) -> list[Entry]:
    """What a question is about."""
    entries = [library.claim(claim)[0] for claim in question.claims]
    if isinstance(question.body, Named):
        entries.append(library.entries[question.body.entry])
    return entries
