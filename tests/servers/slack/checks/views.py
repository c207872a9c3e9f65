"""What a modal and a home view may hold (reference, "Views")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.checks.blocks import HOME_BLOCKS, MODAL_BLOCKS
from tests.servers.slack.checks.composition import ID, plain
from tests.servers.slack.checks.rules import Flag, Kinds, Shape, Text
from tests.servers.slack.checks.whole import VIEW_BYTES, together, written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.slack.checks.rules import Json, Rule


def _sendable(value: Json, path: str) -> Iterator[str]:
    if "submit" not in value and any(block["type"] == "input" for block in value["blocks"]):
        yield f"{path}.submit: missing; a modal with an input block needs it"


_VIEW: dict[str, Rule] = {"private_metadata": Text(3000, 0), "callback_id": ID, "external_id": ID}
VIEW = Kinds(
    "Slack's views",
    (
        Shape(
            "modal",
            {"title": plain(24), "blocks": MODAL_BLOCKS},
            _VIEW
            | {"submit": plain(24), "close": plain(24), "clear_on_close": Flag(), "notify_on_close": Flag()},
            (_sendable,),
        ),
        Shape("home", {"blocks": HOME_BLOCKS}, _VIEW),
    ),
)


def view_faults(view: Json) -> list[str]:
    """Tell how a modal or home view, as sent, breaks what is documented; empty when it does not.

    Args:
        view: The view, decoded; not as Slack gives it back, with ids and state.
    """
    found = list(VIEW.faults(view, "view"))
    found += together(view.get("blocks"), "view.blocks")
    size = len(written(view).encode())
    if size > VIEW_BYTES:
        found.append(f"view: {size} bytes as JSON; at most {VIEW_BYTES}")
    return found
