"""Shows what has a picture, and shows it without where Slack refuses it: it may not get the picture.

Slack fetches a picture while it is asked to show it. Where that fails it takes nothing of the message; and of
what stands in an acknowledgement it does not even say so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.slack.web import RefusedError
from adapters.slack.wire import NotTakenError
from bot.message import Form

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.message import Message, Reply


def pictured(reply: Reply) -> bool:
    """Whether a reply has a picture."""
    return not isinstance(reply, Form) and any(each.picture is not None for each in reply)


def bare(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Messages without their pictures; the lines, which name whose they are, stay."""
    return tuple(each if each.picture is None else replace(each, picture=None) for each in messages)


async def fitting(
    messages: tuple[Message, ...],
    show: Callable[[tuple[Message, ...]], Awaitable[None]],
    final: frozenset[str] = frozenset(),
) -> None:
    """Show messages, without their pictures where Slack refuses them.

    Args:
        messages: The messages.
        show: Shows them.
        final: Slack's words for what no other message would help.
    """
    try:
        await show(messages)
    except (RefusedError, NotTakenError) as error:
        if not pictured(messages) or getattr(error, "word", "") in final:
            raise
        await show(bare(messages))
