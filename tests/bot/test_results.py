"""A person's own results, and practising what they missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.marks import Mark
from bot.message import Form, Message
from quizzes.grading import solution
from quizzes.model import Choice, Order, Pairs, QuestionKind
from tests.bot.room import AMINA, OMID, ROOM, SARA, answer, message, said

if TYPE_CHECKING:
    import pytest

    from bot.message import Person, Reply
    from bot.store import Store
    from tests.bot.room import Class


async def play(school: Class, *, questions: int = 8) -> None:
    """A quiz of which Amina gets all right, and Omid all wrong."""
    await school.command(AMINA, f"/quiz start questions:{questions} seed:1 seconds:600 wait:0 pause:0")
    for number in range(questions):
        await answer(school, AMINA)
        await answer(school, OMID, right=False)
        if number == 0:  # the first question closes by hand: nobody had joined before it
            await school.command(AMINA, "/quiz reveal")
        await school.label(AMINA, "Next question" if number + 1 < questions else "Final table")


async def practise(school: Class, person: Person, asked: Message, *, right: bool = True) -> Message:
    """Answer a question that was asked for practice, whatever its kind; what is told."""
    tokens = [button.token for button in asked.buttons] + [select.token for select in asked.selects]
    start, _, _ = tokens[0].rpartition(":")
    _, name, order = start.split(":")
    question = school.app.bank.questions[name]
    drawn = [int(digit) for digit in order.lstrip("m")]
    body = question.body
    reply: Reply
    if isinstance(body, Order | Pairs):
        numbers = sorted(drawn, reverse=not right)
        reply = await school.press(
            person, f"{start}:d{''.join(str(drawn.index(number)) for number in numbers)}"
        )
    elif isinstance(body, Choice):
        places = [place for place, number in enumerate(drawn) if body.options[number].right is right]
        if question.kind is QuestionKind.MULTIPLE:
            reply = await school.press(person, tokens[0], chosen=tuple(map(str, places)))
        else:
            reply = await school.press(person, f"{start}:c{places[0]}")
    else:
        form = await school.press(person, tokens[0])
        assert isinstance(form, Form)
        words = solution(question, school.app.library)[0] if right else "1850"
        reply = await school.press(person, form.token, values={form.fields[0].name: words})
    assert not isinstance(reply, Form)
    assert reply[0].replaces
    return reply[-1]


def labels(shown: Message) -> list[str]:
    return [button.label for button in shown.buttons]


async def test_who_has_played_nothing_is_told_how_to_begin(school: Class) -> None:
    shown = message(await school.command(SARA, "/results"))
    assert shown.private
    assert "Nothing yet" in shown.text
    assert "/quiz start" in shown.text
    assert not shown.buttons


async def test_a_quiz_is_told_of_to_each_player_alone(school: Class) -> None:
    await play(school)
    best = message(await school.command(AMINA, "/results"))
    assert best.private
    assert "You have answered 8 questions, 8 of them right." in best.text
    assert "800 points, 8 of 8 right, place 1 of 2" in best.text
    assert "To practise" not in best.text
    assert labels(best) == ["Delete my results"]
    other = message(await school.command(OMID, "/results"))
    assert "You have answered 8 questions, 0 of them right." in other.text
    assert "points, 0 of 8 right, place 2 of 2" in other.text
    assert "To practise" in other.text
    assert "The river talks (river-talks): 0 of 5 right" in other.text
    assert labels(other) == ["Practise what you missed", "Delete my results"]
    assert "Nothing yet" in said(await school.command(SARA, "/results"))


async def test_the_weakest_topics_come_first(school: Class) -> None:
    await school.command(AMINA, "/quiz start questions:8 seed:1 seconds:600 wait:0 pause:0")
    for number in range(8):
        session = school.sitting.session
        asked = school.app.bank.questions[session.setup.drawn[session.number].question]
        await answer(school, AMINA, right=asked.topic == "people" and asked.kind is not QuestionKind.NAME)
        if number == 0:
            await school.command(AMINA, "/quiz reveal")
        await school.label(AMINA, "Next question" if number < 7 else "Final table")
    shown = message(await school.command(AMINA, "/results"))
    topics = [each.text for each in shown.lines if " right" in each.text and "(" in each.text]
    shares = [[int(word) for word in each.split() if word.isdigit()] for each in topics]
    assert len(shares) == 2
    assert shares[0][0] / shares[0][1] < shares[1][0] / shares[1][1] < 1


async def test_a_question_that_was_skipped_and_a_quiz_nobody_answered_leave_nothing(school: Class) -> None:
    await school.command(AMINA, "/quiz start questions:2 seed:1 seconds:600 wait:0 pause:0")
    await answer(school, OMID)
    await school.command(AMINA, "/quiz skip")
    await school.command(AMINA, "/quiz stop")
    await school.command(AMINA, "/quiz start questions:2 seed:1 wait:600")
    await school.label(OMID, "Join")
    await school.command(AMINA, "/quiz stop")
    assert "Nothing yet" in said(await school.command(OMID, "/results"))


async def test_what_was_missed_is_practised_until_it_is_right(school: Class) -> None:
    await play(school)
    shown = message(await school.command(OMID, "/results"))
    asked = message(await school.label(OMID, "Practise what you missed", of=shown))
    assert asked.private
    assert not asked.replaces  # the results stay in sight
    prompts: list[str] = []
    for _ in range(8):  # wrong again: each comes once before any comes again
        assert "A question that you missed" in asked.text
        prompts.append(asked.lines[1].text)
        told = await practise(school, OMID, asked, right=False)
        asked = message(await school.label(OMID, "Another question", of=told))
        assert asked.replaces
    assert len({*prompts}) == 8
    assert asked.lines[1].text == prompts[0]
    told = asked
    for left in range(7, -1, -1):
        told = await practise(school, OMID, asked)
        shown = message(await school.command(OMID, "/results"))
        assert f"You have answered 8 questions, {8 - left} of them right." in shown.text
        if left:
            asked = message(await school.label(OMID, "Another question", of=told))
    assert "That was the last one that you had missed." in told.text
    assert not told.buttons
    assert labels(shown) == ["Delete my results"]
    assert "Nothing that you missed is left to practise." in said(await school.press(OMID, "try:mine"))
    # What was practised changes nothing of the quiz.
    assert "points, 0 of 8 right, place 2 of 2" in shown.text


async def test_the_last_one_that_was_missed_again_can_be_tried_again(school: Class) -> None:
    await play(school, questions=1)
    asked = message(await school.press(OMID, "try:mine"))
    told = await practise(school, OMID, asked, right=False)
    assert labels(told) == ["Try it again"]
    again = message(await school.label(OMID, "Try it again", of=told))
    assert again.lines == asked.lines


async def test_practice_on_an_entry_counts_too(school: Class) -> None:
    asked = message(await school.press(SARA, "try:entry:river-accord", server=""))
    await practise(school, SARA, asked, right=False)
    shown = message(await school.command(SARA, "/results"))
    assert "You have answered 1 question, 0 right." in shown.text
    assert "Your last quizzes" not in shown.text
    assert "Practise what you missed" in labels(shown)


async def test_results_are_deleted_only_after_asking(school: Class) -> None:
    await play(school, questions=2)
    shown = message(await school.command(OMID, "/results"))
    sure = message(await school.label(OMID, "Delete my results", of=shown))
    assert sure.replaces
    kept = message(await school.label(OMID, "Keep them", of=sure))
    assert kept.lines == shown.lines
    assert kept.replaces
    gone = message(await school.label(OMID, "Delete them", of=sure))
    assert gone.replaces
    assert "Your results are deleted." in gone.text
    assert "Nothing yet" in said(await school.command(OMID, "/results"))
    assert "Nothing yet" in said(await school.press(OMID, "results:delete"))
    assert "200 points" in said(await school.command(AMINA, "/results"))


async def test_a_forged_token_deletes_nothing(school: Class) -> None:
    await play(school, questions=1)
    for token in ("results:x", "results:delete:", "results:delete:no", "try:mine:x", "try:mine:next:x"):
        assert "no longer leads anywhere" in said(await school.press(OMID, token))
    assert "You have answered 1 question" in said(await school.command(OMID, "/results"))


async def test_a_question_that_is_no_longer_asked_is_left_out(school: Class) -> None:
    await school.app.host.marks.practised(SARA, ROOM, "school", Mark("replaced", 0.0, 1.0))
    assert "Nothing yet" in said(await school.command(SARA, "/results"))
    assert "Nothing that you missed is left to practise." in said(await school.press(SARA, "try:mine"))


async def test_where_the_memory_does_not_answer_practice_goes_on(
    school: Class, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    await play(school, questions=1)
    asked = message(await school.press(OMID, "try:mine"))
    await store.database.close()
    told = await practise(school, OMID, asked, right=False)
    assert "Wrong" in told.text
    assert not told.buttons
    assert "not counted" in caplog.text
