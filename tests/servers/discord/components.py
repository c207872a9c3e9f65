"""Components of a message or form: walking through them, and what a person sees of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.servers.discord.wire import Json


class Part(IntEnum):
    """What sort of component it is (reference, "Component Types")."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = (
    Part.STRING_SELECT,
    Part.USER_SELECT,
    Part.ROLE_SELECT,
    Part.MENTIONABLE_SELECT,
    Part.CHANNEL_SELECT,
)
SECOND_VERSION = (
    Part.SECTION,
    Part.TEXT,
    Part.THUMBNAIL,
    Part.GALLERY,
    Part.FILE,
    Part.SEPARATOR,
    Part.CONTAINER,
)
"""The components that a message may hold only with the flag IS_COMPONENTS_V2."""

LINK = 5
"""The style of a button that opens an address and tells the bot nothing."""


def walk(components: Iterable[Json]) -> Iterator[Json]:
    """Give every component, outer before inner, in the order in which it is shown."""
    for component in components:
        yield component
        yield from walk(component.get("components") or ())
        for inner in ("accessory", "component"):
            if component.get(inner):
                yield from walk((component[inner],))


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a person sees it."""

    label: str
    custom_id: str | None
    url: str | None
    disabled: bool
    style: int
    emoji: str | None


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a list to choose from."""

    label: str
    value: str
    description: str | None
    default: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A list to choose from. `options` is empty unless `kind` is STRING_SELECT."""

    kind: Part
    custom_id: str
    placeholder: str
    options: tuple[Option, ...]
    least: int
    most: int
    disabled: bool
    channel_types: tuple[int, ...]


def buttons(components: Iterable[Json]) -> list[Button]:
    """List the buttons, wherever they are nested."""
    return [
        Button(
            label=part.get("label") or "",
            custom_id=part.get("custom_id"),
            url=part.get("url"),
            disabled=bool(part.get("disabled")),
            style=part["style"],
            emoji=(part.get("emoji") or {}).get("name"),
        )
        for part in walk(components)
        if part["type"] == Part.BUTTON
    ]


def selects(components: Iterable[Json]) -> list[Select]:
    """List the selects, wherever they are nested."""
    return [select(part) for part in walk(components) if part["type"] in SELECTS]


def select(part: Json) -> Select:
    """Read one select."""
    least, most = part.get("min_values"), part.get("max_values")
    return Select(
        kind=Part(part["type"]),
        custom_id=part["custom_id"],
        placeholder=part.get("placeholder") or "",
        options=tuple(
            Option(each["label"], each["value"], each.get("description"), default=bool(each.get("default")))
            for each in part.get("options") or ()
        ),
        least=1 if least is None else least,
        most=1 if most is None else most,
        disabled=bool(part.get("disabled")),
        channel_types=tuple(part.get("channel_types") or ()),
    )


def texts(components: Iterable[Json]) -> list[str]:
    """List what the text displays say, in order."""
    return [part["content"] for part in walk(components) if part["type"] == Part.TEXT]


def pictures(components: Iterable[Json]) -> list[tuple[str, str]]:
    """List the pictures of galleries, in order: each address, and what it shows in words."""
    return [
        (item["media"]["url"], item.get("description") or "")
        for part in walk(components)
        if part["type"] == Part.GALLERY
        for item in part["items"]
    ]


def shown(components: list[Json], urls: dict[str, Json]) -> list[Json]:
    """Write components as Discord gives them back: numbered, with defaults filled in and media resolved.

    `urls` maps the name of an uploaded file to its attachment's payload.
    """
    taken = {part["id"] for part in walk(components) if part.get("id")}
    numbers = (number for number in range(1, 1_000_000) if number not in taken)
    return [_shown(component, numbers, urls) for component in components]


def _shown(part: Json, numbers: Iterator[int], urls: dict[str, Json]) -> Json:
    copy = {key: value for key, value in part.items() if value is not None}
    copy["id"] = copy.get("id") or next(numbers)
    copy |= {key: value for key, value in _DEFAULTS.get(part["type"], {}).items() if key not in copy}
    for inner in ("accessory", "component"):
        if inner in copy:
            copy[inner] = _shown(copy[inner], numbers, urls)
    if "components" in copy:
        copy["components"] = [_shown(each, numbers, urls) for each in copy["components"]]
    for media in ("media", "file"):
        if media in copy:
            copy[media] = _media(copy[media], urls)
    if part["type"] == Part.FILE:
        name = part["file"]["url"].removeprefix("attachment://")
        copy |= {"name": name, "size": urls.get(name, {}).get("size", 0)}
    if part["type"] == Part.GALLERY:
        copy["items"] = [
            {"description": None, "spoiler": False} | each | {"media": _media(each["media"], urls)}
            for each in part["items"]
        ]
    return copy


def _media(media: Json, urls: dict[str, Json]) -> Json:
    attachment = urls.get(media["url"].removeprefix("attachment://"))
    if attachment is None:
        return {"id": "0", "url": media["url"], "proxy_url": media["url"]}
    return {
        "id": attachment["id"],
        "attachment_id": attachment["id"],
        "url": attachment["url"],
        "proxy_url": attachment["proxy_url"],
        "content_type": attachment["content_type"],
    }


_CHOICE: Json = {"min_values": 1, "max_values": 1}
_DEFAULTS: dict[int, Json] = {
    Part.STRING_SELECT: _CHOICE,
    Part.USER_SELECT: _CHOICE,
    Part.ROLE_SELECT: _CHOICE,
    Part.MENTIONABLE_SELECT: _CHOICE,
    Part.CHANNEL_SELECT: _CHOICE,
    Part.THUMBNAIL: {"description": None, "spoiler": False},
    Part.FILE: {"spoiler": False},
    Part.SEPARATOR: {"spacing": 1, "divider": True},
    Part.CONTAINER: {"accent_color": None, "spoiler": False},
}
