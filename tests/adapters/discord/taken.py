"""What Discord takes and shows: its own description of its API, the rules beside it, a message's parts."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = Path(__file__).parents[4] / "shared" / "specs" / "discord-openapi.json"


@lru_cache
def described(name: str) -> jsonschema_rs.Draft202012Validator:
    """What holds JSON against a request's body in Discord's description of its API."""
    if not SPEC.exists():
        pytest.skip(f"NOTHING WAS HELD AGAINST DISCORD'S DESCRIPTION: {SPEC.name} is not there")
    components = json.loads(SPEC.read_text(encoding="utf-8"))["components"]
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    return jsonschema_rs.Draft202012Validator(schema)


def inside(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The components of a message's container; a role that is notified is mentioned above it."""
    *above, container = body["components"]
    assert container["type"] == 17
    assert [each["content"] for each in above] == [
        f"<@&{role}>" for role in body["allowed_mentions"].get("roles", ())
    ]
    found: list[dict[str, Any]] = container["components"]
    return found


def contents(body: dict[str, Any]) -> list[str]:
    return [each["content"] for each in inside(body) if each["type"] == 10]


def controls(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in inside(body):
        if each["type"] == 1:
            yield from each["components"]


def flaws(body: dict[str, Any]) -> list[str]:
    """What Discord would refuse a message for that its own description does not say."""
    pictures = [each for each in inside(body) if each["type"] == 12]
    above = [each["content"] for each in body["components"][:-1]]
    texts, rows = contents(body), [each["components"] for each in inside(body) if each["type"] == 1]
    ids = [each["custom_id"] for row in rows for each in row]
    selects = [each for row in rows for each in row if each["type"] != 2]
    refused = {
        "more than 40 components": len(body["components"]) + len(inside(body)) + len(ids) > 40,
        "more than 4,000 characters": sum(map(len, texts + above)) > 4000,
        "a text of nothing": not texts or not all(text.strip() for text in texts),
        "the same custom_id twice": len(set(ids)) < len(ids),
        "a row too full": any(len(row) > (5 if row[0]["type"] == 2 else 1) for row in rows),
        "no flag": not body["flags"] & 32768,
        "everybody may be mentioned": body["allowed_mentions"]["parse"] != [],
        "more than one role is notified": len(above) > 1,
        "a picture without its words": not all(
            item["description"] for each in pictures for item in each["items"]
        ),
        "a select that cannot be": any(not possible(each) for each in selects),
    }
    return [fault for fault, found in refused.items() if found]


def possible(select: dict[str, Any]) -> bool:
    """Whether as many can be chosen in a select as it says."""
    least: int = select["min_values"]
    most: int = select["max_values"]
    if select["type"] == 8:
        return 0 <= least <= most and least <= len(select.get("default_values", range(most))) <= most
    values = [option["value"] for option in select["options"]]
    chosen = [option for option in select["options"] if option["default"]]
    return len(set(values)) == len(values) >= most >= least >= 0 and len(chosen) <= most
