"""What the bot asks a server for, and what it makes of permissions."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from adapters.discord.install import NoIdError, application_id, checked, invitation
from adapters.discord.permissions import (
    ASKED,
    lacking,
    manages,
    manages_channel,
    moderates,
    notifies,
    together,
)

ID = "1067451234567890123"
TOKEN = "MTA2NzQ1MTIzNDU2Nzg5MDEyMw.GhRk3f.x9QpAbCdEf"  # made up, but for the id in it


def test_the_id_is_read_from_the_token() -> None:
    assert application_id(TOKEN) == ID


@pytest.mark.parametrize("token", ["abc", "....", "MTA2.x.y", "🙂.x.y", "eHl6eHl6eHl6eHl6eHl6.x.y"])
def test_a_token_without_an_id_says_what_to_do(token: str) -> None:
    with pytest.raises(
        NoIdError, match=r"cannot be read from TARIKH_DISCORD_TOKEN: .*--id; .*Application ID"
    ):
        application_id(token)


def test_without_a_token_it_says_that_there_is_none() -> None:
    with pytest.raises(NoIdError, match=r"^TARIKH_DISCORD_TOKEN is not set here.*--id; .*Application ID"):
        application_id("")


@pytest.mark.parametrize("number", ["", "12", "12345678901234567x", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦", "1" * 21, TOKEN])
def test_what_is_no_id_is_refused_and_not_repeated(number: str) -> None:
    with pytest.raises(NoIdError, match=r"^What --id was given is no application's id") as caught:
        checked(number)
    assert TOKEN not in str(caught.value)


def links(text: str) -> list[dict[str, list[str]]]:
    """What the links in a text ask Discord for."""
    found = [urlsplit(each) for each in text.splitlines() if "://" in each]
    assert {(each.scheme, each.netloc, each.path) for each in found} == {
        ("https", "discord.com", "/oauth2/authorize")
    }
    return [parse_qs(each.query) for each in found]


def test_one_link_is_for_a_server_and_one_for_a_person() -> None:
    named = discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        read_message_history=True,
        create_public_threads=True,
        pin_messages=True,
    )
    assert named.value == 2252109051399168
    assert links(invitation(ID)) == [
        {
            "client_id": [ID],
            "integration_type": ["0"],
            "scope": ["bot applications.commands"],
            "permissions": ["2252109051399168"],
        },
        {"client_id": [ID], "integration_type": ["1"], "scope": ["applications.commands"]},
    ]


def test_it_is_said_what_each_permission_is_for() -> None:
    reasons = invitation(ID).partition("In a server it asks for:\n")[2]
    for name in (
        *("View Channels", "Send Messages", "Send Messages in Threads"),
        *("Read Message History", "Create Public Threads", "Pin Messages"),
    ):
        assert f"  {name}: " in reasons


@pytest.mark.parametrize(
    ("granted", "thread", "names"),
    [
        ({"view_channel", "send_messages"}, False, ()),
        ({"view_channel", "send_messages"}, True, ("Send Messages in Threads",)),
        ({"view_channel", "send_messages_in_threads"}, True, ()),
        ({"view_channel", "send_messages_in_threads"}, False, ("Send Messages",)),
        (set(), False, ("View Channels", "Send Messages")),
        ({"administrator"}, True, ()),
    ],
)
def test_what_is_lacking_to_post(granted: set[str], thread: bool, names: tuple[str, ...]) -> None:
    value = discord.Permissions(**dict.fromkeys(granted, True)).value
    assert lacking(value, thread=thread) == names


def test_in_a_locked_thread_only_those_post_who_manage_threads() -> None:
    named = discord.Permissions(view_channel=True, send_messages_in_threads=True)
    assert lacking(named.value, thread=True, locked=True) == ("Manage Threads",)
    named.update(manage_threads=True)
    assert lacking(named.value, thread=True, locked=True) == ()


@pytest.mark.parametrize(
    ("permission", "moderator", "in_threads", "manager", "of_channels"),
    [
        ("administrator", True, True, True, True),
        ("manage_guild", True, True, True, True),
        ("manage_channels", True, True, False, True),
        ("manage_messages", True, True, False, False),
        ("manage_threads", False, True, False, False),
        ("send_messages", False, False, False, False),
        ("kick_members", False, False, False, False),
    ],
)
def test_who_may_do_what(
    permission: str, moderator: bool, in_threads: bool, manager: bool, of_channels: bool
) -> None:
    value = discord.Permissions(**{permission: True}).value
    assert moderates(value, thread=False) is moderator
    assert moderates(value, thread=True) is in_threads
    assert manages(value) is manager
    assert manages_channel(value) is of_channels


@pytest.mark.parametrize(
    ("permission", "may"), [("administrator", True), ("mention_everyone", True), ("send_messages", False)]
)
def test_who_may_notify_any_role(permission: str, may: bool) -> None:
    assert notifies(discord.Permissions(**{permission: True}).value) is may


def test_what_is_asked_for_is_enough() -> None:
    asked = together(permission for permission, _, _ in ASKED)
    assert lacking(asked, thread=False) == lacking(asked, thread=True) == ()
