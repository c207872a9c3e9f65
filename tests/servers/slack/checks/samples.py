"""Small payloads that Slack takes: every block and element in the tables."""

from __future__ import annotations

from typing import Any, TypeAlias

Payload: TypeAlias = dict[str, Any]


def plain(text: str = "x") -> Payload:
    """A text without marks."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Payload:
    """A text with Slack's marks."""
    return {"type": "mrkdwn", "text": text}


def option(value: str = "a", **more: object) -> Payload:
    """One line of a select."""
    return {"text": plain(value), "value": value} | more


def options(count: int) -> list[Payload]:
    """So many different lines."""
    return [option(f"v{number}") for number in range(count)]


def button(action: str = "press", **more: object) -> Payload:
    """A button."""
    return {"type": "button", "text": plain("Sources"), "action_id": action} | more


def select(**more: object) -> Payload:
    """A list to choose one line from."""
    return {"type": "static_select", "action_id": "choose", "options": options(2)} | more


def ticks(**more: object) -> Payload:
    """Boxes to tick."""
    return {"type": "checkboxes", "action_id": "tick", "options": options(2)} | more


def typed(**more: object) -> Payload:
    """A field to type in."""
    return {"type": "plain_text_input", "action_id": "field:answer"} | more


def confirm(**more: object) -> Payload:
    """A dialog that asks again."""
    return {"title": plain(), "text": mrkdwn(), "confirm": plain(), "deny": plain()} | more


def section(text: str = "x", **more: object) -> Payload:
    """A paragraph."""
    return {"type": "section", "text": mrkdwn(text)} | more


def actions(*elements: Payload) -> Payload:
    """A row of things to press."""
    return {"type": "actions", "elements": list(elements)}


def asked(element: Payload | None = None, **more: object) -> Payload:
    """An input block, which asks for something."""
    return {"type": "input", "label": plain("Your answer"), "element": element or typed()} | more


def image(**more: object) -> Payload:
    """A picture, as a block or as an element."""
    return {"type": "image", "image_url": "https://a.invalid/b.png", "alt_text": "A map"} | more


def rich(*elements: Payload) -> Payload:
    """A rich_text block."""
    return {"type": "rich_text", "elements": list(elements)}


def line(*parts: Payload) -> Payload:
    """A section of rich text."""
    return {"type": "rich_text_section", "elements": list(parts)}


def message(*blocks: Payload, **more: object) -> Payload:
    """A message: words for all, and blocks."""
    return {"text": "Geneva Accords", "blocks": list(blocks)} | more


def modal(*blocks: Payload, **more: object) -> Payload:
    """A modal that can be sent."""
    return {"type": "modal", "title": plain("Tarikh"), "submit": plain("Send"), "blocks": list(blocks)} | more


def home(*blocks: Payload, **more: object) -> Payload:
    """What stands in App Home."""
    return {"type": "home", "blocks": list(blocks)} | more


def table(rows: int = 1, columns: int = 1, **more: object) -> Payload:
    """A table of short cells."""
    cells = [{"type": "raw_text", "text": "x"}] * columns
    return {"type": "table", "rows": [cells] * rows} | more


def card(**more: object) -> Payload:
    """A card."""
    return {"type": "card", "title": mrkdwn("Geneva Accords")} | more


def video(**more: object) -> Payload:
    """A video."""
    return {
        "type": "video",
        "alt_text": "A film",
        "title": plain("A film"),
        "video_url": "https://a.invalid/v",
        "thumbnail_url": "https://a.invalid/t.png",
    } | more


def icon(**more: object) -> Payload:
    """A button that is an icon."""
    return {"type": "icon_button", "icon": "trash", "text": plain("Remove"), "action_id": "icon"} | more


def feedback(**more: object) -> Payload:
    """Two buttons to say whether it was good; `more` is about the first."""
    good, bad = {"text": plain("Good"), "value": "good"} | more, {"text": plain("Bad"), "value": "bad"}
    return {
        "type": "feedback_buttons",
        "positive_button": good,
        "negative_button": bad,
        "action_id": "feedback",
    }


_PLACED = {"placeholder": plain("Choose")}
ONE: tuple[Payload, ...] = (
    select(initial_option=option("v1"), confirm=confirm(style="danger"), focus_on_load=True, **_PLACED),
    {
        "type": "static_select",
        "option_groups": [{"label": plain("Early"), "options": options(2)}],
        "initial_option": option("v0"),
    },
    {"type": "external_select", "min_query_length": 0, "action_id": "a"},
    {"type": "users_select", "initial_user": "U1"},
    {"type": "conversations_select", "filter": {"include": ["public"], "exclude_bot_users": True}},
    {"type": "channels_select", "initial_channel": "C1"},
    ticks(options=[option("a", text=mrkdwn("*a*"), description=plain("first")), option("b")]),
    ticks(initial_options=options(2)),
    {"type": "radio_buttons", "options": options(2), "initial_option": option("v0")},
    {"type": "datepicker", "initial_date": "1988-04-14"} | _PLACED,
    {"type": "timepicker", "initial_time": "22:25", "timezone": "Asia/Kabul"},
)
"""Elements that stand in sections, rows and input blocks."""

MANY: tuple[Payload, ...] = (
    {
        "type": "multi_static_select",
        "options": options(3),
        "initial_options": options(2),
        "max_selected_items": 2,
    },
    {"type": "multi_external_select", "min_query_length": 3},
    {"type": "multi_users_select", "initial_users": ["U1"]},
    {
        "type": "multi_conversations_select",
        "initial_conversations": ["C1"],
        "filter": {"include": ["public"]},
    },
    {"type": "multi_channels_select", "initial_channels": ["C1"], "action_id": "pick:channels"},
)
"""Elements that stand in sections and input blocks, not in rows."""

FIELDS: tuple[Payload, ...] = (
    typed(multiline=True, min_length=0, max_length=3000, initial_value="", **_PLACED),
    typed(dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}),
    {"type": "email_text_input"},
    {"type": "url_text_input"},
    {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "30"},
    {"type": "rich_text_input", "min_lines": 2, "initial_value": rich(line())},
)
"""Elements that stand in input blocks alone."""

_BOLD = {"type": "text", "text": "x", "style": {"bold": True}}
_LINK = {"type": "link", "url": "https://a.invalid", "text": "x"}
SHARED: dict[str, Payload] = {
    "section": section(block_id="a", expand=True),
    "fields": {"type": "section", "fields": [mrkdwn(), plain()]},
    "header": {"type": "header", "text": plain() | {"emoji": True}},
    "divider": {"type": "divider"},
    "context": {"type": "context", "elements": [mrkdwn() | {"verbatim": True}, image()]},
    "image": image(title=plain()),
    "image of a file": {"type": "image", "alt_text": "A map", "slack_file": {"id": "F1"}},
    "video": video(description=plain(), author_name="x", provider_name="x", title_url="https://a.invalid"),
    "button": actions(
        button(value="v", style="primary", accessibility_label="Sources", confirm=confirm()),
        button("link", url="https://a.invalid"),
    ),
    "overflow": section(
        accessory={"type": "overflow", "options": [option("a", url="https://a.invalid"), option("b")]},
    ),
    "moment": actions({"type": "datetimepicker", "initial_date_time": 1_628_633_820}),
    "rich text": rich(
        line(
            _BOLD,
            _LINK,
            {"type": "emoji", "name": "book", "unicode": "1f4d6"},
            {"type": "user", "user_id": "U1"},
            {"type": "channel", "channel_id": "C1"},
            {"type": "date", "timestamp": 1_720_710_212, "format": "{date}", "fallback": "x"},
            {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "team", "team_id": "T1"},
            {"type": "color", "value": "#fff000"},
            {"type": "broadcast", "range": "here"},
        ),
        {"type": "rich_text_list", "style": "bullet", "indent": 8, "border": 0, "elements": [line(_BOLD)]},
        {"type": "rich_text_quote", "border": 1, "elements": [_BOLD, _LINK]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x"}]},
        line(),
    ),
    **{f"accessory {element['type']}": section(accessory=element) for element in ONE + MANY},
    "accessory image": section(accessory=image()),
    **{f"row {element['type']}": actions(element) for element in ONE},
    **{f"input {element['type']}": asked(element) for element in ONE + MANY + FIELDS},
    "input": asked(typed(), hint=plain(), optional=True, dispatch_action=True, block_id="field:answer"),
}
"""Blocks that stand everywhere, by name."""

IN_MESSAGES: dict[str, Payload] = {
    "markdown": {"type": "markdown", "text": "**x**"},
    "context actions": {"type": "context_actions", "elements": [feedback(), icon(value="v")]},
    "table": table(2, 2, column_settings=[{"align": "right"}, {"is_wrapped": True}]),
    "table of rich text": {
        "type": "table",
        "rows": [[rich(line(_BOLD)), {"type": "raw_number", "value": 1.5, "text": "1.5"}]],
    },
    "card": card(subtitle=mrkdwn(), body=mrkdwn(), icon=image(), hero_image=image(), actions=[button()]),
    "carousel": {"type": "carousel", "elements": [card(), card()]},
}
"""Blocks that stand in messages alone, by name."""

MESSAGES: dict[str, Payload] = {
    **{name: message(block) for name, block in (SHARED | IN_MESSAGES).items()},
    "text alone": {"text": "x"},
    "metadata": message(
        section(),
        metadata={
            "event_type": "said",
            "event_payload": {"key": "k", "part": {"page": 1}, "all": [{"a": True}]},
        },
    ),
}
VIEWS: dict[str, Payload] = {
    **{f"modal: {name}": modal(block) for name, block in SHARED.items()},
    **{f"home: {name}": home(block) for name, block in SHARED.items()},
    "modal: shown": {
        "type": "modal",
        "title": plain("Tarikh"),
        "close": plain("Close"),
        "blocks": [section()],
        "callback_id": "shown",
        "private_metadata": "",
        "clear_on_close": True,
        "notify_on_close": False,
    },
    "modal: a file": modal(asked({"type": "file_input", "filetypes": ["png"], "max_files": 10})),
    "home: kept": home(section(), private_metadata="{}", callback_id="home", external_id="U1"),
}
