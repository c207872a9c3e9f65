"""The question of the day: answered in private, once, until the next post; and what is told of it then."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot import clock, daily_question
from bot.chosen import Chosen, Told, Why, write
from bot.daily_answers import Tally
from bot.daily_result import closed, previous
from bot.database import open_database
from bot.host import Host
from bot.message import Form, Message, Person, Place, Style
from bot.migrating import migrate
from bot.outbox import Post, State
from bot.store import Store
from bot.texts import texts
from bot.voices import Voices
from quizzes.model import QuestionKind
from tests.bot.dailies import DAY, VOICE, Asker, answer
from tests.bot.room import AMINA, OMID, ROOM, SARA, message, said

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.address import DatabaseUrl
    from bot.message import Reply
    from content.library import Library
    from quizzes.banks import Bank
    from tests.bot.room import Class

KINDS = {
    QuestionKind.SINGLE: "where-signed",
    QuestionKind.MULTIPLE: "what-happened-1993",
    QuestionKind.TRUE_FALSE: "amina-north",
    QuestionKind.ORDER: "order-of-events",
    QuestionKind.YEAR: "year-of-accord",
    QuestionKind.NAME: "who-spoke-north",
    QuestionKind.WHICH_SOURCE: "who-says-north",
    QuestionKind.PAIRS: "who-where",
}
KIND_SENTENCE = "no longer leads anywhere"
CARE = Told("night-on-the-bank", ("dead",), whole=True)
SAY = texts("en")


def labels(shown: Message) -> list[str]:
    return [button.label for button in shown.buttons]


async def tally(school: Class, post: str) -> Tally:
    return await school.app.daily.answers.tally(post)


async def kept(school: Class, post: str) -> Post:
    found = await school.app.daily.outbox.get(post)
    assert found is not None
    return found


def last(reply: Reply) -> Message:
    assert not isinstance(reply, Form)
    return reply[-1]


def test_every_kind_of_question_is_tried() -> None:
    assert {*KINDS} == {*QuestionKind}


@pytest.mark.parametrize("kind", KINDS)
async def test_an_answer_is_told_in_private_with_the_solution_and_its_sources(
    school: Class, kind: QuestionKind
) -> None:
    post = await (await Asker.at(school.app)).post(KINDS[kind])
    reply = await answer(school, AMINA, post)
    told = said(reply)
    assert told.startswith("Right\n")
    assert "Right answer: " in told or "Right order: " in told
    assert "[1]" in told
    assert "“" in told  # the title of a source
    assert "The result comes with the next question." in told
    assert "It names those who were right, never those who were wrong." in told
    assert not isinstance(reply, Form)
    assert reply[0].replaces
    other = said(await answer(school, OMID, post, right=False))
    assert other.startswith(("Wrong\n", "Partly right\n"))
    assert "Right answer: " in other or "Right order: " in other
    counted = await tally(school, post)
    assert (counted.answered, counted.right, counted.names) == (2, 1, (AMINA.name,))


@pytest.mark.parametrize("kind", KINDS)
async def test_the_first_answer_counts(school: Class, kind: QuestionKind) -> None:
    post = await (await Asker.at(school.app)).post(KINDS[kind])
    first = said(await answer(school, OMID, post, right=False))
    counted = await tally(school, post)
    again = said(await school.press(OMID, f"daily:q:{post}:{'w' if kind in {'year', 'name'} else 's'}"))
    assert "You have answered this question already; the first answer counts." in again
    assert again.replace("You have answered this question already; the first answer counts.\n", "") == first
    assert await tally(school, post) == counted


async def test_of_presses_at_the_same_moment_one_counts(school: Class) -> None:
    post = await (await Asker.at(school.app)).post("where-signed")
    presses = [answer(school, AMINA, post, right=number % 2 == 0) for number in range(6)]
    told = [said(reply) for reply in await asyncio.gather(*presses)]
    counted = await tally(school, post)
    assert counted.answered == 1
    assert sum("already" in each for each in told) == 5
    assert {each.splitlines()[0] for each in told} == {"Right" if counted.right else "Wrong"}


async def test_an_answer_in_steps_counts_when_it_is_sent(school: Class) -> None:
    post = await (await Asker.at(school.app)).post("order-of-events")
    step = message(await school.press(AMINA, f"daily:q:{post}:s"))
    while "Send" not in labels(step):
        assert step.private
        assert step.replaces
        step = message(await school.press(AMINA, step.buttons[0].token))
    assert (await tally(school, post)).answered == 0
    told = last(await school.label(AMINA, "Send", of=step))
    assert "The result comes with the next question." in told.text
    assert (await tally(school, post)).answered == 1


async def test_what_is_no_year_is_said_in_the_form_and_does_not_count(school: Class) -> None:
    post = await (await Asker.at(school.app)).post("year-of-accord")
    form = await school.press(AMINA, f"daily:q:{post}:w")
    assert isinstance(form, Form)
    told = message(await school.press(AMINA, form.token, values={form.fields[0].name: "long ago"}))
    assert told.corrects
    assert (await tally(school, post)).answered == 0
    assert said(await answer(school, AMINA, post)).startswith("Right")


async def test_an_answer_is_among_the_results_and_goes_with_them(school: Class) -> None:
    post = await (await Asker.at(school.app)).post("where-signed")
    await answer(school, OMID, post, right=False)
    await answer(school, AMINA, post)
    shown = said(await school.command(OMID, "/results"))
    assert "You have answered 1 question, 0 right." in shown
    await school.press(OMID, "results:delete:yes")
    assert "Nothing yet" in said(await school.command(OMID, "/results"))
    assert (await tally(school, post)).answered == 1
    assert (await tally(school, post)).names == (AMINA.name,)


async def test_a_closed_question_gives_its_solution_and_another_one_to_practise(school: Class) -> None:
    asker = await Asker.at(school.app)
    post = await asker.post("where-signed")
    await answer(school, AMINA, post, right=False)
    await asker.post("amina-north", after=1)
    counted = await tally(school, post)
    late = message(await answer(school, SARA, post))
    assert late.private
    assert late.lines[0].text == "This question is closed."
    assert "In the mill" in late.text
    assert "Both banks signed the accord in the mill. [1]" in late.text
    practised = message(await school.label(SARA, "Practise another one", of=late))
    assert "A question for you" in practised.text
    assert practised.lines[1].text != "Where was the River Accord signed?"
    own = said(await answer(school, AMINA, post))
    assert own.startswith("Wrong")
    assert "The result comes" not in own
    assert await tally(school, post) == counted


async def test_a_question_that_is_closed_while_it_is_answered_says_so(school: Class) -> None:
    asker = await Asker.at(school.app)
    post = await asker.post("year-of-accord")
    form = await school.press(AMINA, f"daily:q:{post}:w")
    assert isinstance(form, Form)
    await asker.post("where-signed", after=1)
    told = said(await school.press(AMINA, form.token, values={form.fields[0].name: "1993"}))
    assert "This question is closed." in told
    assert (await tally(school, post)).answered == 0


@pytest.mark.parametrize(
    "token",
    [
        "q:0123456789abcdef:c0",
        "q:POST",
        "q:POST:",
        "q:POST:c9",
        "q:POST:s",
        "q:POST:d0123456789",
        "q:POST:x:c0",
        "q::c0",
        "more:0123456789abcdef",
        "more:POST:x",
        "table:0123456789abcdef",
        "table:POST:x",
        "q:../../etc:c0",
    ],
)
async def test_stale_and_forged_tokens_lead_to_a_kind_sentence(school: Class, token: str) -> None:
    post = await (await Asker.at(school.app)).post("where-signed")
    assert KIND_SENTENCE in said(await school.press(AMINA, f"daily:{token.replace('POST', post)}"))
    assert (await tally(school, post)).answered == 0


@pytest.mark.parametrize("what", ["q:POST:c0", "more:POST", "table:POST"])
async def test_a_post_is_answered_in_its_own_server_only(school: Class, what: str) -> None:
    post = await (await Asker.at(school.app)).post("where-signed")
    token = f"daily:{what.replace('POST', post)}"
    for elsewhere in ({"server": "other"}, {"server": ""}):
        assert KIND_SENTENCE in said(await school.press(AMINA, token, **elsewhere))
    request = replace(school.request(AMINA), place=Place("elsewhere", ROOM.id))
    assert await daily_question.press(school.app, request, token.removeprefix("daily:")) is None
    assert (await tally(school, post)).answered == 0


async def test_a_post_without_a_server_is_answered_where_it_stands_only(school: Class) -> None:
    asker = await Asker.at(school.app)
    subscription = replace(asker.subscription, id="alone", server="", place="two")
    await school.app.daily.subscriptions.keep(subscription)
    await Voices(school.app.daily.outbox.database).enter(f"{VOICE}two", 3600.0)
    post = await Asker(school.app, subscription).post("where-signed")
    elsewhere = school.request(AMINA, server="", within=("room",))
    assert await daily_question.press(school.app, elsewhere, f"q:{post}:c0") is None
    there = replace(elsewhere, place=Place(ROOM.platform, "two"), within=("two",))
    assert await daily_question.press(school.app, there, f"q:{post}:c0") is not None
    assert (await tally(school, post)).answered == 1


@pytest.mark.parametrize("question", ["", "was-replaced"])
async def test_a_post_that_asks_nothing_any_more_takes_no_answer(school: Class, question: str) -> None:
    post = await (await Asker.at(school.app)).post(question)
    assert KIND_SENTENCE in said(await school.press(AMINA, f"daily:q:{post}:c0"))
    assert previous(school.app.bank, await kept(school, post), Tally()) is None
    assert closed(school.app.library, school.app.bank, await kept(school, post), Tally(), SAY) is None


async def test_what_a_later_version_has_written_has_no_result(school: Class) -> None:
    asker = await Asker.at(school.app)
    post = await asker.post("where-signed")
    later = replace(await kept(school, post), content='{"version": 2}')
    assert previous(school.app.bank, later, Tally()) is None
    assert closed(school.app.library, school.app.bank, later, Tally(), SAY) is None


async def test_where_no_other_question_is_on_its_entries_none_is_offered(school: Class) -> None:
    asker = await Asker.at(school.app)
    post = await asker.post("where-signed")
    only = {"where-signed": school.app.bank.questions["where-signed"]}
    school.app = replace(school.app, bank=replace(school.app.bank, questions=only))
    assert labels(last(await answer(school, AMINA, post))) == ["Table"]


async def test_an_answer_leads_to_the_table_but_on_a_sober_day(school: Class) -> None:
    asker = await Asker.at(school.app)
    post = await asker.post("where-signed")
    told = last(await answer(school, AMINA, post))
    assert "Table" in labels(told)
    assert "100 points" in said(await school.label(AMINA, "Table", of=told))
    sober = await asker.post("where-signed", after=1, told=(CARE,))
    told = last(await answer(school, AMINA, sober))
    assert "Table" not in labels(told)
    assert "point" not in told.text
    shown = closed(school.app.library, school.app.bank, await kept(school, sober), Tally(), SAY)
    assert shown is not None
    assert not shown.buttons
    counted = await tally(school, sober)
    shown = closed(school.app.library, school.app.bank, await kept(school, sober), counted, SAY)
    assert shown is not None
    assert "1 of 1 answered right." in shown.text
    assert AMINA.name not in shown.text


async def test_what_a_question_came_to_names_those_who_were_right_and_nobody_else(school: Class) -> None:
    asker = await Asker.at(school.app)
    post = await asker.post("where-signed")
    await answer(school, AMINA, post)
    await answer(school, OMID, post, right=False)
    await answer(school, SARA, post)
    app, counted = school.app, await tally(school, post)
    came = previous(app.bank, await kept(school, post), counted)
    assert came is not None
    assert (came.question, came.answered, came.right) == ("where-signed", 3, 2)
    assert came.names == (AMINA.name, SARA.name)
    shown = closed(app.library, app.bank, await kept(school, post), counted, SAY)
    assert shown is not None
    assert not shown.private
    assert shown.text.startswith("Question of the day · closed\nWhere was the River Accord signed?")
    assert "2 of 3 answered right: Zoya, Parwin." in shown.text
    assert OMID.name not in shown.text
    assert "In the mill" in shown.text
    assert "“The Gazette”" in shown.text
    assert labels(shown) == ["Table"]
    assert post in shown.buttons[0].token


async def test_of_many_who_were_right_twenty_are_named(school: Class) -> None:
    post = await (await Asker.at(school.app)).post("where-signed")
    for number in range(23):
        await answer(school, Person(f"p{number}", f"Pupil {number:02}"), post)
    counted = await tally(school, post)
    shown = closed(school.app.library, school.app.bank, await kept(school, post), counted, SAY)
    assert shown is not None
    assert "23 of 23 answered right: Pupil 00, " in shown.text
    assert "Pupil 19 and 3 more." in shown.text
    assert "Pupil 20" not in shown.text


def test_every_question_of_the_pack_can_be_closed_within_a_message(library: Library, bank: Bank) -> None:
    names = tuple("N" * 32 for _ in range(20))
    for question in bank.questions:
        content = write(Chosen(Why.DAY, (), question=question))
        post = Post("0123456789abcdef", "s", "wall", "", "room", DAY, 0.0, State.POSTED, content)
        shown = closed(library, bank, post, Tally(1000, 900, names), SAY)
        assert shown is not None
        assert "[1]" in {each.marker for each in shown.lines if each.style is Style.NOTE}


async def test_all_of_the_day_is_told_in_private(school: Class) -> None:
    # 7 March: the River Accord.
    post = await (await Asker.at(school.app)).post("amina-north", after=(date(2027, 3, 7) - DAY).days)
    reply = await school.press(AMINA, f"daily:more:{post}")
    assert said(reply).startswith("On this day: 7 March")
    assert "River Accord" in said(reply)
    assert not isinstance(reply, Form)
    assert {each.again for each in reply} == {f"daily:more:{post}"}


@pytest.mark.parametrize("graphic", [False, True])
async def test_all_of_the_day_has_what_is_graphic_only_where_that_is_wanted(
    school: Class, *, graphic: bool
) -> None:
    asker = await Asker.at(school.app, graphic=graphic)
    post = await asker.post("amina-north", after=(date(2027, 1, 30) - DAY).days)
    assert ("The raid" in said(await school.press(AMINA, f"daily:more:{post}"))) is graphic
    await school.app.daily.subscriptions.remove(asker.subscription.id)
    assert "The raid" not in said(await school.press(AMINA, f"daily:more:{post}"))


async def test_where_the_results_are_not_kept_the_answer_counts_all_the_same(
    school: Class, new: Callable[[], DatabaseUrl], caplog: pytest.LogCaptureFixture
) -> None:
    post = await (await Asker.at(school.app)).post("where-signed")
    async with await open_database(new()) as gone:
        await migrate(gone, at=0.0)
    host = Host(Store(gone), school.app.bank, school.app.library, clock.now)
    school.app = replace(school.app, host=host)
    assert said(await answer(school, AMINA, post)).startswith("Right")
    assert (await tally(school, post)).right == 1
    assert "not among the results" in caplog.text
