"""What Discord's permissions mean to the bot: who may moderate, and what the bot lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import Permissions

if TYPE_CHECKING:
    from collections.abc import Iterable

# What the bot asks for when it is installed: each permission, as Discord's settings call it, and what for.
# Attaching files and embedding links are not among them: its messages are laid out by components, and Discord
# embeds nothing in those. Editing its own messages needs none.
ASKED: tuple[tuple[Permissions, str, str], ...] = (
    (Permissions(view_channel=True), "View Channels", "to see the channel that it posts in"),
    (Permissions(send_messages=True), "Send Messages", "to post the questions of a quiz, and their answers"),
    (
        Permissions(send_messages_in_threads=True),
        "Send Messages in Threads",
        "to do so in threads and forum posts",
    ),
)

_ADMINISTRATOR = Permissions(administrator=True).value
_VIEW = Permissions(view_channel=True).value
_SEND = Permissions(send_messages=True).value
_SEND_IN_THREADS = Permissions(send_messages_in_threads=True).value
_MANAGE = _ADMINISTRATOR | Permissions(manage_guild=True).value
_MODERATE = _MANAGE | Permissions(manage_messages=True, manage_channels=True).value
_MODERATE_THREADS = _MODERATE | Permissions(manage_threads=True).value

_NAMES = {permission.value: name for permission, name, _ in ASKED}


def moderates(permissions: int, *, thread: bool) -> bool:
    """Whether somebody with these permissions may stop other people's quizzes."""
    return bool(permissions & (_MODERATE_THREADS if thread else _MODERATE))


def manages(permissions: int) -> bool:
    """Whether somebody with these permissions may change the server's settings."""
    return bool(permissions & _MANAGE)


def lacking(permissions: int, *, thread: bool) -> tuple[str, ...]:
    """What the bot would have to be granted to post where it has these permissions, as Discord calls it."""
    if permissions & _ADMINISTRATOR:
        return ()
    needed = (_VIEW, _SEND_IN_THREADS if thread else _SEND)
    return tuple(_NAMES[each] for each in needed if not permissions & each)


def together(permissions: Iterable[Permissions]) -> int:
    """Several permissions as the one number that Discord takes."""
    value = 0
    for each in permissions:
        value |= each.value
    return value
