"""What a message may hold, by the method that sends it (reference, "Web API methods", "response_url")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.checks.blocks import MESSAGE_BLOCKS
from tests.servers.slack.checks.rules import Anything, Flag, OneOf, Several, Shape, Text
from tests.servers.slack.checks.whole import message_totals, together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.slack.checks.rules import Json, Rule

TEXT = 4_000
"""Characters of `text`: chat.update refuses more; chat.postMessage advises against it and cuts at 40,000."""

_CONTENT: dict[str, Rule] = {
    "text": Text(TEXT),
    "blocks": MESSAGE_BLOCKS,
    "attachments": Several(Anything(), 100, 0),
}
_SCALAR = (str, int, float, bool)


def _plain_values(value: Json, path: str) -> Iterator[str]:
    """Hold metadata to what Slack's own types allow: scalars, objects of them, lists of such objects."""
    for name, inner in value["event_payload"].items():
        objects = inner if isinstance(inner, list) else [inner]
        if not isinstance(inner, _SCALAR) and not all(_of_scalars(each) for each in objects):
            yield f"{path}.event_payload.{name}: not a scalar, an object of scalars or a list of those"


def _of_scalars(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(each, _SCALAR) for each in value.values())


def _object_payload(value: Json, path: str) -> Iterator[str]:
    if isinstance(value["event_payload"], dict):
        yield from _plain_values(value, path)
    else:
        yield f"{path}.event_payload: not an object"


METADATA = Shape(needs={"event_type": Text(), "event_payload": Anything()}, also=(_object_payload,))

_WEB: dict[str, Rule] = _CONTENT | {
    "token": Text(),
    "team_id": Text(),
    "channel": Text(),
    "as_user": Flag(),
    "link_names": Flag(),
    "parse": OneOf(("none", "full")),
    "markdown_text": Text(12_000),
}
_LOOKS: dict[str, Rule] = {"icon_emoji": Text(), "icon_url": Text(), "username": Text(), "thread_ts": Text()}
_UNFURLED: dict[str, Rule] = {"unfurl_links": Flag(), "unfurl_media": Flag()}
_ANSWER: dict[str, Rule] = (
    _CONTENT | _UNFURLED | {"response_type": OneOf(("in_channel", "ephemeral")), "mrkdwn": Flag()}
)
METHODS = {
    "chat.postMessage": Shape(
        may=_WEB | _LOOKS | _UNFURLED | {"metadata": METADATA, "mrkdwn": Flag(), "reply_broadcast": Flag()},
    ),
    "chat.update": Shape(
        may=_WEB
        | {"ts": Text(), "metadata": METADATA, "reply_broadcast": Flag(), "file_ids": Several(Text())},
    ),
    "chat.postEphemeral": Shape(may=_WEB | _LOOKS | {"user": Text()}),
    "response_url": Shape(
        may=_ANSWER
        | {
            "replace_original": Flag(),
            "delete_original": Flag(),
            "thread_ts": Text(),
            "metadata": METADATA,
        },
    ),
    "ack": Shape(may=_ANSWER),
}
"""What each method takes. Arguments that say where and as whom are allowed here and not asked for."""


def message_faults(payload: Json, method: str) -> list[str]:
    """Tell how a message breaks what is documented; empty when it does not.

    Args:
        payload: The arguments of the call, decoded: `blocks` is a list, not its JSON.
        method: "chat.postMessage", "chat.update", "chat.postEphemeral", "response_url", or "ack" for the body
            with which a command or an action is acknowledged.

    Raises:
        KeyError: when the method sends no messages.
    """
    found = list(METHODS[method].faults(payload, ""))
    found += _said(payload, method)
    found += together(payload.get("blocks"))
    found += message_totals(payload.get("blocks"))
    return found


def _said(payload: Json, method: str) -> Iterator[str]:
    """Tell whether there is something to show, and words for those who do not see blocks."""
    if (method == "ack" and not payload) or payload.get("delete_original") is True:
        return
    shown = [name for name in ("blocks", "attachments") if payload.get(name)]
    if "markdown_text" in payload:
        for name in ("text", "blocks"):
            if name in payload:
                yield f"markdown_text: not together with {name}"
    elif not str(payload.get("text") or "").strip():
        reason = "notifications and screen readers read it" if shown else "there is nothing else to show"
        yield f"text: missing; {reason}"
