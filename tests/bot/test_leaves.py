"""The pages of a long answer, one at a time."""

from __future__ import annotations

import pytest

from bot.leaves import first, leaf
from bot.message import Button, Message, line, pages
from bot.texts import texts

SAY = texts("en")
OWN = (Button("Sources", "sources:x"),)


def answer(count: int, again: str = "lookup:x") -> tuple[Message, ...]:
    made = pages(tuple(line("x" * 1_000) for _ in range(3 * count)), OWN, again=again)
    assert len(made) == count
    return made


@pytest.mark.parametrize(
    ("number", "labels", "tokens"),
    [
        (0, ["Page 2 ▶", "Sources"], ["leaf:1:lookup:x", "sources:x"]),
        (1, ["◀ Page 1", "Page 3 ▶", "Sources"], ["leaf:0:lookup:x", "leaf:2:lookup:x", "sources:x"]),
        (2, ["◀ Page 2", "Sources"], ["leaf:1:lookup:x", "sources:x"]),
        (99, ["◀ Page 2", "Sources"], ["leaf:1:lookup:x", "sources:x"]),
        (-1, ["Page 2 ▶", "Sources"], ["leaf:1:lookup:x", "sources:x"]),
    ],
)
def test_every_page_turns_and_has_the_buttons(number: int, labels: list[str], tokens: list[str]) -> None:
    page = leaf(answer(3), number, SAY)
    assert [button.label for button in page.buttons] == labels
    assert [button.token for button in page.buttons] == tokens


def test_an_answer_of_one_page_is_left_as_it_is() -> None:
    (only,) = answer(1)
    assert leaf((only,), 0, SAY) is only
    assert first((only,), SAY) == (only,)


def test_pages_that_cannot_be_asked_for_again_are_all_shown() -> None:
    made = answer(2, again="")
    assert first(made, SAY) == made
    assert len(first(answer(2), SAY)) == 1


def test_a_token_that_is_too_long_to_turn_pages_is_left_out() -> None:
    assert all(not page.again for page in answer(2, again="ask:" + "x" * 90))
    assert all(page.again for page in answer(2, again="ask:" + "x" * 88))


def test_every_page_but_the_first_says_what_it_is_a_page_of() -> None:
    made = answer(3)
    assert leaf(made, 0, SAY).lines == made[0].lines
    assert leaf(made, 1, SAY).lines[0].text == "x" * 79 + "… · page 2 of 3"
    assert leaf(made, 1, SAY).lines[1:] == made[1].lines
