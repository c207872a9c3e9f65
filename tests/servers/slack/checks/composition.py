"""What blocks and elements are made of: texts, options, dialogs (reference, "Composition objects")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.checks.rules import Flag, Kinds, OneOf, Several, Shape, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.slack.checks.rules import Json

ID = Text(255)
"""A block_id, action_id or callback_id."""

URL = Text(3000, pattern=r"(?i)https?://\S+", form="an address that begins with http")
"""The address of a button, an option or an image: 3,000 characters."""

STYLE = OneOf(("primary", "danger"))


def plain(most: int) -> Shape:
    """A plain_text object of at most so many characters."""
    return Shape("plain_text", {"text": Text(most)}, {"emoji": Flag()})


def mrkdwn(most: int) -> Shape:
    """A mrkdwn object of at most so many characters."""
    return Shape("mrkdwn", {"text": Text(most)}, {"verbatim": Flag()})


def either(most: int) -> Kinds:
    """A text object of either kind."""
    return Kinds("a text", (plain(most), mrkdwn(most)))


CONFIRM = Shape(
    needs={"title": plain(100), "text": either(300), "confirm": plain(30), "deny": plain(30)},
    may={"style": STYLE},
)
DISPATCH = Shape(
    may={"trigger_actions_on": Several(OneOf(("on_enter_pressed", "on_character_entered")))},
)
SLACK_FILE = Shape(may={"id": Text(), "url": Text()})


def _some_filter(value: Json, path: str) -> Iterator[str]:
    if not value:
        yield f"{path}: empty; at least one property"


FILTER = Shape(
    may={
        "include": Several(OneOf(("im", "mpim", "private", "public"))),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    also=(_some_filter,),
)

_OPTION = {"value": Text(150)}
PLAIN_OPTION = Shape(needs=_OPTION | {"text": plain(75)}, may={"description": plain(75)})
"""An option of a select."""

TEXT_OPTION = Shape(needs=_OPTION | {"text": either(75)}, may={"description": plain(75)})
"""An option of checkboxes or radio buttons, the only ones that may be mrkdwn."""

LINK_OPTION = Shape(needs=_OPTION | {"text": plain(75)}, may={"description": plain(75), "url": URL})
"""An option of an overflow menu, the only one that may have an address."""

OPTION_GROUP = Shape(needs={"label": plain(75), "options": Several(PLAIN_OPTION, 100)})
