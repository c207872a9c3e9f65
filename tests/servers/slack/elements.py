"""What a person can touch in blocks: buttons, lists, boxes and fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tests.servers.slack.wire import Json

LISTS = frozenset(
    f"{several}{kind}_select"
    for several in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
)
TICKED = frozenset({"checkboxes", "radio_buttons"})
TYPED = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
PICKED = frozenset({"datepicker", "timepicker"})
STATEFUL = LISTS | TICKED | TYPED | PICKED
"""Elements whose value `state.values` tells."""


class NotOfferedError(Exception):
    """Something that a person's client would not let them do."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element as it stands in a block. `label` is what a person sees on a button, or of a field."""

    block: Json
    raw: Json

    @property
    def kind(self) -> str:
        """The type of the element."""
        return str(self.raw["type"])

    @property
    def token(self) -> str:
        """The action_id."""
        return str(self.raw.get("action_id", ""))

    @property
    def block_id(self) -> str:
        """The id of the block that it stands in."""
        return str(self.block["block_id"])

    @property
    def label(self) -> str:
        """What is written on a button, or beside a field."""
        text = self.raw.get("text") if self.kind == "button" else self.block.get("label")
        return str((text or {}).get("text", ""))

    @property
    def options(self) -> tuple[Json, ...]:
        """What can be chosen."""
        groups = self.raw.get("option_groups") or ()
        grouped = [option for group in groups for option in group["options"]]
        return (*(self.raw.get("options") or ()), *grouped)

    @property
    def values(self) -> tuple[str, ...]:
        """The values that can be chosen."""
        return tuple(str(option.get("value", "")) for option in self.options)

    @property
    def several(self) -> bool:
        """Tell whether more than one can be chosen."""
        return self.kind.startswith("multi_") or self.kind == "checkboxes"


def elements(blocks: Iterable[Json]) -> Iterator[Element]:
    """Give every element, in the order in which it is shown."""
    for block in blocks:
        for raw in block.get("elements") or ():
            if block["type"] in {"actions", "context_actions"}:
                yield Element(block, raw)
        for name in ("accessory", "element"):
            if block.get(name) and block[name].get("type") != "image":
                yield Element(block, block[name])


def named(blocks: list[Json], prefix: str) -> list[Json]:
    """Copy blocks with ids for those blocks and elements that have none, as Slack gives them."""
    done = []
    for number, block in enumerate(blocks):
        copy = dict(block)
        copy.setdefault("block_id", f"{prefix}{number}")
        for name in ("elements", "accessory", "element"):
            if isinstance(copy.get(name), list) and copy["type"] in {"actions", "context_actions"}:
                copy[name] = [
                    _with_action(raw, f"{prefix}{number}.{at}") for at, raw in enumerate(copy[name])
                ]
            elif isinstance(copy.get(name), dict) and copy[name].get("type") != "image":
                copy[name] = _with_action(copy[name], f"{prefix}{number}")
        done.append(copy)
    return done


def _with_action(raw: Json, action: str) -> Json:
    return raw if raw.get("action_id") else raw | {"action_id": action}


@dataclass(slots=True)
class State:
    """What one person has chosen and typed in one message or view, and not lost since."""

    chosen: dict[tuple[str, str], Json] = field(default_factory=dict)

    def values(self, blocks: Iterable[Json]) -> Json:
        """Write `state.values` for these blocks."""
        told: Json = {}
        for element in elements(blocks):
            if element.kind in STATEFUL:
                key = (element.block_id, element.token)
                told.setdefault(key[0], {})[key[1]] = self.chosen.get(key) or initial(element)
        return told

    def choose(self, element: Element, value: Json) -> None:
        """Keep what was chosen."""
        self.chosen[element.block_id, element.token] = value


def initial(element: Element) -> Json:
    """Write the value that the bot filled in."""
    raw, kind = element.raw, element.kind
    if kind in TYPED:
        return {"type": kind, "value": raw.get("initial_value")}
    if kind in PICKED:
        part = kind.removesuffix("picker")
        return {"type": kind, f"selected_{part}": raw.get(f"initial_{part}")}
    if kind in {"checkboxes", "multi_static_select", "multi_external_select"}:
        return {"type": kind, "selected_options": raw.get("initial_options") or []}
    if kind in {"radio_buttons", "static_select", "external_select"}:
        return {"type": kind, "selected_option": raw.get("initial_option")}
    several, what = kind.startswith("multi_"), kind.removeprefix("multi_").removesuffix("s_select")
    if several:
        return {"type": kind, f"selected_{what}s": raw.get(f"initial_{what}s") or []}
    return {"type": kind, f"selected_{what}": raw.get(f"initial_{what}")}


def picked(element: Element, values: Sequence[Any]) -> Json:
    """Write what a person chose in a list or in boxes.

    Raises:
        NotOfferedError: It is not offered, or there are too many.
    """
    kind, token = element.kind, element.token
    most = element.raw.get("max_selected_items") or (len(values) if element.several else 1)
    if len(values) > most or (not element.several and len(values) != 1):
        raise NotOfferedError(
            f"{token!r} takes {'at most ' if element.several else ''}{most}, not {len(values)}"
        )
    if kind.endswith(("users_select", "conversations_select", "channels_select")):
        what = kind.removeprefix("multi_").removesuffix("s_select")
        ids = [str(getattr(value, "id", value)) for value in values]
        return {"type": kind} | (
            {f"selected_{what}s": ids} if element.several else {f"selected_{what}": ids[0]}
        )
    found = []
    for value in values:
        option = next((each for each in element.options if each.get("value") == value), None)
        if option is None:
            raise NotOfferedError(f"{value!r} is none of {list(element.values)}")
        found.append(option)
    return {"type": kind} | (
        {"selected_options": found} if element.several else {"selected_option": found[0]}
    )


def typed(element: Element, text: str) -> Json:
    """Write what a person typed into a field.

    Raises:
        NotOfferedError: The client would not take it.
    """
    raw = element.raw
    if text and len(text) < (raw.get("min_length") or 0):
        raise NotOfferedError(f"{element.token!r} wants at least {raw['min_length']} letters")
    if len(text) > (raw.get("max_length") or 3000):
        raise NotOfferedError(f"{element.token!r} takes at most {raw.get('max_length') or 3000} letters")
    return {"type": element.kind, "value": text or None}


def is_empty(value: Json) -> bool:
    """Tell whether a value of `state.values` says that nothing was chosen or typed."""
    return not any(value[key] for key in value if key != "type")
