"""Which question a daily post asks: none on what it tells, and what the channel has not seen first."""

from __future__ import annotations

from datetime import date

from bot.choosing import choose
from bot.subscriptions import Kind
from content.model import Kind as Sort
from content.model import Sensitivity
from quizzes import banks
from quizzes.model import Choice, Named, Option, Question, QuestionKind
from tests.bot.packs import GRAVE, NOBODY, POST, entry, pack, wish


def question(name: str, *claims: str, topic: str = "talks", **more: object) -> Question:
    body = more.pop("body", Choice((Option("Yes", True, "Right."), Option("No", False, "No."))))
    return Question(name, QuestionKind.SINGLE, topic, 1, claims, "So?", body, **more)  # type: ignore[arg-type] # a test's own


SUBJECTS = pack(
    entry("accord", "1993-03-07"),
    entry("amina", sort=Sort.PERSON),
    entry("dead", sensitivity=GRAVE),
    entry("raid", sensitivity=Sensitivity.GRAPHIC),
)
ASKED = banks.make(
    (
        question("on-accord", "accord/is"),
        question("on-both", "accord/is", "amina/is"),
        question("on-amina", "amina/is"),
        question("amina-again", "amina/is"),
        question("amina-old", "amina/is"),
        question("amina-new", "amina/is", replaces="amina-old"),
        question("on-dead", "dead/is"),
        question("on-raid", "raid/is"),
        question("raid-too", "amina/is", "raid/is"),
        question("elsewhere", "amina/is", topic="people"),
        question("who-signed", "amina/is", body=Named("accord", (), "Right.", "No.")),
    )
)


def asked(
    day: str = "2026-07-01",
    shown: dict[str, str] | None = None,
    seen: frozenset[str] = frozenset(),
    exclude: frozenset[str] = frozenset(),
    post: str = POST,
    **more: object,
) -> str:
    before = {key: date.fromisoformat(on) for key, on in (shown or {}).items()}
    wanted = wish(**{"kind": Kind.QUESTION, **more})
    chosen = choose(
        SUBJECTS, ASKED, wanted, date.fromisoformat(day), before, seen, post_id=post, exclude=exclude
    )
    return chosen.question if chosen else ""


def every(**more: object) -> set[str]:
    """All that is asked in many posts."""
    return {asked(post=f"{number:016x}", **more) for number in range(300)}  # type: ignore[arg-type] # a test's own


GENTLE = {"on-accord", "on-both", "on-amina", "amina-again", "amina-new", "elsewhere", "who-signed"}


def test_any_question_may_be_asked_but_on_atrocities_and_what_was_replaced() -> None:
    assert every() == GENTLE
    assert every(seen=frozenset(GENTLE)) == {"on-dead"}


def test_questions_keep_to_topics() -> None:
    assert every(topics=("people",)) == {"elsewhere"}
    assert every(topics=("sources",)) == {""}


def test_nothing_is_asked_on_what_the_same_post_tells() -> None:
    found = every(day="2026-03-07", kind=Kind.DAY, question=True)
    assert found == {"on-amina", "amina-again", "amina-new", "elsewhere"}
    assert every(day="2026-03-07", kind=Kind.DAY) == {""}


def test_a_question_that_cannot_be_asked_is_left_out() -> None:
    assert "on-amina" not in every(exclude=frozenset({"on-amina"}))
    assert every(exclude=frozenset({"amina"})) == {"on-accord"}


def test_what_the_channel_has_not_seen_is_asked_first() -> None:
    seen = GENTLE | {"on-dead"}
    assert every(seen=frozenset(seen - {"on-both"})) == {"on-both"}
    assert every(seen=frozenset(seen)) == GENTLE
    assert every(shown=dict.fromkeys([f"?{name}" for name in seen - {"on-both"}], "2026-06-30")) == {
        "on-both"
    }


def test_where_all_were_seen_the_one_asked_longest_ago_is_asked() -> None:
    shown = {f"?{name}": f"2026-06-{day:02}" for day, name in enumerate(sorted(GENTLE | {"on-dead"}), 1)}
    assert every(shown=shown) == {"amina-again"}


def test_a_question_is_drawn_by_the_post() -> None:
    wanted, day = wish(kind=Kind.QUESTION), date(2026, 7, 1)
    drawn = [
        choose(SUBJECTS, ASKED, wanted, day, {}, frozenset(), post_id=post) for post in (POST, POST, POST[1:])
    ]
    assert drawn[0] == drawn[1] != drawn[2]
    assert drawn[0] is not None
    assert sorted(drawn[0].order) == [0, 1]


def test_a_day_without_anything_to_tell_may_still_ask() -> None:
    empty = pack()
    assert choose(empty, NOBODY, wish(), date(2026, 7, 1), {}, frozenset(), post_id=POST) is None
    chosen = choose(
        SUBJECTS,
        ASKED,
        wish(question=True),
        date(2026, 7, 1),
        dict.fromkeys(("amina", "dead"), date(2026, 6, 1)),
        frozenset(),
        post_id=POST,
    )
    assert chosen is not None
    assert chosen.told == ()
    assert chosen.question
