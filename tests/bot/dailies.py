"""Daily posts as the engine leaves them, and answers to their questions, for tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from bot.chosen import Chosen, Told, Why, write
from bot.daily_result import chosen_for
from bot.message import Form
from bot.outbox import Part
from bot.schedules import Planned, Schedule, moment
from bot.subscriptions import Kind, Subscription, Wish
from bot.voices import Voices
from quizzes.grading import solution
from quizzes.model import Choice, Order, Pairs, QuestionKind
from quizzes.shown import shown_order
from tests.bot.room import ROOM

if TYPE_CHECKING:
    from bot.app import App
    from bot.message import Person, Place, Reply
    from tests.bot.room import Class

DAY = date(2026, 11, 23)
VOICE = "a process"
_LONG = 3600.0


@dataclass(frozen=True, slots=True)
class Asker:
    """A channel's subscription, whose posts are posted one after another."""

    app: App
    subscription: Subscription

    @classmethod
    async def at(cls, app: App, place: Place = ROOM, *, graphic: bool = False) -> Asker:
        """Subscribe a channel of the server `school`."""
        schedule = Schedule(8, 0, "Asia/Kabul")
        wish = Wish(Kind.DAY, schedule, question=True, graphic=graphic)
        subscription = Subscription(
            f"s-{place.id}", place.platform, "school", place.id, "#room", wish, "t", "Teacher", 0.0
        )
        await app.daily.subscriptions.keep(subscription)
        await Voices(app.daily.outbox.database).enter(VOICE + place.id, _LONG)
        return cls(app, subscription)

    async def post(self, question: str, *, after: int = 0, told: tuple[Told, ...] = ()) -> str:
        """Post the question so many days after `DAY`; the post's id."""
        day, outbox = DAY + timedelta(days=after), self.app.daily.outbox
        at = moment(self.subscription.wish.schedule, day)
        assert at is not None
        waits = await outbox.enqueue_one(self.subscription, Planned(day, at), at)
        assert waits is not None
        voice = VOICE + self.subscription.place
        (post,) = await outbox.take(voice, self.subscription.platform, at, 1)
        assert post.id == waits.id
        asked = self.app.bank.questions.get(question)
        order = shown_order(asked, Random(post.id)) if asked else ()
        chosen = Chosen(Why.DAY, told, question=question, order=order)
        before = await outbox.last_asked(self.subscription.id, day)
        previous = before.id if before else ""
        assert await outbox.choose(
            post.id, voice, write(chosen), "A day", at, told=chosen.keys, previous=previous
        )
        assert await outbox.said(post.id, voice, Part.QUESTION, f"message {after}")
        assert await outbox.posted(post.id, voice, at)
        return post.id


async def answer(school: Class, person: Person, post: str, *, right: bool = True, **more: object) -> Reply:
    """Answer a post's question as a person would, whatever its kind; what is told."""
    kept = await school.app.daily.outbox.get(post)
    assert kept is not None
    chosen = chosen_for(kept)
    assert chosen is not None
    question, order, start = school.app.bank.questions[chosen.question], chosen.order, f"daily:q:{post}"
    body = question.body
    if isinstance(body, Order | Pairs):
        numbers = sorted(order, reverse=not right)
        return await school.press(person, f"{start}:d{''.join(str(order.index(n)) for n in numbers)}", **more)
    if isinstance(body, Choice):
        places = [place for place, number in enumerate(order) if body.options[number].right is right]
        if question.kind is QuestionKind.MULTIPLE:
            return await school.press(person, f"{start}:m", chosen=tuple(map(str, places)), **more)
        return await school.press(person, f"{start}:c{places[0]}", **more)
    form = await school.press(person, f"{start}:w", **more)
    assert isinstance(form, Form), form
    words = solution(question, school.app.library)[0] if right else "1850"
    return await school.press(person, form.token, values={form.fields[0].name: words}, **more)
