"""What can be pressed, chosen and typed, as Slack's blocks.

A token is an element's `action_id`. Choosing one thing acts at once. Of several, Slack would tell of every
single tick, so they are ticked first (`pick:` before the token, which says nothing to the bot) and then sent
with a button that has the token; the answer takes the ticks from the message's state.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.slack.layout import NOTHING, words
from adapters.slack.words import flat
from bot.message import MAX_LABEL

if TYPE_CHECKING:
    from adapters.slack.spans import Payload
    from adapters.slack.words import Wording
    from bot.message import Button, Choice, Field, Select
    from bot.texts import Texts

PICK = "pick:"
FIELD = "field:"
MAX_ROW = 25  # elements of an actions block
MAX_TICKS = 10  # options of checkboxes
MAX_PLACEHOLDER, MAX_HINT, MAX_INPUT = 150, 2_000, 3_000

_CHANNEL = re.compile("[CG][A-Z0-9]+")  # the ids of channels on Slack, private ones of old with a G
_CHANNELS = {"include": ["public", "private"], "exclude_bot_users": True}


def buttons(row: tuple[Button, ...], wording: Wording) -> list[Payload]:
    """Buttons in as few blocks as hold them. None is coloured: no colour says what its label does not."""
    made = [_button(each.label, each.token, wording) for each in row]
    return [_actions(made[start : start + MAX_ROW]) for start in range(0, len(made), MAX_ROW)]


def select(asked: Select, wording: Wording, say: Texts) -> list[Payload]:
    """A select with what it asks, in one block or two; the second has the button that sends the choice."""
    hint = _label(asked.hint, wording, MAX_PLACEHOLDER)
    if asked.most == 1:
        single = _one(asked.choices, wording, channels=asked.channels) | {"action_id": asked.token}
        if any(key.startswith("initial_") for key in single):
            # What is chosen stands where the placeholder would: the question needs a place of its own.
            return [{"type": "section", "text": words(hint), "accessory": single}]
        return [_actions([single | {"placeholder": words(hint)}])]
    several = _several(asked.choices, asked.most, wording, channels=asked.channels)
    several["action_id"] = f"{PICK}{asked.token}"
    sends = say("Save") if asked.channels or any(each.chosen for each in asked.choices) else say("Send")
    send = _button(sends, asked.token, wording)
    if several["type"] == "checkboxes":
        return [{"type": "section", "text": words(hint)}, _actions([several, send])]
    return [{"type": "section", "text": words(hint), "accessory": several}, _actions([send])]


def field(asked: Field, wording: Wording) -> Payload:
    """A labelled input of a form; its value comes back under `field:` and the field's name."""
    if asked.channels or asked.choices:
        if asked.most == 1:
            element = _one(asked.choices, wording, channels=asked.channels)
        else:
            element = _several(asked.choices, asked.most, wording, channels=asked.channels)
    else:
        element = {"type": "plain_text_input", "max_length": max(1, min(asked.most, MAX_INPUT))}
        if asked.least > 1:
            element["min_length"] = min(asked.least, element["max_length"])
    name = f"{FIELD}{asked.name}"
    made: Payload = {
        "type": "input",
        "block_id": name,
        "label": words(_label(asked.label, wording, MAX_HINT)),
        "element": element | {"action_id": name},
    }
    if hint := _label(asked.hint, wording, MAX_HINT, empty=""):
        made["hint"] = words(hint)
    if asked.least == 0:
        made["optional"] = True
    return made


def _button(label: str, token: str, wording: Wording) -> Payload:
    return {"type": "button", "text": words(_label(label, wording, MAX_LABEL)), "action_id": token}


def _actions(elements: list[Payload]) -> Payload:
    return {"type": "actions", "elements": elements}


def _one(choices: tuple[Choice, ...], wording: Wording, *, channels: bool) -> Payload:
    if channels:
        known = _known(choices)
        made: Payload = {"type": "conversations_select", "filter": _CHANNELS}
        return made | ({"initial_conversation": known[0]} if known else {})
    options, chosen = _options(choices, wording)
    made = {"type": "static_select", "options": options}
    return made | ({"initial_option": chosen[0]} if chosen else {})


def _several(choices: tuple[Choice, ...], most: int, wording: Wording, *, channels: bool) -> Payload:
    if channels:
        known = _known(choices)[:most]
        made: Payload = {
            "type": "multi_conversations_select",
            "filter": _CHANNELS,
            "max_selected_items": max(1, most),
        }
        return made | ({"initial_conversations": known} if known else {})
    options, chosen = _options(choices, wording)
    initial = {"initial_options": chosen[:most]} if chosen[:most] else {}
    # Checkboxes cannot be told how many of them may be ticked.
    if len(options) <= min(most, MAX_TICKS):
        return {"type": "checkboxes", "options": options, **initial}
    return {"type": "multi_static_select", "options": options, "max_selected_items": max(1, most), **initial}


def _options(choices: tuple[Choice, ...], wording: Wording) -> tuple[list[Payload], list[Payload]]:
    """The options, and those of them that are chosen: Slack wants them word for word the same."""
    once = {each.value: each for each in choices}  # a value given twice could not be told apart
    made = {
        value: {"text": words(_label(each.label, wording, MAX_LABEL)), "value": value}
        for value, each in once.items()
    }
    return list(made.values()), [made[value] for value, each in once.items() if each.chosen]


def _known(choices: tuple[Choice, ...]) -> list[str]:
    ids = dict.fromkeys(each.value for each in choices)
    return [each for each in ids if _CHANNEL.fullmatch(each)]


def _label(text: str, wording: Wording, most: int, *, empty: str = NOTHING) -> str:
    """A label in Slack's words; never too long for naming a command as on Slack, and never nothing."""
    label = wording(text).strip()
    return (label if len(label) <= most else flat(text).strip()) or empty
