"""The blocks, and which of them may stand in a message, a modal or a home view (reference, "Blocks").

Blocks that an app cannot add itself (`file`, `call`) and those that Tarikh has no use for (`alert`,
`container`, `data_table`, `plan`, `task_card`, `auth_provider`) are not in the tables: each is a fault.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.checks import elements
from tests.servers.slack.checks.composition import ID, URL, either, mrkdwn, plain
from tests.servers.slack.checks.rich_text import RICH_TEXT
from tests.servers.slack.checks.rules import Flag, Kinds, Number, OneOf, Several, Shape, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.slack.checks.rules import Json, Rule

_BLOCK: dict[str, Rule] = {"block_id": ID}
_ASKED = (elements.CHECKBOXES, elements.DATE, elements.RADIO_BUTTONS, *elements.SELECTS, elements.TIME)
_EVERYWHERE = (elements.BUTTON, elements.OVERFLOW, *_ASKED)
IN_SECTION = Kinds("a section", (*_EVERYWHERE, elements.IMAGE, *elements.MULTI_SELECTS))
IN_ACTIONS = Kinds("an actions block", (*_EVERYWHERE, elements.MOMENT))
IN_INPUT = Kinds(
    "an input block",
    (*_ASKED, elements.MOMENT, *elements.MULTI_SELECTS, *elements.INPUTS),
)
IN_MODAL_INPUT = Kinds("an input block", (*IN_INPUT.shapes, elements.FILES))


def _text_or_fields(value: Json, path: str) -> Iterator[str]:
    if "text" not in value and "fields" not in value:
        yield f"{path}: text or fields"


def _some_content(value: Json, path: str) -> Iterator[str]:
    if not value.keys() & {"hero_image", "title", "actions", "body"}:
        yield f"{path}: at least one of hero_image, title, actions and body"


def _input(inside: Kinds) -> Shape:
    return Shape(
        "input",
        {"label": plain(2000), "element": inside},
        _BLOCK | {"hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
    )


SECTION = Shape(
    "section",
    may=_BLOCK
    | {
        "text": either(3000),
        "fields": Several(either(2000), 10),
        "accessory": IN_SECTION,
        "expand": Flag(),
    },
    also=(_text_or_fields,),
)
HEADER = Shape("header", {"text": plain(150)}, _BLOCK)
DIVIDER = Shape("divider", may=_BLOCK)
CONTEXT = Shape(
    "context",
    {"elements": Several(Kinds("a context block", (plain(3000), mrkdwn(3000), elements.IMAGE)), 10)},
    _BLOCK,
)
ACTIONS = Shape("actions", {"elements": Several(IN_ACTIONS, 25)}, _BLOCK)
IMAGE = Shape(
    "image",
    {"alt_text": Text(2000)},
    _BLOCK | elements.PICTURE | {"title": plain(2000)},
    (elements.one_picture,),
)
VIDEO = Shape(
    "video",
    {
        "alt_text": Text(2000),
        "video_url": URL,
        "thumbnail_url": URL,
        "title": plain(199),
    },
    _BLOCK
    | {
        "title_url": URL,
        "author_name": Text(49),
        "provider_name": Text(49),
        "provider_icon_url": URL,
        "description": plain(200),
    },
)
MARKDOWN = Shape("markdown", {"text": Text(12_000)}, _BLOCK)
CONTEXT_ACTIONS = Shape(
    "context_actions",
    {
        "elements": Several(
            Kinds("a context_actions block", (elements.FEEDBACK, elements.ICON_BUTTON)),
            5,
        ),
    },
    _BLOCK,
)
_CELL = Kinds(
    "a table",
    (
        Shape("raw_text", {"text": Text()}),
        Shape("raw_number", {"value": Number(whole=False), "text": Text()}),
        RICH_TEXT,
    ),
)
TABLE = Shape(
    "table",
    {"rows": Several(Several(_CELL, 20), 100)},
    _BLOCK
    | {
        "column_settings": Several(
            Shape(may={"align": OneOf(("left", "center", "right")), "is_wrapped": Flag()}),
            20,
        ),
    },
)
CARD = Shape(
    "card",
    may=_BLOCK
    | {
        "hero_image": elements.IMAGE,
        "icon": elements.IMAGE,
        "title": mrkdwn(150),
        "subtitle": mrkdwn(150),
        "body": mrkdwn(200),
        "actions": Several(elements.BUTTON, 3),
    },
    also=(_some_content,),
)
CAROUSEL = Shape("carousel", {"elements": Several(CARD, 10)}, _BLOCK)

_SHARED = (SECTION, HEADER, DIVIDER, CONTEXT, ACTIONS, IMAGE, VIDEO, RICH_TEXT)
MESSAGE_BLOCKS = Several(
    Kinds(
        "a message",
        (*_SHARED, _input(IN_INPUT), MARKDOWN, CONTEXT_ACTIONS, TABLE, CARD, CAROUSEL),
    ),
    50,
)
MODAL_BLOCKS = Several(Kinds("a modal", (*_SHARED, _input(IN_MODAL_INPUT))), 100)
HOME_BLOCKS = Several(Kinds("a home view", (*_SHARED, _input(IN_INPUT))), 100)
