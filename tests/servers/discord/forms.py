"""Filling in a form as a person does, in both shapes that there are: labels, and rows of one text input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.discord import components as parts
from tests.servers.discord.components import SELECTS, Part
from tests.servers.discord.options import NotOfferedError, Resolved
from tests.servers.discord.picking import choose_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.servers.discord.wire import Json


def filled(components: list[Json], values: Mapping[str, object], resolved: Resolved) -> list[Json]:
    """Write the components of a submitted form. What `values` does not name stays as the bot filled it in.

    Raises:
        NotOfferedError: A field that is not there, or a value that the client would not take.
    """
    names = {part["custom_id"] for part in parts.walk(components) if part.get("custom_id")}
    if not values.keys() <= names:
        raise NotOfferedError(f"no fields {sorted(values.keys() - names)}; there are {sorted(names)}")
    done: list[Json] = []
    for number, part in enumerate(components, start=1):
        entry: Json = {"type": part["type"], "id": part.get("id") or number}
        if part["type"] == Part.LABEL:
            entry["component"] = _field(part["component"], values, resolved, 100 + number)
        elif part["type"] == Part.ROW:
            entry["components"] = [
                _field(each, values, resolved, 100 + number) for each in part["components"]
            ]
        done.append(entry)
    return done


def _field(part: Json, values: Mapping[str, object], resolved: Resolved, number: int) -> Json:
    name, kind = part["custom_id"], part["type"]
    entry: Json = {"type": kind, "id": part.get("id") or number, "custom_id": name}
    required = part.get("required") is not False
    if kind == Part.TEXT_INPUT:
        return entry | {"value": _text(part, str(values.get(name, part.get("value") or "")), required)}
    if kind in SELECTS:
        select = parts.select(part)
        chosen = values.get(name, [option.value for option in select.options if option.default])
        if not chosen and not required:
            return entry | {"values": []}
        if not isinstance(chosen, list | tuple):
            raise NotOfferedError(f"{name!r} takes a list of values")
        return entry | {"values": choose_in(select, chosen, resolved)}
    options = [option["value"] for option in part.get("options") or ()]
    if kind == Part.RADIO_GROUP:
        before = [option["value"] for option in part["options"] if option.get("default")]
        one = values.get(name, before[0] if before else None)
        if one not in options and (required or one is not None):
            raise NotOfferedError(f"{name!r}: {one!r} is none of {options}")
        return entry | {"value": one}
    if kind == Part.CHECKBOX_GROUP:
        several = values.get(name, [option["value"] for option in part["options"] if option.get("default")])
        if not isinstance(several, list | tuple) or not set(several) <= set(options):
            raise NotOfferedError(f"{name!r}: {several!r} are not all of {options}")
        return entry | {"values": list(several)}
    if kind == Part.CHECKBOX:
        return entry | {"value": bool(values.get(name, part.get("default")))}
    raise NotOfferedError(f"{name!r}: people here cannot fill in a component of type {kind}")


def _text(part: Json, text: str, required: bool) -> str:
    name = part["custom_id"]
    if not text and required:
        raise NotOfferedError(f"{name!r} must be filled in")
    if text and len(text) < (part.get("min_length") or 0):
        raise NotOfferedError(f"{name!r} wants at least {part['min_length']} letters")
    if len(text) > (part.get("max_length") or 4000):
        raise NotOfferedError(f"{name!r} takes at most {part.get('max_length') or 4000} letters")
    return text
