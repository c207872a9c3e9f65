"""The rich_text block: sections, lists, quotes and preformatted text (reference, "Rich text block")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.checks.composition import ID
from tests.servers.slack.checks.rules import Flag, Kinds, Number, OneOf, Several, Shape, Text

if TYPE_CHECKING:
    from tests.servers.slack.checks.rules import Rule

_STYLE: dict[str, Rule] = {
    "style": Shape(may={name: Flag() for name in ("bold", "code", "italic", "strike", "underline")}),
}
_TEXT = Shape("text", {"text": Text()}, _STYLE)
_LINK = Shape("link", {"url": Text()}, _STYLE | {"text": Text(), "unsafe": Flag()})
_PARTS = Kinds(
    "rich text",
    (
        _TEXT,
        _LINK,
        Shape("broadcast", {"range": OneOf(("here", "channel", "everyone"))}, _STYLE),
        Shape("channel", {"channel_id": Text()}, _STYLE),
        Shape("color", {"value": Text()}, _STYLE),
        Shape(
            "date",
            {"timestamp": Number(), "format": Text()},
            _STYLE | {"url": Text(), "fallback": Text()},
        ),
        Shape("emoji", {"name": Text()}, _STYLE | {"unicode": Text(), "url": Text()}),
        Shape("team", {"team_id": Text()}, _STYLE),
        Shape("user", {"user_id": Text()}, _STYLE),
        Shape("usergroup", {"usergroup_id": Text()}, _STYLE),
    ),
)
_BORDER: dict[str, Rule] = {"border": OneOf((0, 1))}
# These lists alone may be empty: an empty line is written so.
_INSIDE = Several(_PARTS, least=0)
_SECTION = Shape("rich_text_section", {"elements": _INSIDE})

RICH_TEXT = Shape(
    "rich_text",
    {
        "elements": Several(
            Kinds(
                "a rich_text block",
                (
                    _SECTION,
                    Shape(
                        "rich_text_list",
                        {"elements": Several(_SECTION, least=0), "style": OneOf(("bullet", "ordered"))},
                        _BORDER | {"indent": Number(0, 8), "offset": Number(0)},
                    ),
                    Shape("rich_text_quote", {"elements": _INSIDE}, _BORDER),
                    Shape(
                        "rich_text_preformatted",
                        {"elements": Several(Kinds("preformatted text", (_TEXT, _LINK)), least=0)},
                        _BORDER,
                    ),
                ),
            ),
        ),
    },
    {"block_id": ID},
)
