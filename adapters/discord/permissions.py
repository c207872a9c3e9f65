"""What Discord's permissions mean to the bot: who may moderate or manage, and what the bot lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import Permissions

if TYPE_CHECKING:
    from collections.abc import Iterable

# What the bot asks for when it is installed: each permission, as Discord's settings call it, and what for.
# Attaching files and embedding links are not among them: its messages are laid out by components, and Discord
# embeds nothing in those. Editing its own messages needs none. Mentioning all roles is not among them either:
# it would let the bot notify everybody, and a role that anyone may mention needs it not.
ASKED: tuple[tuple[Permissions, str, str], ...] = (
    (Permissions(view_channel=True), "View Channels", "to see the channel that it posts in"),
    (Permissions(send_messages=True), "Send Messages", "to post the questions of a quiz, and their answers"),
    (
        Permissions(send_messages_in_threads=True),
        "Send Messages in Threads",
        "to do so in threads and forum posts",
    ),
    (
        Permissions(read_message_history=True),
        "Read Message History",
        "to find its own daily post again after a crash, so that none is there twice",
    ),
    (
        Permissions(create_public_threads=True),
        "Create Public Threads",
        "to open a thread below a daily post, where that is chosen",
    ),
    (Permissions(pin_messages=True), "Pin Messages", "to pin a daily post, where that is chosen"),
)

_ADMINISTRATOR = Permissions(administrator=True).value
_MANAGE_THREADS = Permissions(manage_threads=True).value
_VIEW = Permissions(view_channel=True).value
_SEND = Permissions(send_messages=True).value
_SEND_IN_THREADS = Permissions(send_messages_in_threads=True).value
_BESIDE = {
    "thread": Permissions(create_public_threads=True).value,
    "pin": Permissions(pin_messages=True).value,
}
_MANAGE = _ADMINISTRATOR | Permissions(manage_guild=True).value
_MODERATE = _MANAGE | Permissions(manage_messages=True, manage_channels=True).value
_MODERATE_THREADS = _MODERATE | _MANAGE_THREADS
_MANAGE_CHANNEL = _MANAGE | Permissions(manage_channels=True).value
_NOTIFY = _ADMINISTRATOR | Permissions(mention_everyone=True).value
VIEWS = _ADMINISTRATOR | _VIEW  # either lets somebody see a channel

_NAMES = {permission.value: name for permission, name, _ in ASKED} | {_MANAGE_THREADS: "Manage Threads"}


def moderates(permissions: int, *, thread: bool) -> bool:
    """Whether somebody with these permissions may stop other people's quizzes."""
    return bool(permissions & (_MODERATE_THREADS if thread else _MODERATE))


def manages(permissions: int) -> bool:
    """Whether somebody with these permissions may change the server's settings."""
    return bool(permissions & _MANAGE)


def manages_channel(permissions: int) -> bool:
    """Whether somebody with these permissions in a channel may have daily posts there."""
    return bool(permissions & _MANAGE_CHANNEL)


def manages_threads(permissions: int) -> bool:
    """Whether somebody with these permissions sees a channel's private threads without being in them."""
    return bool(permissions & (_ADMINISTRATOR | _MANAGE_THREADS))


def notifies(permissions: int) -> bool:
    """Whether somebody with these permissions may notify a role that not everybody may mention."""
    return bool(permissions & _NOTIFY)


def lacking(permissions: int, *, thread: bool, locked: bool = False) -> tuple[str, ...]:
    """What the bot would have to be granted to post where it has these permissions, as Discord calls it.

    Args:
        permissions: What it may do there.
        thread: Whether it is a thread.
        locked: Whether that was locked, so that only those who manage threads write in it.
    """
    if permissions & _ADMINISTRATOR:
        return ()
    needed = (_VIEW, _SEND_IN_THREADS if thread else _SEND, *((_MANAGE_THREADS,) if locked else ()))
    return tuple(_NAMES[each] for each in needed if not permissions & each)


def lacking_beside(permissions: int, *, thread: bool) -> dict[str, tuple[str, ...]]:
    """What the bot lacks for what goes with a daily post: see `bot.app.Channel.lacking_beside`.

    Args:
        permissions: What it may do there.
        thread: Whether it is a thread, in which no message can have one of its own.
    """
    needed = {} if permissions & _ADMINISTRATOR else _BESIDE
    lacks: dict[str, tuple[str, ...]] = {
        name: (_NAMES[each],) for name, each in needed.items() if not permissions & each
    }
    return lacks | ({"thread": ("a channel instead of a thread",)} if thread else {})


def together(permissions: Iterable[Permissions]) -> int:
    """Several permissions as the one number that Discord takes."""
    value = 0
    for each in permissions:
        value |= each.value
    return value
