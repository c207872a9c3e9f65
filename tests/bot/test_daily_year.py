"""A year of daily posts from the whole pack, for any wish: every rule of what is told holds on every day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.choosing import YEAR, Chosen, Told, Why, choose, read, write
from bot.composing import Composed, Previous, compose
from bot.message import Style
from bot.schedules import EVERY_DAY, Schedule
from bot.subscriptions import Kind, Wish
from bot.texts import texts
from content.dates import hijri_day, parse
from content.days import Calendar, anniversaries
from content.model import Kind as Sort
from content.model import Sensitivity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.message import Message
    from content.library import Library
    from quizzes.banks import Bank

SAY = texts("en")
MONTH = 30
TOPICS = (
    "geneva-process",
    "national-reconciliation",
    "fall-of-najibullah",
    "mujahedin-accords",
    "kabul-war",
    "taliban-talks",
    "mediators",
    "parties-and-people",
    "reading-sources",
)


@dataclass(frozen=True, slots=True)
class Post:
    """A post of the year."""

    id: str
    day: date
    chosen: Chosen
    composed: Composed


def year(library: Library, bank: Bank, wish: Wish, start: date) -> Iterator[Post]:
    """What a channel is posted in a year, each post knowing what was told and asked before."""
    shown: dict[str, date] = {}
    previous = None
    for number in range(YEAR):
        day, name = start + timedelta(number), f"{number:016x}"
        if day.isoweekday() not in wish.schedule.weekdays:
            continue
        seen = frozenset(key[1:] for key in shown if key[0] == "?")
        chosen = choose(library, bank, wish, day, shown, seen, post_id=name)
        if chosen is None:
            continue
        composed = compose(library, bank, wish, name, day, chosen, previous, SAY)
        kept = read(write(chosen))
        assert compose(library, bank, wish, name, day, kept, previous, SAY) == composed
        yield Post(name, day, chosen, composed)
        shown.update(dict.fromkeys(chosen.keys, day))
        previous = Previous(chosen.question, 9, 2, ("Amina", "Omid")) if chosen.question else None


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    """Any wish over the pack's topics."""
    some = st.frozensets(st.sampled_from(sorted(EVERY_DAY)), min_size=1)
    return Wish(
        draw(st.sampled_from(Kind)),
        Schedule(8, 0, "Asia/Kabul", draw(st.one_of(st.just(EVERY_DAY), some))),
        tuple(draw(st.lists(st.sampled_from(TOPICS), max_size=3, unique=True))),
        draw(st.sampled_from(Calendar)),
        question=draw(st.booleans()),
        ping=draw(st.sampled_from(("", "pupils"))),
        graphic=draw(st.booleans()),
    )


ALL = Wish(Kind.DAY, Schedule(8, 0, "Asia/Kabul"), question=True, ping="pupils")


@pytest.mark.sweep
@settings(max_examples=4)  # each composes every post of a year
@given(wish=wishes(), start=st.dates(date(2024, 1, 1), date(2034, 1, 1)))
@example(wish=ALL, start=date(2027, 3, 1))
def test_every_post_of_a_year_keeps_every_rule(library: Library, bank: Bank, wish: Wish, start: date) -> None:
    last: dict[str, date] = {}
    posts = 0
    for post in year(library, bank, wish, start):
        posts += 1
        for told in post.chosen.told:
            check_told(library, wish, post, told)
            check_again(post, told, last)
        check_asked(library, bank, wish, post.chosen, last)
        check_soberly(library, wish, post)
        check_own_days(library, wish, post, last)
        check_parts(wish, post)
        last.update(dict.fromkeys(post.chosen.keys, post.day))
        told_now = [f"{each.entry}/{claim}" for each in post.chosen.told for claim in each.claims]
        assert len({*told_now}) == len(told_now)
    assert posts


def check_told(library: Library, wish: Wish, post: Post, told: Told) -> None:
    """Topics, calendars and sensitivity are kept; a date is of the day or the month, and no sharper."""
    entry = library.entries[told.entry]
    assert wish.kind is Kind.DAY
    assert not wish.topics or {*wish.topics} & {*entry.topics}
    assert wish.graphic or entry.sensitivity is not Sensitivity.GRAPHIC
    if post.chosen.why is Why.SUBJECT:
        assert not told.when
        return
    when = parse(told.when)
    assert when in {entry.when, *(claim.when for claim in entry.statements())}
    if post.chosen.why is Why.MONTH:
        assert not when.approximate
        assert not when.uncertain
        assert post.day.month in {side.first.month for side in when.sides}
        return
    calendars = {calendar for then in when.days for calendar in matching(then, post.day)}
    assert calendars
    assert wish.calendar is Calendar.BOTH or wish.calendar in calendars


def matching(then: date, day: date) -> set[Calendar]:
    """By which calendars a day is the anniversary of another."""
    found = set()
    here, there = (day.month, day.day), (then.month, then.day)
    if here == there or (there == (2, 29) and here == (2, 28)):
        found.add(Calendar.GREGORIAN)
    here, there = ((each.month, each.day) if (each := hijri_day(on)) else (0, 0) for on in (day, then))
    if here == there or (there == (12, 30) and here == (12, 29)):
        found.add(Calendar.SOLAR_HIJRI)
    return found


def check_again(post: Post, told: Told, last: dict[str, date]) -> None:
    """Nothing is told twice within a month; nor within a year, but on its anniversary."""
    keys = {f"{told.entry}/{claim}" for claim in told.claims} | ({told.entry} if told.whole else set())
    for key in keys & last.keys():
        assert (post.day - last[key]).days > MONTH
    if post.chosen.why is not Why.DAY:
        of_it = [day for key, day in last.items() if key.partition("/")[0] == told.entry]
        assert all((post.day - day).days > YEAR for day in of_it)


def check_asked(library: Library, bank: Bank, wish: Wish, chosen: Chosen, last: dict[str, date]) -> None:
    """A question keeps to the topics, is on nothing graphic or told beside it, and was not asked before."""
    assert bool(chosen.question) <= (wish.question or wish.kind is Kind.QUESTION)
    if not chosen.question:
        return
    asked = bank.questions[chosen.question]
    assert not wish.topics or asked.topic in wish.topics
    entries = [library.claim(claim)[0] for claim in asked.claims]
    assert all(entry.sensitivity is not Sensitivity.GRAPHIC for entry in entries)
    assert not {entry.id for entry in entries} & {told.entry for told in chosen.told}
    if f"?{asked.id}" in last:  # then nothing else was left that fits
        apart = {told.entry for told in chosen.told}
        left = [
            each
            for topic, questions in bank.by_topic.items()
            if not wish.topics or topic in wish.topics
            for each in questions
            if f"?{each.id}" not in last and not apart & {claim.partition("/")[0] for claim in each.claims}
        ]
        assert all(
            library.claim(claim)[0].sensitivity is Sensitivity.GRAPHIC or each.kind == "name"
            for each in left
            for claim in each.claims
        )


def check_soberly(library: Library, wish: Wish, post: Post) -> None:
    """What people suffered comes first, with a note before all; nobody is notified of it."""
    sensitive = [library.entries[told.entry].sensitivity is not Sensitivity.NONE for told in post.chosen.told]
    first = post.composed.day or post.composed.question
    assert first is not None
    if any(sensitive):
        assert sensitive[0]
        assert post.composed.sober
        assert first.lines[0].style is Style.NOTE
        assert first.picture is None
        assert post.chosen.why is Why.DAY or all(sensitive)
    parts = [part for part in (post.composed.day, post.composed.question) if part]
    assert [part.ping for part in parts[1:]] == [""] * len(parts[1:])
    assert first.ping == ("" if post.composed.sober else wish.ping)


def check_own_days(library: Library, wish: Wish, post: Post, last: dict[str, date]) -> None:
    """An event in which people suffered is told on its own day, only there; no other seems to be."""
    told = {each.entry for each in post.chosen.told}
    for each in anniversaries(library, post.day, graphic=wish.graphic):
        entry = each.entry
        if (
            each.claim is None
            and entry.sensitivity is not Sensitivity.NONE
            and each.calendar is not Calendar.SOLAR_HIJRI
            and wish.calendar is not Calendar.SOLAR_HIJRI
            and wish.kind is Kind.DAY
            and (not wish.topics or {*wish.topics} & {*entry.topics})
            and (post.day - last.get(entry.id, date.min)).days > MONTH
        ):
            assert entry.id in told
    for number, thing in enumerate(post.chosen.told):
        entry = library.entries[thing.entry]
        if thing.when and entry.sensitivity is not Sensitivity.NONE and parse(thing.when).days:
            assert post.chosen.why is Why.DAY
        if thing.whole or entry.kind not in {Sort.EVENT, Sort.AGREEMENT} or post.composed.day is None:
            continue
        headings = [line.text for line in post.composed.day.lines if line.style is Style.HEADING]
        assert any(f", in: {entry.name.latin}" in heading for heading in headings)
        assert number or entry.name.latin in post.composed.title
        assert number or post.chosen.why is Why.MONTH or ", in: " in post.composed.title


def check_parts(wish: Wish, post: Post) -> None:
    """Each part says its sources and leads back to its post."""
    day, question = post.composed.day, post.composed.question
    assert (day is not None) == bool(post.chosen.told)
    assert (question is not None) == bool(post.chosen.question)
    for part in (day, question):
        assert part is None or any(post.id in button.token for button in part.buttons)
    if day is not None:
        check_sources(day)
    assert wish.kind is Kind.DAY or day is None


def check_sources(message: Message) -> None:
    told = [each.text for each in message.lines if each.style is Style.ITEM]
    markers = {each.marker for each in message.lines if each.style is Style.NOTE}
    assert told
    for text in told:
        assert text.endswith("]")
        assert f"[{text.rpartition('[')[2]}" in markers
