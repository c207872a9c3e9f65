"""Everything that is said in a group quiz, as Slack is given it: the same messages as on Discord."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from adapters.slack.render import Renderer
from bot.message import Form, Message
from tests.adapters.discord import test_quiz_messages as quiz
from tests.adapters.slack.shown import NAMES, on_slack
from tests.servers.slack.checks import all_faults

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def hold(golden: Callable[[str, str], None]) -> Callable[..., None]:
    """Hold messages against a golden file, and against what Slack takes."""
    renderer = Renderer(NAMES)

    def held(name: str, *messages: Message | Form) -> None:
        bodies = [
            renderer.form(each, quiz.SAY, "{}")
            if isinstance(each, Form)
            else renderer.payload(on_slack(each), quiz.SAY)
            for each in messages
        ]
        golden(f"slack/quiz/{name}.json", json.dumps(bodies, ensure_ascii=False, indent=1) + "\n")
        assert [fault for body in bodies for fault in all_faults(name, body)] == []

    return held


# What is said is made there, move by move; here only what holds it is another.
test_a_question_from_asking_to_looking_back = quiz.test_a_question_from_asking_to_looking_back
test_what_is_asked_further = quiz.test_what_is_asked_further
test_the_beginning_and_the_end = quiz.test_the_beginning_and_the_end
test_a_question_that_nobody_answered = quiz.test_a_question_that_nobody_answered
