"""The elements that stand in blocks, each with what it needs and may have (reference, "Block elements")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.checks.composition import (
    CONFIRM,
    DISPATCH,
    FILTER,
    ID,
    LINK_OPTION,
    OPTION_GROUP,
    PLAIN_OPTION,
    SLACK_FILE,
    STYLE,
    TEXT_OPTION,
    URL,
    plain,
)
from tests.servers.slack.checks.rich_text import RICH_TEXT
from tests.servers.slack.checks.rules import Flag, Number, Several, Shape, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.slack.checks.rules import Json, Rule

_ACTION: dict[str, Rule] = {"action_id": ID}
_CONFIRMED: dict[str, Rule] = _ACTION | {"confirm": CONFIRM}
_CHOSEN: dict[str, Rule] = _CONFIRMED | {"focus_on_load": Flag()}
_PICKED: dict[str, Rule] = _CHOSEN | {"placeholder": plain(150)}
_MANY: dict[str, Rule] = _PICKED | {"max_selected_items": Number(1)}
_TYPED: dict[str, Rule] = _ACTION | {
    "placeholder": plain(150),
    "focus_on_load": Flag(),
    "dispatch_action_config": DISPATCH,
}


def _one_source(value: Json, path: str) -> Iterator[str]:
    if ("options" in value) == ("option_groups" in value):
        yield f"{path}: either options or option_groups"


def _initial_offered(value: Json, path: str) -> Iterator[str]:
    """What is chosen at first is exactly one of what is offered."""
    offered = list(value.get("options", ()))
    offered += [option for group in value.get("option_groups", ()) for option in group["options"]]
    if "initial_option" in value and value["initial_option"] not in offered:
        yield f"{path}.initial_option: not among the options"
    for place, option in enumerate(value.get("initial_options", ())):
        if option not in offered:
            yield f"{path}.initial_options[{place}]: not among the options"


def _one_picture(value: Json, path: str) -> Iterator[str]:
    if ("image_url" in value) == ("slack_file" in value):
        yield f"{path}: either image_url or slack_file"


def _least_below_most(value: Json, path: str) -> Iterator[str]:
    if value.get("min_length", 0) > value.get("max_length", 3000):
        yield f"{path}.min_length: above max_length"


def _lines_in_order(value: Json, path: str) -> Iterator[str]:
    if value.get("min_lines", 1) > value.get("max_lines", 100):
        yield f"{path}.min_lines: above max_lines"


PICTURE: dict[str, Rule] = {"image_url": URL, "slack_file": SLACK_FILE}
"""Where a picture comes from: one of the two (`one_picture`)."""

one_picture = _one_picture

BUTTON = Shape(
    "button",
    {"text": plain(75)},
    _CONFIRMED | {"value": Text(2000), "url": URL, "style": STYLE, "accessibility_label": Text(75)},
)
IMAGE = Shape("image", {"alt_text": Text(2000)}, PICTURE, (_one_picture,))
OVERFLOW = Shape("overflow", {"options": Several(LINK_OPTION, 5)}, _CONFIRMED)

CHECKBOXES = Shape(
    "checkboxes",
    {"options": Several(TEXT_OPTION, 10)},
    _CHOSEN | {"initial_options": Several(TEXT_OPTION)},
    (_initial_offered,),
)
RADIO_BUTTONS = Shape(
    "radio_buttons",
    {"options": Several(TEXT_OPTION, 10)},
    _CHOSEN | {"initial_option": TEXT_OPTION},
    (_initial_offered,),
)
DATE = Shape(
    "datepicker",
    may=_PICKED | {"initial_date": Text(pattern=r"\d{4}-\d\d-\d\d", form="a date like 1988-04-14")},
)
TIME = Shape(
    "timepicker",
    may=_PICKED
    | {
        "initial_time": Text(pattern=r"([01]\d|2[0-3]):[0-5]\d", form="a time like 22:25"),
        "timezone": Text(),
    },
)
MOMENT = Shape("datetimepicker", may=_CHOSEN | {"initial_date_time": Number(10**9, 10**10 - 1)})

_OFFERED: dict[str, Rule] = {
    "options": Several(PLAIN_OPTION, 100),
    "option_groups": Several(OPTION_GROUP, 100),
}
_IDS = Several(Text())
_CONVERSATIONS: dict[str, Rule] = {"default_to_current_conversation": Flag(), "filter": FILTER}
_SEARCHED: dict[str, Rule] = {"min_query_length": Number(0)}

SELECTS = (
    Shape(
        "static_select",
        may=_PICKED | _OFFERED | {"initial_option": PLAIN_OPTION},
        also=(_one_source, _initial_offered),
    ),
    Shape("external_select", may=_PICKED | _SEARCHED | {"initial_option": PLAIN_OPTION}),
    Shape("users_select", may=_PICKED | {"initial_user": Text()}),
    Shape(
        "conversations_select",
        may=_PICKED | _CONVERSATIONS | {"initial_conversation": Text(), "response_url_enabled": Flag()},
    ),
    Shape("channels_select", may=_PICKED | {"initial_channel": Text(), "response_url_enabled": Flag()}),
)
MULTI_SELECTS = (
    Shape(
        "multi_static_select",
        may=_MANY | _OFFERED | {"initial_options": Several(PLAIN_OPTION)},
        also=(_one_source, _initial_offered),
    ),
    Shape("multi_external_select", may=_MANY | _SEARCHED | {"initial_options": Several(PLAIN_OPTION)}),
    Shape("multi_users_select", may=_MANY | {"initial_users": _IDS}),
    Shape("multi_conversations_select", may=_MANY | _CONVERSATIONS | {"initial_conversations": _IDS}),
    Shape("multi_channels_select", may=_MANY | {"initial_channels": _IDS}),
)

_NUMERAL = Text(pattern=r"-?\d+(\.\d+)?", form="a number, written as a string")
INPUTS = (
    Shape(
        "plain_text_input",
        may=_TYPED
        | {
            "initial_value": Text(least=0),
            "multiline": Flag(),
            "min_length": Number(0, 3000),
            "max_length": Number(1, 3000),
        },
        also=(_least_below_most,),
    ),
    Shape("email_text_input", may=_TYPED | {"initial_value": Text()}),
    Shape("url_text_input", may=_TYPED | {"initial_value": Text()}),
    Shape(
        "number_input",
        {"is_decimal_allowed": Flag()},
        _TYPED | {"initial_value": _NUMERAL, "min_value": _NUMERAL, "max_value": _NUMERAL},
    ),
    Shape(
        "rich_text_input",
        may=_TYPED | {"initial_value": RICH_TEXT, "min_lines": Number(1, 100), "max_lines": Number(1, 100)},
        also=(_lines_in_order,),
    ),
)
FILES = Shape("file_input", may=_ACTION | {"filetypes": Several(Text()), "max_files": Number(1, 10)})

_OPINION = Shape(needs={"text": plain(75), "value": Text(2000)}, may={"accessibility_label": Text(75)})
FEEDBACK = Shape("feedback_buttons", {"positive_button": _OPINION, "negative_button": _OPINION}, _ACTION)
ICON_BUTTON = Shape(
    "icon_button",
    {"icon": Text(), "text": plain(75)},
    _CONFIRMED
    | {"value": Text(2000), "accessibility_label": Text(75), "visible_to_user_ids": Several(Text(), 10)},
)
