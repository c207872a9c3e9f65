"""What the bot asks a server for, and what it makes of permissions."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from adapters.discord.install import NoIdError, application_id, checked, invitation
from adapters.discord.permissions import ASKED, lacking, manages, moderates, together

ID = "1067451234567890123"
TOKEN = "MTA2NzQ1MTIzNDU2Nzg5MDEyMw.GhRk3f.x9QpAbCdEf"  # made up, but for the id in it


def test_the_id_is_read_from_the_token() -> None:
    assert application_id(TOKEN) == ID


@pytest.mark.parametrize("token", ["", "abc", "....", "MTA2.x.y", "🙂.x.y", "eHl6eHl6eHl6eHl6eHl6.x.y"])
def test_a_token_without_an_id_says_what_to_do(token: str) -> None:
    with pytest.raises(NoIdError, match="--id"):
        application_id(token)


@pytest.mark.parametrize("number", ["", "12", "12345678901234567x", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦", "1" * 21])
def test_what_is_no_id_is_refused(number: str) -> None:
    with pytest.raises(NoIdError):
        checked(number)


def test_the_link_asks_for_three_permissions_and_says_why() -> None:
    link, _, reasons = invitation(ID).partition("\n")
    parts = urlsplit(link)
    asked = parse_qs(parts.query)
    assert (parts.scheme, parts.netloc) == ("https", "discord.com")
    assert asked["client_id"] == [ID]
    assert asked["scope"] == ["bot applications.commands"]
    named = discord.Permissions(view_channel=True, send_messages=True, send_messages_in_threads=True)
    assert asked["permissions"] == [str(named.value)] == ["274877910016"]
    for name in ("View Channels", "Send Messages", "Send Messages in Threads"):
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


@pytest.mark.parametrize(
    ("permission", "moderator", "in_threads", "manager"),
    [
        ("administrator", True, True, True),
        ("manage_guild", True, True, True),
        ("manage_channels", True, True, False),
        ("manage_messages", True, True, False),
        ("manage_threads", False, True, False),
        ("send_messages", False, False, False),
        ("kick_members", False, False, False),
    ],
)
def test_who_may_do_what(permission: str, moderator: bool, in_threads: bool, manager: bool) -> None:
    value = discord.Permissions(**{permission: True}).value
    assert moderates(value, thread=False) is moderator
    assert moderates(value, thread=True) is in_threads
    assert manages(value) is manager


def test_what_is_asked_for_is_enough() -> None:
    asked = together(permission for permission, _, _ in ASKED)
    assert lacking(asked, thread=False) == lacking(asked, thread=True) == ()
