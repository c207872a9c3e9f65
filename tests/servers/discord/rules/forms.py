"""Rules for forms (modals) and for completions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.discord import components as parts
from tests.servers.discord.components import Part
from tests.servers.discord.rules.messages import ROWS, component_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.discord.wire import Json

COMPLETIONS = 25
NAME = 100


def form_faults(data: Json) -> Iterator[str]:
    """Tell every rule that a form breaks (`data` of a callback of type 9)."""
    components: list[Json] = data["components"]
    if len(components) > ROWS:
        yield f"components: {len(components)} entries in a form; at most {ROWS}"
    if not any(part["type"] != Part.TEXT for part in components):
        yield "components: a form that asks for nothing"
    yield from component_faults(components)
    labelled = {
        id(part["component"]) for part in components if part["type"] == Part.LABEL and part.get("component")
    }
    for part in parts.walk(components):
        if part["type"] != Part.TEXT_INPUT:
            continue
        name = part["custom_id"]
        if id(part) in labelled and part.get("label"):
            yield f"components: the text input {name!r} has a label of its own beside that around it"
        if id(part) not in labelled and not part.get("label"):
            yield f"components: the text input {name!r} has no label"
        least, most = part.get("min_length") or 0, part.get("max_length") or 4000
        if least > most:
            yield f"components: the text input {name!r} wants at least {least} and at most {most} letters"
        if len(part.get("value") or "") > most:
            yield f"components: the text input {name!r} is filled with more than its {most} letters"


def completion_faults(data: Json, kind: int) -> Iterator[str]:
    """Tell every rule that completions break. `kind` is the option's type: 3 text, 4 integer, 10 number."""
    choices: list[Json] = data.get("choices") or []
    if len(choices) > COMPLETIONS:
        yield f"choices: {len(choices)}; at most {COMPLETIONS}"
    for number, choice in enumerate(choices):
        name, value = choice["name"], choice["value"]
        if not name.strip() or len(name) > NAME:
            yield f"choices.{number}.name: {len(name)} letters; 1 to {NAME}"
        fits = {3: isinstance(value, str), 4: isinstance(value, int), 10: isinstance(value, int | float)}
        if isinstance(value, bool) or not fits.get(kind):
            yield f"choices.{number}.value: {value!r} is not of the option's type"
        if isinstance(value, str) and not 1 <= len(value) <= NAME:
            yield f"choices.{number}.value: {len(value)} letters; 1 to {NAME}"
