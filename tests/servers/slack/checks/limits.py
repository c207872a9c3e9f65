"""Every documented limit once: how to come up to it, and whether Slack's own models for Python know it.

The numbers are those of the references of Block Kit, views and the Web API's methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.servers.slack.checks import samples as s

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.slack.checks.samples import Payload


@dataclass(frozen=True, slots=True)
class Limit:
    """What may be so much at `path` and no more.

    `build` makes a payload in which it is as much as it is told; `modelled` says that slack_sdk's models,
    parsing it from JSON, refuse one more, too.
    """

    path: str
    most: int
    build: Callable[[int], Payload]
    modelled: bool


def letters(count: int) -> str:
    """So many letters."""
    return "x" * count


def url(count: int) -> str:
    """An address of so many characters."""
    return "https://a.invalid/".ljust(count, "x")


def _block(path: str, most: int, build: Callable[[int], Payload], *, modelled: bool) -> Limit:
    """A limit inside the only block of a message."""
    return Limit(f"blocks[0].{path}", most, lambda count: s.message(build(count)), modelled)


def _element(path: str, most: int, build: Callable[[int], Payload], *, modelled: bool) -> Limit:
    """A limit inside an element beside a section."""
    return _block(
        f"accessory.{path}", most, lambda count: s.section(accessory=build(count)), modelled=modelled
    )


def _asked(path: str, most: int, build: Callable[[int], Payload], *, modelled: bool) -> Limit:
    """A limit inside the element of a modal's input block."""
    whole = f"view.blocks[0].element.{path}"
    return Limit(whole, most, lambda count: s.modal(s.asked(build(count))), modelled)


def _small(path: str, most: int, build: Callable[[int], Payload], *, modelled: bool = False) -> Limit:
    """A limit inside the element of a context_actions block."""
    return _block(
        path,
        most,
        lambda n: {"type": "context_actions", "elements": [build(n)]},
        modelled=modelled,
    )


def _options(count: int) -> Payload:
    return s.select(options=s.options(count))


def _groups(count: int) -> Payload:
    group = {"label": s.plain(), "options": s.options(1)}
    return {"type": "static_select", "option_groups": [group] * count}


def _group(**parts: object) -> Payload:
    return {"type": "static_select", "option_groups": [{"label": s.plain(), "options": s.options(1)} | parts]}


_TEXTS = (
    _block("block_id", 255, lambda n: s.section(block_id=letters(n)), modelled=True),
    _block("text.text", 3000, lambda n: s.section(letters(n)), modelled=True),
    _block(
        "fields[0].text",
        2000,
        lambda n: {"type": "section", "fields": [s.plain(letters(n))]},
        modelled=False,
    ),
    _block("text.text", 150, lambda n: {"type": "header", "text": s.plain(letters(n))}, modelled=True),
    _block(
        "elements[0].text",
        3000,
        lambda n: {"type": "context", "elements": [s.mrkdwn(letters(n))]},
        modelled=False,
    ),
    _block("text", 12_000, lambda n: {"type": "markdown", "text": letters(n)}, modelled=True),
    _block("image_url", 3000, lambda n: s.image(image_url=url(n)), modelled=True),
    _block("alt_text", 2000, lambda n: s.image(alt_text=letters(n)), modelled=True),
    _block("title.text", 2000, lambda n: s.image(title=s.plain(letters(n))), modelled=True),
    _block("label.text", 2000, lambda n: s.asked(label=s.plain(letters(n))), modelled=True),
    _block("hint.text", 2000, lambda n: s.asked(hint=s.plain(letters(n))), modelled=True),
    _block(
        "elements[0].text",
        3000,
        lambda n: {"type": "context", "elements": [s.plain(letters(n))]},
        modelled=False,
    ),
    _block("alt_text", 2000, lambda n: s.video(alt_text=letters(n)), modelled=False),
    _block("provider_name", 49, lambda n: s.video(provider_name=letters(n)), modelled=False),
    _block("description.text", 200, lambda n: s.video(description=s.plain(letters(n))), modelled=False),
    _block("title.text", 199, lambda n: s.video(title=s.plain(letters(n))), modelled=True),
    _block("author_name", 49, lambda n: s.video(author_name=letters(n)), modelled=True),
    _block("title.text", 150, lambda n: s.card(title=s.mrkdwn(letters(n))), modelled=True),
    _block("subtitle.text", 150, lambda n: s.card(subtitle=s.mrkdwn(letters(n))), modelled=True),
    _block("body.text", 200, lambda n: s.card(body=s.mrkdwn(letters(n))), modelled=True),
)
_ELEMENTS = (
    _element("action_id", 255, lambda n: s.button(letters(n)), modelled=True),
    _element("text.text", 75, lambda n: s.button(text=s.plain(letters(n))), modelled=True),
    _element("accessibility_label", 75, lambda n: s.button(accessibility_label=letters(n)), modelled=True),
    _element("value", 2000, lambda n: s.button(value=letters(n)), modelled=True),
    _element("url", 3000, lambda n: s.button(url=url(n)), modelled=True),
    _element(
        "confirm.title.text",
        100,
        lambda n: s.button(confirm=s.confirm(title=s.plain(letters(n)))),
        modelled=True,
    ),
    _element(
        "confirm.text.text",
        300,
        lambda n: s.button(confirm=s.confirm(text=s.plain(letters(n)))),
        modelled=True,
    ),
    _element(
        "confirm.confirm.text",
        30,
        lambda n: s.button(confirm=s.confirm(confirm=s.plain(letters(n)))),
        modelled=True,
    ),
    _element(
        "confirm.deny.text",
        30,
        lambda n: s.button(confirm=s.confirm(deny=s.plain(letters(n)))),
        modelled=True,
    ),
    _element("image_url", 3000, lambda n: s.image(image_url=url(n)), modelled=True),
    _element("alt_text", 2000, lambda n: s.image(alt_text=letters(n)), modelled=True),
    _element("placeholder.text", 150, lambda n: s.select(placeholder=s.plain(letters(n))), modelled=True),
    _element("options", 100, _options, modelled=True),
    _element("option_groups", 100, _groups, modelled=True),
    _element("option_groups[0].options", 100, lambda n: _group(options=s.options(n)), modelled=False),
    _element("option_groups[0].label.text", 75, lambda n: _group(label=s.plain(letters(n))), modelled=False),
    _element(
        "options[0].text.text",
        75,
        lambda n: s.select(options=[s.option(text=s.plain(letters(n)))]),
        modelled=False,
    ),
    _element(
        "options[0].description.text",
        75,
        lambda n: s.select(options=[s.option(description=s.plain(letters(n)))]),
        modelled=False,
    ),
    _element(
        "options[0].value",
        150,
        lambda n: s.select(options=[s.option(value=letters(n), text=s.plain())]),
        modelled=False,
    ),
    _element("options", 10, lambda n: s.ticks(options=s.options(n)), modelled=False),
    _element("options", 10, lambda n: {"type": "radio_buttons", "options": s.options(n)}, modelled=False),
    _element("options", 5, lambda n: {"type": "overflow", "options": s.options(n)}, modelled=True),
    _element(
        "options[0].url",
        3000,
        lambda n: {"type": "overflow", "options": [s.option(url=url(n))]},
        modelled=False,
    ),
    _asked("max_length", 3000, lambda n: s.typed(max_length=n), modelled=False),
    _asked("placeholder.text", 150, lambda n: s.typed(placeholder=s.plain(letters(n))), modelled=True),
    _asked("max_files", 10, lambda n: {"type": "file_input", "max_files": n}, modelled=False),
    _asked("max_lines", 100, lambda n: {"type": "rich_text_input", "max_lines": n}, modelled=False),
)
_FEEDBACK = "elements[0].positive_button"
_SMALL = (
    _element(
        "options[0].text.text",
        75,
        lambda n: s.ticks(options=[s.option(text=s.mrkdwn(letters(n)))]),
        modelled=True,
    ),
    _element(
        "options[0].description.text",
        75,
        lambda n: s.ticks(options=[s.option(description=s.plain(letters(n)))]),
        modelled=False,
    ),
    _element(
        "options[0].text.text",
        75,
        lambda n: {"type": "overflow", "options": [s.option(text=s.plain(letters(n)))]},
        modelled=False,
    ),
    _element(
        "options[0].description.text",
        75,
        lambda n: {"type": "overflow", "options": [s.option(description=s.plain(letters(n)))]},
        modelled=False,
    ),
    _asked("min_length", 3000, lambda n: s.typed(min_length=n), modelled=False),
    _asked("min_lines", 100, lambda n: {"type": "rich_text_input", "min_lines": n}, modelled=False),
    _small(f"{_FEEDBACK}.text.text", 75, lambda n: s.feedback(text=s.plain(letters(n))), modelled=True),
    _small(f"{_FEEDBACK}.value", 2000, lambda n: s.feedback(value=letters(n)), modelled=True),
    _small(f"{_FEEDBACK}.accessibility_label", 75, lambda n: s.feedback(accessibility_label=letters(n))),
    _small("elements[0].text.text", 75, lambda n: s.icon(text=s.plain(letters(n)))),
    _small("elements[0].value", 2000, lambda n: s.icon(value=letters(n))),
    _small("elements[0].accessibility_label", 75, lambda n: s.icon(accessibility_label=letters(n))),
    _small("elements[0].visible_to_user_ids", 10, lambda n: s.icon(visible_to_user_ids=["U1"] * n)),
)
_COUNTS = (
    Limit("blocks", 50, lambda n: s.message(*[{"type": "divider"}] * n), modelled=False),
    _block("fields", 10, lambda n: {"type": "section", "fields": [s.plain()] * n}, modelled=True),
    _block("elements", 10, lambda n: {"type": "context", "elements": [s.plain()] * n}, modelled=True),
    _block(
        "elements", 25, lambda n: s.actions(*(s.button(f"press:{each}") for each in range(n))), modelled=True
    ),
    _block(
        "elements",
        5,
        lambda n: {"type": "context_actions", "elements": [s.icon(action_id=f"{each}") for each in range(n)]},
        modelled=True,
    ),
    _block("rows", 100, s.table, modelled=False),
    _block("rows[0]", 20, lambda n: s.table(1, n), modelled=False),
    _block("column_settings", 20, lambda n: s.table(column_settings=[{}] * n), modelled=False),
    _block("elements", 10, lambda n: {"type": "carousel", "elements": [s.card()] * n}, modelled=True),
    _block(
        "actions", 3, lambda n: s.card(actions=[s.button(f"{each}") for each in range(n)]), modelled=False
    ),
)
_VIEWS = (
    Limit("view.title.text", 24, lambda n: s.modal(s.section(), title=s.plain(letters(n))), modelled=True),
    Limit("view.submit.text", 24, lambda n: s.modal(s.section(), submit=s.plain(letters(n))), modelled=True),
    Limit("view.close.text", 24, lambda n: s.modal(s.section(), close=s.plain(letters(n))), modelled=True),
    Limit(
        "view.private_metadata",
        3000,
        lambda n: s.modal(s.section(), private_metadata=letters(n)),
        modelled=True,
    ),
    Limit("view.callback_id", 255, lambda n: s.modal(s.section(), callback_id=letters(n)), modelled=True),
    Limit("view.external_id", 255, lambda n: s.modal(s.section(), external_id=letters(n)), modelled=False),
    Limit("view.blocks", 100, lambda n: s.modal(*[{"type": "divider"}] * n), modelled=True),
    Limit("view.blocks", 100, lambda n: s.home(*[{"type": "divider"}] * n), modelled=True),
    Limit(
        "view.private_metadata",
        3000,
        lambda n: s.home(s.section(), private_metadata=letters(n)),
        modelled=True,
    ),
)
_MESSAGES = (
    Limit("text", 4000, lambda n: {"text": letters(n)}, modelled=False),
    Limit("markdown_text", 12_000, lambda n: {"markdown_text": letters(n)}, modelled=False),
    Limit("attachments", 100, lambda n: {"text": "x", "attachments": [{}] * n}, modelled=False),
)

LIMITS = (*_TEXTS, *_ELEMENTS, *_SMALL, *_COUNTS, *_VIEWS, *_MESSAGES)
