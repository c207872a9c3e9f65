"""What the bot's voices say in tests, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.slack.places import PLATFORM
from bot.message import Button, Message, Place, line

if TYPE_CHECKING:
    from adapters.slack.saying import Saying
    from tests.adapters.slack.voices import Voices
    from tests.servers.slack import Channel
    from tests.servers.slack import Message as Seen

POST, EDIT = "chat.postMessage", "chat.update"
HISTORY, REPLIES = "conversations.history", "conversations.replies"
MESSAGE = Message((line("Question 1 of 5"),), (Button("A", "quiz:1:0:0"),))
OTHER = Message((line("Time is up."),), (Button("Why?", "quiz:1:0:why"),))


@pytest.fixture
def saying(voices: Voices) -> Saying:
    return voices.saying


def at(channel: Channel, thread: Seen | None = None) -> Place:
    place = f"{channel.team.id}/{channel.id}"
    return Place(PLATFORM, f"{place}/{thread.ts}" if thread else place)


def said(channel: Channel) -> list[str]:
    return [message.text for message in channel.messages]


@pytest.fixture(params=["channel", "thread", "under"])
async def spot(request: pytest.FixtureRequest, saying: Saying, room: Channel) -> tuple[Place, str]:
    """A place, and what to post under there."""
    if request.param == "channel":
        return at(room), ""
    root = await saying.post(at(room), Message((line("Welcome."),)), "root")
    if request.param == "under":
        return at(room), root.id
    return at(room, room.messages[0]), ""
