"""Filling in a form as a person does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.slack.elements import TYPED, Element, NotOfferedError, is_empty, picked, typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.servers.slack.views import View

FIELD = "field:"
"""What stands before the name of a field in its block_id and action_id."""


def fill_in(view: View, values: Mapping[str, object]) -> None:
    """Type and choose in the fields of a modal. What `values` does not name stays as it is.

    Raises:
        NotOfferedError: A field that is not there, a value that the client would not take, or a field left
            empty that must not be.
    """
    inputs = [each for each in view.elements if each.block["type"] == "input"]
    names = [_name(each) for each in inputs]
    if not values.keys() <= set(names):
        raise NotOfferedError(f"no fields {sorted(values.keys() - set(names))}; there are {names}")
    for name, element in zip(names, inputs, strict=True):
        if name in values:
            view.state.choose(element, _value(element, values[name]))
        now = view.state.values(view.blocks)[element.block_id][element.token]
        if is_empty(now) and not element.block.get("optional"):
            raise NotOfferedError(f"{name!r} must be filled in")


def _name(element: Element) -> str:
    return element.block_id.removeprefix(FIELD)


def _value(element: Element, value: object) -> dict[str, object]:
    if element.kind in TYPED:
        return typed(element, str(value))
    several = list(value) if isinstance(value, list | tuple) else [value]
    if not several:
        return {"type": element.kind, "selected_options": []}
    return picked(element, several)
