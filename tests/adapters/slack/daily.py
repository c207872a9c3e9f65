"""Daily posts on Slack under test: what can be told and asked, who sets them up, and what is there then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from adapters.slack.places import PLATFORM
from bot.daily_result import chosen_for
from content import library as libraries
from content import search
from content.model import Picture, Sensitivity
from quizzes import banks
from quizzes.model import QuestionKind
from tests.adapters.slack.playing import given
from tests.conftest import ROOT

if TYPE_CHECKING:
    from bot.subscriptions import Subscription
    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from tests.adapters.slack.conftest import Tarikh
    from tests.servers.slack import Channel, Message, Person, Reply, SlackServer, Team

POST = "chat.postMessage"
ZONE = "Asia/Kabul"
DUE = 130.0  # seconds after which what was set up by `soon` has come
DAY = 86_400.0
ADDRESS = "https://pictures.invalid/map.png"
PICTURE = Picture(ADDRESS, "A map of Geneva", "Somebody", "CC0")
TALK = "Talk about it here."

# slack_sdk asks for the token as aiohttp will no longer take it in its version 4.
INSTALLED = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture(scope="module")
def library(library: Library) -> Library:
    """The packed content as on a day that everything can be told of openly, with a picture."""
    entries = (replace(each, sensitivity=Sensitivity.NONE, picture=PICTURE) for each in library.pack.entries)
    return libraries.make(replace(library.pack, entries=tuple(entries)))


@pytest.fixture(scope="module")
def index(library: Library) -> Index:
    return search.build(library)


@pytest.fixture(scope="module")
def bank(library: Library) -> Bank:
    """Questions that are answered by one press."""
    every = banks.load(ROOT / "quizzes" / "banks" / "afghan-peace", library)
    simple = {QuestionKind.SINGLE, QuestionKind.TRUE_FALSE}
    return banks.make(each for each in every.questions.values() if each.kind in simple)


@pytest.fixture
def farah(server: SlackServer, room: Channel) -> Person:
    """Who manages the workspace."""
    assert room.has_bot
    return server.team.person("Farah", admin=True)


def soon(tarikh: Tarikh) -> str:
    """A time of day that comes within two minutes, in `ZONE`."""
    return f"{datetime.fromtimestamp(tarikh.now() + 120, ZoneInfo(ZONE)):%H:%M}"


async def subscriptions(tarikh: Tarikh, team: Team) -> tuple[Subscription, ...]:
    return await tarikh.app.daily.subscriptions.of_server(PLATFORM, team.id)


async def due(tarikh: Tarikh) -> None:
    """Let the time come, and what is due be posted."""
    tarikh.later += DUE
    await tarikh.deliver()


def heads(room: Channel) -> list[Message]:
    """What stands in the channel itself."""
    return [each for each in room.messages if each.root is None]


async def answered(tarikh: Tarikh, shown: Message, person: Person, *, right: bool = True) -> Reply:
    """Answer a question of the day."""
    token = next(each.token for each in shown.elements if each.token.startswith("daily:q:"))
    post = await tarikh.app.daily.outbox.get(token.split(":")[2])
    assert post is not None
    chosen = chosen_for(post)
    assert chosen is not None
    question = tarikh.app.bank.questions[chosen.question]
    return await given(tarikh, shown, person, question, chosen.order, right=right)


async def set_up(tarikh: Tarikh, person: Person, room: Channel, more: str = "") -> Subscription:
    """Set a daily post up by a command in its channel."""
    reply = await person.command(room, f"daily set time:{soon(tarikh)} zone:{ZONE} {more}".strip())
    assert "Set up: a daily post in #history" in reply.text
    [kept] = await subscriptions(tarikh, room.team)
    return kept
