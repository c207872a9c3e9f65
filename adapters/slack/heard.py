"""One thing that Slack tells: who did it, where, and how it can be answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from adapters.slack.controls import FIELD, PICK
from adapters.slack.places import Spot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.message import Message

_OWN = "own:"  # before the id of the one whose answer a message is


@dataclass(frozen=True, slots=True)
class Heard:
    """Where something was done on Slack, by whom, and how to answer it.

    Attributes:
        spot: The channel or conversation, and the thread; of App Home, and of what was opened there, the
            person.
        user: Who did it.
        name: What Slack calls them; not always what others see.
        url: The address that takes answers; empty where there is none. It is a secret.
        trigger: What opens a view, for three seconds and once.
        message: The id of the message that was pressed; empty where there is none, or only the presser
            sees it.
        ephemeral: Whether only the presser sees what was pressed.
        own: Whether what was pressed is the presser's own: shown to them only, or the answer to them.
        alone: Whether nobody else is there but the bot.
    """

    spot: Spot
    user: str
    name: str = ""
    url: str = field(default="", repr=False)
    trigger: str = field(default="", repr=False)
    message: str = ""
    ephemeral: bool = False
    own: bool = False
    alone: bool = False


def of_command(body: Mapping[str, Any], team: str) -> Heard:
    """A slash command that was typed."""
    return Heard(
        Spot(team, str(body.get("channel_id", ""))),
        str(body.get("user_id", "")),
        str(body.get("user_name", "")),
        str(body.get("response_url", "")),
        str(body.get("trigger_id", "")),
    )


def of_shortcut(body: Mapping[str, Any], team: str) -> Heard:
    """A shortcut that was chosen on somebody's message."""
    message = body.get("message", {})
    spot = Spot(team, str(body.get("channel", {}).get("id", "")), _thread(message))
    return Heard(spot, *_person(body), str(body.get("response_url", "")), str(body.get("trigger_id", "")))


def of_press(body: Mapping[str, Any], team: str) -> Heard:
    """Something that was pressed or chosen, in a message or in a view."""
    user, name = _person(body)
    trigger = str(body.get("trigger_id", ""))
    container = body.get("container", {})
    channel = str(body.get("channel", {}).get("id") or container.get("channel_id") or "")
    if not channel:
        return Heard(Spot(team, user), user, name, trigger=trigger, own=True, alone=True)
    ephemeral = bool(container.get("is_ephemeral"))
    ts = str(container.get("message_ts", ""))
    thread = _thread({"ts": ts, **container, **body.get("message", {})})
    return Heard(
        Spot(team, channel, thread),
        user,
        name,
        str(body.get("response_url", "")),
        trigger,
        message="" if ephemeral else ts,
        ephemeral=ephemeral,
        own=ephemeral or owner(str(_action(body).get("block_id", ""))) == user,
    )


def of_message(event: Mapping[str, Any], team: str, *, alone: bool = False) -> Heard:
    """A message to the bot: a mention; or one in the conversation with it, where nobody else is."""
    spot = Spot(team, str(event.get("channel", "")), _thread(event))
    return Heard(spot, str(event.get("user", "")), alone=alone)


def pressed(body: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """What was pressed: its token, and what was chosen; of what was ticked before, all of it."""
    action = _action(body)
    token = str(action.get("action_id", ""))
    state = body.get("state") or body.get("view", {}).get("state") or {}
    for elements in state.get("values", {}).values():
        if PICK + token in elements:
            return token, tuple(_chosen(elements[PICK + token]))
    return token, tuple(_chosen(action))


def entered(view: Mapping[str, Any]) -> dict[str, str | int]:
    """What was entered in a form's fields, by their names; of several choices, with commas between them."""
    values: dict[str, str | int] = {}
    for elements in view.get("state", {}).get("values", {}).values():
        for name, element in elements.items():
            if name.startswith(FIELD):
                typed = element.get("value") if element.get("type") == "plain_text_input" else None
                values[name.removeprefix(FIELD)] = typed or ",".join(_chosen(element))
    return values


def first_field(view: Mapping[str, Any]) -> str:
    """The block of a form's first field, where what is wrong can be said."""
    blocks = (str(block.get("block_id", "")) for block in view.get("blocks", ()))
    return next((each for each in blocks if each.startswith(FIELD)), "")


def faults(view: Mapping[str, Any], message: Message) -> dict[str, str]:
    """What is wrong with the fields of a form, by their blocks; nothing where that is not known of all."""
    there = {str(block.get("block_id", "")) for block in view.get("blocks", ())}
    said: dict[str, str] = {}
    for name, sentence in message.faults:
        block = f"{FIELD}{name}"
        said[block] = f"{said[block]} {sentence}" if block in said else sentence
    return said if {*said} <= there else {}


def owned(payload: dict[str, Any], user: str) -> dict[str, Any]:
    """A message that everybody sees, marked as the answer to somebody: what they press there is theirs.

    Slack does not tell whose answer a message is. It tells the block that a button stands in.
    """
    blocks = [
        {**block, "block_id": f"{_OWN}{user}:{number}"}
        if block.get("type") == "actions" or "accessory" in block
        else block
        for number, block in enumerate(payload.get("blocks", ()))
    ]
    return {**payload, "blocks": blocks}


def owner(block: str) -> str:
    """Whose answer a message is, by the block that a button stands in; empty where nobody's."""
    return block.removeprefix(_OWN).partition(":")[0] if block.startswith(_OWN) else ""


@dataclass(frozen=True, slots=True)
class Origin:
    """What a view has to know of where it was opened; Slack keeps it with the view.

    Attributes:
        heard: The press that opened it.
        token: What sending it does, where it is a form.
    """

    heard: Heard
    token: str = ""

    def dump(self) -> str:
        """The origin as a view keeps it."""
        heard = self.heard
        kept = {
            "spot": [heard.spot.team, heard.spot.channel, heard.spot.thread],
            "url": heard.url,
            "message": heard.message,
            "ephemeral": heard.ephemeral,
            "own": heard.own,
            "alone": heard.alone,
            "token": self.token,
        }
        return json.dumps({name: value for name, value in kept.items() if value}, separators=(",", ":"))

    @classmethod
    def load(cls, body: Mapping[str, Any], team: str) -> Origin:
        """The origin of a view that was sent or in which something was pressed."""
        user, name = _person(body)
        try:
            kept = json.loads(body.get("view", {}).get("private_metadata") or "{}")
        except ValueError:
            kept = {}  # a view of another version
        if not isinstance(kept, dict):
            kept = {}
        spot = Spot(*kept["spot"]) if "spot" in kept else Spot(team, user)
        heard = Heard(
            spot,
            user,
            name,
            kept.get("url", ""),
            str(body.get("trigger_id", "")),
            kept.get("message", ""),
            ephemeral=kept.get("ephemeral", False),
            own=kept.get("own", False),
            alone=kept.get("alone", spot.person),
        )
        return cls(heard, kept.get("token", ""))


def _action(body: Mapping[str, Any]) -> Mapping[str, Any]:
    actions: Sequence[Mapping[str, Any]] = body.get("actions") or ({},)
    return actions[0]


def _person(body: Mapping[str, Any]) -> tuple[str, str]:
    user = body.get("user", {})
    return str(user.get("id", "")), str(user.get("name") or user.get("username") or "")


def _thread(message: Mapping[str, Any]) -> str:
    """The thread that a message stands in; a message with a thread below it stands in none."""
    thread = str(message.get("thread_ts") or "")
    return "" if thread == str(message.get("ts", "")) else thread


def _chosen(element: Mapping[str, Any]) -> Iterator[str]:
    """The values that were chosen in a select, in boxes to tick, or of channels."""
    one = element.get("selected_option")
    for option in (one,) if one else element.get("selected_options") or ():
        yield str(option.get("value", ""))
    alone = element.get("selected_conversation") or element.get("selected_channel")
    several = element.get("selected_conversations") or element.get("selected_channels")
    for channel in (alone,) if alone else several or ():
        yield str(channel)
