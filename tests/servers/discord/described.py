"""Discord's own description of its interface (OpenAPI), as a judge of requests and of our answers.

The description is a file beside the repository, not in it. Where it is absent `load` warns once on
stderr, the server's `described` is False, and nothing is judged by it; our own rules (`rules`) still run.
"""

from __future__ import annotations

import functools
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.discord.wire import Json

FILE = Path(__file__).resolve().parents[4] / "shared" / "specs" / "discord-openapi.json"
DEPTH = 6
"""How many levels of "is not valid under any of these" are opened to find what is really wrong."""

SHOWN = 300
"""Letters of a fault that are shown whole; of a longer one its beginning, and its end with the rule."""


@dataclass(frozen=True, slots=True)
class Leniency:
    """One thing that discord.py 2.7.1 sends, that Discord takes, and that the description does not have.

    `fields` are "Schema.property"; `schema` says what is allowed there beside what is described.
    """

    name: str
    fields: tuple[str, ...]
    schema: Any
    reason: str


_WHOLE = {"type": "integer", "minimum": 0}
LENIENCIES = (
    Leniency(
        "message-reference-numbers",
        tuple(f"MessageReferenceRequest.{key}" for key in ("message_id", "channel_id", "guild_id")),
        _WHOLE,
        "ids of a replied-to message are written as JSON numbers",
    ),
    Leniency(
        "attachment-number",
        ("MessageAttachmentRequest.id",),
        _WHOLE,
        "an upload is named by its place, a JSON number",
    ),
    Leniency(
        "recipient-number",
        ("CreatePrivateChannelRequest.recipient_id",),
        _WHOLE,
        "whom a direct message is for is written as a JSON number",
    ),
    Leniency(
        "command-nsfw",
        (
            "ApplicationCommandUpdateRequest.nsfw",
            "ApplicationCommandCreateRequest.nsfw",
            "ApplicationCommandPatchRequestPartial.nsfw",
        ),
        {"type": "boolean"},
        "documented in the reference, missing in the description",
    ),
    Leniency("embed-flags", ("RichEmbed.flags",), {"type": "integer"}, "sent with every embed, ignored"),
    Leniency(
        "edit-tts",
        (
            "MessageEditRequestPartial.tts",
            "IncomingWebhookUpdateRequestPartial.tts",
            "IncomingWebhookUpdateForInteractionCallbackRequestPartial.tts",
        ),
        {"type": "boolean"},
        "sent with every edit, ignored",
    ),
    Leniency(
        "mention-numbers",
        ("MessageAllowedMentionsRequest.users", "MessageAllowedMentionsRequest.roles"),
        {"type": "array", "items": _WHOLE, "maxItems": 100, "uniqueItems": True},
        "listed people are written as JSON numbers",
    ),
    Leniency(
        "post-tts",
        ("BaseCreateMessageCreateRequest.tts",),
        {"type": "boolean"},
        "sent with the first message of a forum's post, ignored",
    ),
    Leniency(
        "post-type",
        ("CreateForumThreadRequest.type",),
        {"const": 11},
        "a forum's post is said to be a public thread, which it is",
    ),
    Leniency(
        "select-default-numbers",
        tuple(f"{kind}SelectDefaultValue.id" for kind in ("Channel", "Role", "User")),
        _WHOLE,
        "what is chosen beforehand in a list is written as JSON numbers",
    ),
)
"""All that is forgiven; everything else is held to the letter, unknown properties included."""


class Description:
    """The description, ready to judge. What judges an operation is made on first use (some 10 ms)."""

    def __init__(self, document: Json, leniencies: tuple[Leniency, ...] = LENIENCIES) -> None:
        self._paths: Json = document["paths"]
        self._answers: Json = document["components"]["schemas"]
        self._requests = _closed(json.loads(json.dumps(self._answers)))
        for leniency in leniencies:
            for field in leniency.fields:
                schema, key = field.split(".")
                known = self._requests[schema]["properties"]
                known[key] = {"anyOf": [known[key], leniency.schema]} if key in known else leniency.schema
        self._judges: dict[tuple[str, str, str], jsonschema_rs.Draft202012Validator | None] = {}

    def request_faults(self, method: str, template: str, body: object) -> list[str]:
        """Tell how a request's body differs from the description; empty when it does not."""
        return self._faults((method, template, "request"), body)

    def answer_faults(self, method: str, template: str, status: int, body: object) -> list[str]:
        """Tell how an answer differs from the description; unknown properties are let through."""
        return self._faults((method, template, str(status)), body)

    def schema_faults(self, schema: str, body: object) -> list[str]:
        """Tell how a value differs from a schema of the description, by name."""
        return self._faults(("", schema, ""), body)

    def locales(self) -> frozenset[str]:
        """Give the languages that the description knows."""
        return frozenset(each["const"] for each in self._answers["AvailableLocalesEnum"]["oneOf"])

    def _faults(self, key: tuple[str, str, str], body: object) -> list[str]:
        if key not in self._judges:
            self._judges[key] = self._judge(*key)
        judge = self._judges[key]
        if judge is None or judge.is_valid(body):
            return []
        return [line for error in judge.iter_errors(body) for line in _lines(error, DEPTH)]

    def _judge(self, method: str, template: str, part: str) -> jsonschema_rs.Draft202012Validator | None:
        schemas = self._requests if part == "request" else self._answers
        wanted: Any
        if not part:
            wanted = {"$ref": f"#/components/schemas/{template}"}
        else:
            operation = self._paths.get(template, {}).get(method.lower(), {})
            place = (
                operation.get("requestBody", {})
                if part == "request"
                else operation.get("responses", {}).get(part, {})
            )
            wanted = place.get("content", {}).get("application/json", {}).get("schema")
            if wanted is None:
                return None
            if part == "request":
                wanted = _closed(json.loads(json.dumps(wanted)))
        reached = {name: schemas[name] for name in _reached(wanted, schemas)}
        return jsonschema_rs.Draft202012Validator({"allOf": [wanted], "components": {"schemas": reached}})


def _closed(schema: Any) -> Any:  # noqa: ANN401 - any JSON, as it comes from the file
    """Forbid properties that are not described, wherever an object lists its own; in place."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
        for value in schema.values():
            _closed(value)
    elif isinstance(schema, list):
        for value in schema:
            _closed(value)
    return schema


def _reached(schema: object, schemas: Json) -> set[str]:
    found: set[str] = set()
    open_ends: list[object] = [schema]
    while open_ends:
        value = open_ends.pop()
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).removeprefix("#/components/schemas/")
            if name in schemas and name not in found:
                found.add(name)
                open_ends.append(schemas[name])
            open_ends.extend(value.values())
        elif isinstance(value, list):
            open_ends.extend(value)
    return found


def _lines(error: jsonschema_rs.ValidationError, depth: int) -> Iterator[str]:
    """Write an error; where none of several forms fitted, that of the form that came nearest."""
    tried: list[list[jsonschema_rs.ValidationError]] | None = getattr(error.kind, "context", None)
    if tried and depth:
        nearest = max(tried, key=_nearness)
        for inner in nearest:
            yield from _lines(inner, depth - 1)
        return
    where = ".".join(str(step) for step in error.instance_path)
    said = error.message if len(error.message) < SHOWN else f"{error.message[:80]} … {error.message[-160:]}"
    yield f"{where or 'body'}: {said}"


def _nearness(errors: list[jsonschema_rs.ValidationError]) -> tuple[bool, bool, int]:
    """Rank a form that was tried: best where its `type` fits, then where the fault lies deep."""
    wrong_type = any("type" in [str(step) for step in error.instance_path][-1:] for error in errors)
    not_even = any(len(error.instance_path) == 0 and " is not of type" in error.message for error in errors)
    depth = max((len(error.instance_path) for error in errors), default=0)
    return (not wrong_type, not not_even, depth)


@functools.cache
def load() -> Description | None:
    """Read the description, once in a process; None, with a loud warning, where there is none."""
    if not FILE.is_file():
        sys.stderr.write(
            f"WARNING: {FILE.name} is absent: requests to the Discord server of the tests are held against "
            "our own rules only, NOT against Discord's description.\n"
        )
        return None
    return Description(json.loads(FILE.read_text(encoding="utf-8")))
