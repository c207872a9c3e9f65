"""Rules for messages, from Discord's reference or seen at work; the description has none of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.servers.discord import components as parts
from tests.servers.discord.components import LINK, SECOND_VERSION, SELECTS, Part
from tests.servers.discord.messages import COMPONENTS_V2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.discord.wire import Json

CONTENT = 2_000
"""Letters in `content`; the description says 4,000, which only paying people may write."""
EMBEDS = 6_000
"""Letters in all embeds of a message together."""
TEXTS = 4_000
"""Letters in all text displays of a message together."""
COMPONENTS = 40
"""Components of a message, nested ones counted."""
ROWS = 5
"""Action rows of a message without IS_COMPONENTS_V2; and entries of a form."""
PREMIUM = 6
"""The style of a button that sells something; it has neither label nor custom_id."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it would stand after the request.

    `said` is what the request itself brings (an edit may bring only a part); `files` are the names of all
    attachments that it would have; `allowed` is the request's `allowed_mentions`.
    """

    content: str
    embeds: list[Json]
    components: list[Json]
    flags: int
    files: frozenset[str] = frozenset()
    other: bool = False
    """Whether there is something else to show: a poll or stickers."""
    allowed: Json | None = None
    said: frozenset[str] = field(default_factory=lambda: frozenset({"content", "embeds", "components"}))


def faults(draft: Draft) -> Iterator[str]:
    """Tell every rule that the message breaks, as "where: what"."""
    yield from _size(draft)
    yield from _version(draft)
    yield from _embeds(draft)
    yield from component_faults(draft.components)
    yield from _files(draft)
    yield from _mentions(draft)


def _size(draft: Draft) -> Iterator[str]:
    if len(draft.content) > CONTENT:
        yield f"content: {len(draft.content)} letters; at most {CONTENT}"
    if not (draft.content.strip() or draft.embeds or draft.components or draft.files or draft.other):
        yield "the message is empty"
    count = sum(1 for _ in parts.walk(draft.components))
    if count > COMPONENTS:
        yield f"components: {count}, nested ones counted; at most {COMPONENTS}"
    letters = sum(map(len, parts.texts(draft.components)))
    if letters > TEXTS:
        yield f"components: {letters} letters in text displays; at most {TEXTS}"


def _version(draft: Draft) -> Iterator[str]:
    if draft.flags & COMPONENTS_V2:
        if draft.content:
            yield "content: not together with the flag IS_COMPONENTS_V2 (32768)"
        if draft.embeds:
            yield "embeds: not together with the flag IS_COMPONENTS_V2 (32768)"
        if draft.other:
            yield "a poll or stickers: not together with the flag IS_COMPONENTS_V2 (32768)"
        if not draft.components:
            yield "components: none, though the flag IS_COMPONENTS_V2 (32768) is set"
        return
    for part in parts.walk(draft.components):
        if part["type"] in SECOND_VERSION:
            yield f"components: {Part(part['type']).name} needs the flag IS_COMPONENTS_V2 (32768)"
            break
    if len(draft.components) > ROWS:
        yield f"components: {len(draft.components)} rows; at most {ROWS}"


def _embeds(draft: Draft) -> Iterator[str]:
    total = 0
    for number, embed in enumerate(draft.embeds):
        texts = [
            embed.get("title"),
            embed.get("description"),
            (embed.get("footer") or {}).get("text"),
            (embed.get("author") or {}).get("name"),
        ]
        for place, entry in enumerate(embed.get("fields") or ()):
            texts += [entry["name"], entry["value"]]
            if not (entry["name"].strip() and entry["value"].strip()):
                yield f"embeds.{number}.fields.{place}: an empty name or value"
        total += sum(len(text.strip()) for text in texts if text)
        if not any(texts) and not any(embed.get(media) for media in ("image", "thumbnail", "video")):
            yield f"embeds.{number}: empty"
    if total > EMBEDS:
        yield f"embeds: {total} letters together; at most {EMBEDS}"


def component_faults(components: list[Json]) -> Iterator[str]:
    """Tell what is wrong with components, in a message or in a form."""
    ids = Counter(
        part["custom_id"] for part in parts.walk(components) if isinstance(part.get("custom_id"), str)
    )
    for custom_id, count in ids.items():
        if count > 1:
            yield f"components: custom_id {custom_id!r} is used {count} times"
    numbers = Counter(part["id"] for part in parts.walk(components) if part.get("id"))
    if any(count > 1 for count in numbers.values()):
        yield "components: two have the same id"
    for part in parts.walk(components):
        kind = part["type"]
        if kind == Part.ROW:
            yield from _row(part)
        elif kind == Part.BUTTON:
            yield from _button(part)
        elif kind in SELECTS or kind in {Part.RADIO_GROUP, Part.CHECKBOX_GROUP}:
            yield from _choosing(part)
        elif kind == Part.TEXT and not part["content"].strip():
            yield "components: a text display says nothing"


def _row(row: Json) -> Iterator[str]:
    inner = [part["type"] for part in row["components"]]
    if not inner:
        yield "components: a row is empty"
    elif any(kind != Part.BUTTON for kind in inner) and len(inner) > 1:
        yield "components: a row holds up to five buttons, or one select or text input alone"
    elif len(inner) > ROWS:
        yield f"components: {len(inner)} buttons in a row; at most 5"


def _button(button: Json) -> Iterator[str]:
    style, name = button["style"], button.get("label") or button.get("custom_id") or button.get("url")
    if style == PREMIUM:
        return
    if style == LINK:
        if not button.get("url"):
            yield f"components: the link button {name!r} has no url"
        if button.get("custom_id"):
            yield f"components: the link button {name!r} has a custom_id"
    else:
        if not button.get("custom_id"):
            yield f"components: the button {name!r} has no custom_id"
        if button.get("url"):
            yield f"components: the button {name!r} has a url but is no link button"
    if not (button.get("label") or button.get("emoji")):
        yield f"components: the button {button.get('custom_id')!r} has neither label nor emoji"


def _choosing(part: Json) -> Iterator[str]:
    name, options = part["custom_id"], part.get("options") or []
    least = 1 if part.get("min_values") is None else part["min_values"]
    most = 1 if part.get("max_values") is None else part["max_values"]
    if part["type"] == Part.CHECKBOX_GROUP and part.get("max_values") is None:
        most = len(options)
    if least > most:
        yield f"components: {name!r} wants at least {least} and at most {most}"
    if part["type"] in {Part.STRING_SELECT, Part.CHECKBOX_GROUP}:
        if most > len(options):
            yield f"components: {name!r} lets choose {most} of {len(options)} options"
        if least > len(options):
            yield f"components: {name!r} wants {least} of {len(options)} options"
    values = Counter(option["value"] for option in options)
    for value, count in values.items():
        if count > 1:
            yield f"components: {name!r} has the value {value!r} {count} times"
    chosen = sum(bool(option.get("default")) for option in options) + len(part.get("default_values") or ())
    if chosen > most:
        yield f"components: {name!r} has {chosen} chosen beforehand; at most {most}"


def _files(draft: Draft) -> Iterator[str]:
    wanted = [
        part[key]["url"] for part in parts.walk(draft.components) for key in ("media", "file") if key in part
    ]
    wanted += [
        item["media"]["url"] for part in parts.walk(draft.components) for item in part.get("items") or ()
    ]
    for embed in draft.embeds:
        wanted += [embed[key]["url"] for key in ("image", "thumbnail") if embed.get(key)]
    for url in wanted:
        name = url.removeprefix("attachment://")
        if name != url and name not in draft.files:
            yield f"{url}: no file of this name comes with the message"


def _mentions(draft: Draft) -> Iterator[str]:
    words = [draft.content] if "content" in draft.said else []
    words += parts.texts(draft.components) if "components" in draft.said else []
    if "embeds" in draft.said:
        for embed in draft.embeds:
            words += [embed.get("title") or "", embed.get("description") or ""]
            words += [text for entry in embed.get("fields") or () for text in (entry["name"], entry["value"])]
    if not any(mark in text for text in words for mark in ("<@", "@everyone", "@here")):
        return
    allowed = draft.allowed
    if allowed is None or allowed.get("parse") != []:
        yield "allowed_mentions: the text holds a mention, so `parse: []` is wanted here"
    elif allowed.get("roles") and [f"<@&{role}>" for role in allowed["roles"]] != _named(draft.components):
        yield "allowed_mentions: a role is notified by one text display that says its mention and no more"


def _named(components: list[Json]) -> list[str]:
    """List the outermost text displays that are a role's mention, and nothing else."""
    said = [part["content"] for part in components if part["type"] == Part.TEXT]
    return [text for text in said if text.startswith("<@&") and text.endswith(">") and text.count("<") == 1]
