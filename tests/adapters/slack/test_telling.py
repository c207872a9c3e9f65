"""Who installed the bot is told once what it lacks, and nobody is bothered with what is as it should be."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from adapters.slack.places import PLATFORM
from bot.message import Message, NotAllowedError, Place, line

if TYPE_CHECKING:
    from tests.adapters.slack.conftest import Tarikh
    from tests.adapters.slack.voices import Voices
    from tests.servers.slack import Channel, SlackServer
    from tests.servers.slack import Person as Somebody

POST = "chat.postMessage"
MESSAGE = Message((line("Question 1 of 5"),))


@pytest.fixture
def farah(voices: Voices, server: SlackServer) -> Somebody:
    """Who installed the bot."""
    person = server.team.person("Farah", admin=True)
    voices.installers[server.team.id] = person.id
    return person


def at(channel: Channel) -> Place:
    return Place(PLATFORM, f"{channel.team.id}/{channel.id}")


async def refused(voices: Voices, channel: Channel, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(NotAllowedError):
            await voices.saying.post(at(channel), MESSAGE)
        await voices.telling.close()


def letters(person: Somebody) -> list[str]:
    """What somebody was written."""
    return [message.text for message in person.dm().messages]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


async def test_a_channel_that_the_bot_is_not_in(
    voices: Voices, room: Channel, farah: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    room.remove_bot()
    await refused(voices, room, times=3)
    [letter] = letters(farah)
    assert "#history" in letter
    assert "/invite @Tarikh" in letter
    [warning] = warnings(caplog)
    assert warning.endswith(f"team={room.team.id} channel={room.id} reason=not_in_channel scope=-")


async def test_the_channel_in_a_letter_can_be_opened(
    voices: Voices, server: SlackServer, room: Channel, farah: Somebody
) -> None:
    room.remove_bot()
    await refused(voices, room)
    assert len(letters(farah)) == 1
    blocks = str(server.requested(POST)[-1].arguments["blocks"])
    assert f"https://slack.com/app_redirect?team={room.team.id}&channel={room.id}" in blocks.replace(
        "&amp;", "&"
    )


async def test_every_channel_is_told_of(voices: Voices, room: Channel, farah: Somebody) -> None:
    other = room.team.add_channel("other")
    for each in (room, other):
        each.remove_bot()
        await refused(voices, each, times=2)
    assert ["#history" in letter for letter in letters(farah)] == [True, False]
    assert "#other" in letters(farah)[1]


async def test_a_channel_in_which_only_some_may_post(
    voices: Voices, server: SlackServer, room: Channel, farah: Somebody
) -> None:
    server.fail(POST, error="restricted_action_read_only_channel")
    await refused(voices, room)
    [letter] = letters(farah)
    assert "#history" in letter
    assert "restricted_action_read_only_channel" in letter


async def test_where_the_channel_s_name_is_not_to_be_had(
    voices: Voices, server: SlackServer, room: Channel, farah: Somebody
) -> None:
    server.team.remove_scope("channels:read")
    room.remove_bot()
    await refused(voices, room)
    [letter] = letters(farah)
    assert room.id in letter


async def test_without_the_right_to_post_only_the_log_can_say_it(
    voices: Voices, server: SlackServer, room: Channel, farah: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    server.team.remove_scope("chat:write")
    other = room.team.add_channel("other")
    for each in (room, other):
        await refused(voices, each, times=2)
    assert letters(farah) == []
    [warning] = warnings(caplog)
    assert "reason=missing_scope scope=chat:write" in warning


async def test_a_missing_scope_is_told_by_its_name(
    voices: Voices, server: SlackServer, room: Channel, farah: Somebody
) -> None:
    server.team.remove_scope("im:write")
    place = Place(PLATFORM, f"{room.team.id}/{farah.id}")
    for _ in range(2):
        with pytest.raises(NotAllowedError):
            await voices.saying.post(place, MESSAGE)
        await voices.telling.close()
    [letter] = letters(farah)
    assert "im:write" in letter


async def test_another_process_does_not_tell_it_again(voices: Voices, room: Channel, farah: Somebody) -> None:
    room.remove_bot()
    await refused(voices, room)
    later = voices.another()
    with pytest.raises(NotAllowedError):
        await later.post(at(room), MESSAGE)
    await voices.close()
    assert len(letters(farah)) == 1


async def test_after_it_worked_again_it_is_told_again(voices: Voices, room: Channel, farah: Somebody) -> None:
    for _ in range(3):
        room.remove_bot()
        await refused(voices, room, times=2)
        room.add_bot()
        await voices.saying.post(at(room), MESSAGE)
    assert len(letters(farah)) == 3


async def test_what_works_elsewhere_changes_nothing(voices: Voices, room: Channel, farah: Somebody) -> None:
    other = room.team.add_channel("other")
    room.remove_bot()
    await refused(voices, room)
    await voices.saying.post(at(other), MESSAGE)
    await refused(voices, room)
    assert len(letters(farah)) == 1


async def test_an_archived_channel_bothers_nobody(
    voices: Voices, room: Channel, farah: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    room.archive()
    await refused(voices, room)
    assert letters(farah) == []
    assert warnings(caplog) == []


async def test_where_nobody_knows_who_installed_the_bot_the_log_says_it(
    voices: Voices, server: SlackServer, room: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    room.remove_bot()
    await refused(voices, room)
    assert len(warnings(caplog)) == 1
    assert len(server.requested(POST)) == 1


async def test_who_cannot_be_written_to_is_left_alone(
    voices: Voices, server: SlackServer, room: Channel, farah: Somebody
) -> None:
    room.remove_bot()
    server.fail(POST, error="not_in_channel")
    server.fail(POST, error="user_disabled", times=-1)
    await refused(voices, room)
    server.faults.clear()
    await refused(voices, room)
    assert letters(farah) == []


async def test_where_it_cannot_be_noted_that_it_was_told_nobody_is_told(
    voices: Voices, tarikh: Tarikh, room: Channel, farah: Somebody
) -> None:
    await tarikh.database.close()
    room.remove_bot()
    await refused(voices, room)
    assert letters(farah) == []
