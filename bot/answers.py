"""How a question is answered by pressing: its buttons, selects, steps and form, and what they mean.

A token ends in how it answers: `c2` is the option shown in place 2; `m` a select of options; `s021` so far
the items shown in places 0, 2, 1 in order (or the right sides given to the left ones so far); `d0213` the
same, sent; `w` opens a form, and sends it. Places count from 0 in the order drawn: everybody's client is
given the tokens, and a question's own order would tell what is right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from bot.message import (
    MAX_HINT,
    MAX_LABEL,
    Button,
    Choice,
    Field,
    Form,
    Line,
    Message,
    Select,
    Style,
    Text,
    line,
)
from quizzes import model
from quizzes.grading import read
from quizzes.model import Chosen, Order, Pairs, QuestionKind

if TYPE_CHECKING:
    from bot.texts import Texts
    from quizzes.model import Question, Response
    from quizzes.shown import Drawn

LETTERS = "abcdefghij"
FIELD = "answer"
_NARROW = 32  # characters of a button that phones show on one line
_TYPED = 200

Taken: TypeAlias = "Response | Message | Form | None"


def controls(
    asked: Question, drawn: Drawn, token: str, say: Texts
) -> tuple[tuple[Button, ...], tuple[Select, ...]]:
    """The buttons and selects that answer a question; their tokens begin with `token`."""
    body = asked.body
    if isinstance(body, Order):
        return (Button(say("Put them in order"), f"{token}:s"),), ()
    if isinstance(body, Pairs):
        return (Button(say("Match them"), f"{token}:s"),), ()
    if not isinstance(body, model.Choice):
        return (Button(say("Type your answer"), f"{token}:w"),), ()
    texts = [body.options[number].text for number in drawn.order]
    if asked.kind is QuestionKind.MULTIPLE:
        options = tuple(
            Choice(_short(f"{letter}) {text}"), str(place))
            for place, (letter, text) in enumerate(zip(LETTERS, texts, strict=False))
        )
        hint = say("Choose all that are right")
        return (), (Select(f"{token}:m", hint, options, most=len(options)),)
    wide = any(len(text) > _NARROW for text in texts)
    return tuple(
        Button(letter.upper() if wide else f"{letter.upper()}  {text}", f"{token}:c{place}")
        for place, (letter, text) in enumerate(zip(LETTERS, texts, strict=False))
    ), ()


@dataclass(frozen=True, slots=True)
class Entered:
    """What came with a press: values chosen in a select, and what was typed in a form, if one was sent."""

    chosen: tuple[str, ...] = ()
    typed: str | None = None


def take(  # noqa: PLR0913, PLR0917 -- a question, and how it was answered
    asked: Question, drawn: Drawn, token: str, how: str, entered: Entered, say: Texts
) -> Taken:
    """What a press means.

    Args:
        asked: The question.
        drawn: How it was shown.
        token: The token without `how`, for the buttons that go on.
        how: The token's last part.
        entered: What was chosen or typed.
        say: The bot's own words.

    Returns:
        The answer; or a message that goes on asking; or the form to type in; or None where the question has
        no such button.
    """
    body = asked.body
    if isinstance(body, Order | Pairs):
        return _steps(body, drawn, token, how, say)
    if isinstance(body, model.Choice):
        return _chosen(asked.kind, drawn, how, entered.chosen)
    if how != "w":
        return None
    if entered.typed is not None:
        return _typed(asked, drawn, entered.typed, say)
    return _form(asked, token, say)


def _chosen(kind: QuestionKind, drawn: Drawn, how: str, chosen: tuple[str, ...]) -> Chosen | None:
    known = {str(place): number for place, number in enumerate(drawn.order)}
    if kind is QuestionKind.MULTIPLE:
        values = chosen if how == "m" else ()
    else:
        values = (how[1:],) if how.startswith("c") else ()
    if not values or any(value not in known for value in values):
        return None
    return Chosen(tuple(sorted({known[value] for value in values})))


def _steps(body: Order | Pairs, drawn: Drawn, token: str, how: str, say: Texts) -> Taken:
    if re.fullmatch(r"[sd][0-9]{0,9}", how) is None:
        return None
    places = tuple(int(digit) for digit in how[1:])
    if len({*places}) < len(places) or not {*places} <= {*range(len(drawn.order))}:
        return None
    if how[0] == "d":
        given = tuple(drawn.order[place] for place in places)
        return Chosen(given) if len(given) == len(drawn.order) else None
    return _step(body, drawn, places, token, say)


def _typed(asked: Question, drawn: Drawn, typed: str, say: Texts) -> Response | Message:
    response = read(asked, drawn, typed[:_TYPED])
    if isinstance(response, str):
        return Message((line(say(response)),), private=True, corrects=True)
    return response


def _form(asked: Question, token: str, say: Texts) -> Form:
    label = say("A year, Gregorian or Solar Hijri") if asked.kind is QuestionKind.YEAR else say("A name")
    # The form covers the question while the answer is typed.
    asks = asked.prompt if len(asked.prompt) <= MAX_HINT else f"{asked.prompt[: MAX_HINT - 1]}…"
    field = Field(FIELD, label, asks, most=_TYPED)
    return Form(say("Your answer"), f"{token}:w", (field,), submit=say("Send"))


def _step(body: Order | Pairs, drawn: Drawn, places: tuple[int, ...], token: str, say: Texts) -> Message:
    """Ask for the next item or right side; when all are given, whether to send."""
    left = [place for place in range(len(drawn.order)) if place not in places]
    if len(left) == 1:
        places, left = (*places, left[0]), []  # it has only one place to go
    digits = "".join(map(str, places))
    if isinstance(body, Order):
        texts = [body.items[number].text for number in drawn.order]
        lines = [line(texts[place], Style.ITEM, marker=f"{n}.") for n, place in enumerate(places, 1)]
        ask = say("Press what comes next, from the earliest to the latest.")
        if not places:
            ask = say("Press what came first.")
    else:
        texts = [body.pairs[number].right for number in drawn.order]
        lines = [
            line(f"{pair.left} – {texts[place]}", Style.ITEM)
            for pair, place in zip(body.pairs, places, strict=False)
        ]
        ask = say("Press what belongs to: {left}", left=body.pairs[len(places)].left) if left else ""
    buttons = [Button(_short(texts[place]), f"{token}:s{digits}{place}") for place in left]
    if not left:
        ask = say("Is that your answer? Once sent, it counts.")
        buttons.append(Button(say("Send"), f"{token}:d{digits}"))
    if places:
        buttons.append(Button(say("Start again"), f"{token}:s"))
    head = Line((Text(ask, strong=True),))
    return Message((head, *lines), tuple(buttons), private=True, replaces=True)


def said(asked: Question, response: Response) -> tuple[str, ...]:
    """An answer in words: what was chosen, ordered, matched or typed; what makes no sense is left out."""
    body = asked.body
    if not isinstance(response, Chosen):
        return (response.text,)
    numbers = response.numbers
    if isinstance(body, model.Choice):
        return tuple(body.options[number].text for number in numbers if 0 <= number < len(body.options))
    if isinstance(body, Order):
        return tuple(body.items[number].text for number in numbers if 0 <= number < len(body.items))
    if isinstance(body, Pairs):
        pairs = zip(body.pairs, numbers, strict=False)
        return tuple(f"{pair.left} – {body.pairs[n].right}" for pair, n in pairs if 0 <= n < len(body.pairs))
    return ()


def _short(text: str) -> str:
    return text if len(text) <= MAX_LABEL else text[: MAX_LABEL - 1] + "…"
