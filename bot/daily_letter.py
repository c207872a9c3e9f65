"""What is written to who set a daily post up, when it cannot be posted any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.daily_shown import kind_text
from bot.message import Button, Line, Link, Message, Style, Text, line
from bot.subscriptions import Why

if TYPE_CHECKING:
    from bot.message import Span
    from bot.subscriptions import Subscription
    from bot.texts import Texts

_REASONS = {
    Why.GONE: "The daily post in {channel} is paused: there is no such channel any more that Tarikh can see.",
    Why.FORBIDDEN: "The daily post in {channel} is paused: Tarikh may not post there any more.",
}
_HERE = "\0"  # where the channel stands in a sentence; no platform's name of one has it


def paused(
    subscription: Subscription, why: Why, lacking: tuple[str, ...], address: str, say: Texts
) -> Message:
    """That it is paused, where that is, what it is, what can be done, and the button for it.

    The lines say all of it, for platforms that leave the button out: see `bot.message.Platform.write_to`.

    Args:
        subscription: What is paused.
        why: What it is paused for, by the bot.
        lacking: What it would take, in the platform's own words; empty where that is not known.
        address: The channel's web address; empty where it has none, or is gone.
        say: The bot's own words there.
    """
    before, _, after = say(_REASONS[why], channel=_HERE).partition(_HERE)
    name = subscription.name or say("your channel")
    shown: Span = Link(name, address) if address else Text(name)
    # Of a channel with one of each kind, two letters come.
    kind = line(say("What is posted there: {kind}.", kind=kind_text(subscription.wish, say)))
    lines = [Line((Text(before), shown, Text(after))), kind]
    if lacking:
        lines.append(line(say("What that takes there: {lacking}.", lacking=", ".join(lacking))))
    if why is Why.GONE:
        kept = (
            "What you set up is kept. It can go on in another channel: /daily show, typed in that server or "
            "workspace, has a button that moves it."
        )
        there = "If the channel is still there, let Tarikh see it, and type /daily resume in it."
        lines += [line(say(each), Style.NOTE) for each in (kept, there)]
        button = Button(say("Move to another channel"), f"daily:move:{subscription.id}")
    else:
        command = f"/daily resume channel:{subscription.name}" if subscription.name else "/daily resume"
        sentence = (
            "What you set up is kept. When that is mended, {command} goes on with it, typed in that server "
            "or workspace."
        )
        lines.append(line(say(sentence, command=command), Style.NOTE))
        button = Button(say("Resume"), f"daily:resume:{subscription.id}")
    return Message(tuple(lines), (button,))
