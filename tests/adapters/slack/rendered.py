"""Messages as they are sent to Slack."""

from __future__ import annotations

from adapters.slack.render import Renderer
from bot.message import Line, Message, Person
from bot.texts import texts
from tests.adapters.slack.shown import NAMES, Payload

SAY = texts("en")
AMINA, OMID = Person("U0AMINA", "Amina"), Person("W0OMID", "امید")


def payload(message: Message) -> Payload:
    return Renderer(NAMES).payload(message, SAY)


def blocks(*lines: Line) -> list[Payload]:
    made: list[Payload] = payload(Message(lines))["blocks"]
    return made
