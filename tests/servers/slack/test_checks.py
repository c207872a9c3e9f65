"""Our opinion about messages and views: what is wrong is named, and only that."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.slack.checks import all_faults, message_faults, view_faults
from tests.servers.slack.checks import samples as s
from tests.servers.slack.checks.limits import LIMITS, Limit
from tests.servers.slack.checks.messages import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.servers.slack.checks.samples import Payload


def faults(payload: Payload) -> list[str]:
    if "type" in payload:
        return view_faults(payload)
    return message_faults(payload, "chat.postMessage")


@pytest.mark.parametrize("name", s.MESSAGES | s.VIEWS)
def test_what_slack_takes_has_no_faults(name: str) -> None:
    assert all_faults(name, (s.MESSAGES | s.VIEWS)[name]) == []


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: f"{limit.path} {limit.most}")
def test_at_a_limit_it_passes_and_one_over_is_named(limit: Limit) -> None:
    assert faults(limit.build(limit.most)) == []
    (fault,) = faults(limit.build(limit.most + 1))
    assert fault.startswith(f"{limit.path}: {limit.most + 1}")
    assert fault.endswith(f"; at most {limit.most}")


@given(st.data(), st.sampled_from(LIMITS))
def test_below_a_limit_all_passes_and_above_nothing(data: st.DataObject, limit: Limit) -> None:
    within = data.draw(st.integers(1, limit.most))
    assert faults(limit.build(within)) == []
    beyond = limit.most + data.draw(st.integers(1, 40))
    assert any(fault.startswith(f"{limit.path}: {beyond}") for fault in faults(limit.build(beyond)))


def objects(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        yield value
        # An app's own metadata may hold any name.
        inner = [each for name, each in value.items() if name != "event_payload"]
    else:
        inner = value if isinstance(value, list) else []
    for each in inner:
        yield from objects(each)


@given(st.data(), st.sampled_from(sorted(s.MESSAGES | s.VIEWS)))
def test_a_property_that_slack_does_not_know_is_found_wherever_it_is(data: st.DataObject, name: str) -> None:
    payload = copy.deepcopy((s.MESSAGES | s.VIEWS)[name])
    data.draw(st.sampled_from(list(objects(payload))))["surprise"] = True
    assert any(".surprise: unknown" in f".{fault}" for fault in faults(payload))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.data(), st.sampled_from(sorted(s.MESSAGES | s.VIEWS)), JSON)
def test_no_value_is_too_strange_to_be_judged(data: st.DataObject, name: str, strange: object) -> None:
    payload = copy.deepcopy((s.MESSAGES | s.VIEWS)[name])
    chosen = data.draw(st.sampled_from(list(objects(payload))))
    chosen[data.draw(st.sampled_from(sorted(chosen)))] = strange
    assert all(isinstance(fault, str) for fault in all_faults(name, payload))


WRONG: dict[str, tuple[Payload, str]] = {
    "unknown block": (
        s.message({"type": "paragraph"}),
        "blocks[0].type: 'paragraph' cannot stand in a message",
    ),
    "no type": (s.message({"text": s.mrkdwn()}), "blocks[0].type: None cannot stand in a message"),
    "unknown element": (
        s.message(s.actions(s.button() | {"type": "knob"})),
        "blocks[0].elements[0].type: 'knob' cannot stand in an actions block",
    ),
    "null": (s.message(s.section(block_id=None)), "blocks[0].block_id: None is not a string"),
    "mrkdwn in a header": (
        s.message({"type": "header", "text": s.mrkdwn()}),
        "blocks[0].text.type: 'mrkdwn'; must be plain_text",
    ),
    "mrkdwn on a button": (
        s.message(s.actions(s.button(text=s.mrkdwn()))),
        "blocks[0].elements[0].text.type: 'mrkdwn'; must be plain_text",
    ),
    "mrkdwn in a select": (
        s.message(s.actions(s.select(options=[s.option(text=s.mrkdwn())]))),
        "blocks[0].elements[0].options[0].text.type: 'mrkdwn'; must be plain_text",
    ),
    "empty text": (s.message(s.section("")), "blocks[0].text.text: 0 characters; at least 1"),
    "empty value": (
        s.message(s.actions(s.button(value=""))),
        "blocks[0].elements[0].value: 0 characters; at least 1",
    ),
    "text is a string": (s.message({"type": "section", "text": "x"}), "blocks[0].text: 'x' is not an object"),
    "section of nothing": (s.message({"type": "section"}), "blocks[0]: text or fields"),
    "empty row": (s.message(s.actions()), "blocks[0].elements: 0 of them; at least 1"),
    "no blocks": (s.message(), "blocks: 0 of them; at least 1"),
    "emoji on mrkdwn": (
        s.message({"type": "section", "text": s.mrkdwn() | {"emoji": True}}),
        "blocks[0].text.emoji: unknown in mrkdwn",
    ),
    "style": (
        s.message(s.actions(s.button(style="warning"))),
        "blocks[0].elements[0].style: 'warning'; one of primary, danger",
    ),
    "address": (
        s.message(s.actions(s.button(url="a.invalid"))),
        "blocks[0].elements[0].url: 'a.invalid' is not an address that begins with http",
    ),
    "multi select in a row": (
        s.message(s.actions(s.MANY[0])),
        "blocks[0].elements[0].type: 'multi_static_select' cannot stand in an actions block",
    ),
    "text field beside a section": (
        s.message(s.section(accessory=s.typed())),
        "blocks[0].accessory.type: 'plain_text_input' cannot stand in a section",
    ),
    "button asked for": (
        s.modal(s.asked(s.button())),
        "view.blocks[0].element.type: 'button' cannot stand in an input block",
    ),
    "file in a message": (
        s.message(s.asked({"type": "file_input"})),
        "blocks[0].element.type: 'file_input' cannot stand in an input block",
    ),
    "markdown in a modal": (
        s.modal(s.IN_MESSAGES["markdown"]),
        "view.blocks[0].type: 'markdown' cannot stand in a modal",
    ),
    "table at home": (s.home(s.table()), "view.blocks[0].type: 'table' cannot stand in a home view"),
    "both sources": (
        s.message(s.actions(s.select(option_groups=[{"label": s.plain(), "options": s.options(1)}]))),
        "blocks[0].elements[0]: either options or option_groups",
    ),
    "no source": (
        s.message(s.actions({"type": "static_select"})),
        "blocks[0].elements[0]: either options or option_groups",
    ),
    "initial option": (
        s.message(s.actions(s.select(initial_option=s.option("z")))),
        "blocks[0].elements[0].initial_option: not among the options",
    ),
    "initial option of another text": (
        s.message(s.actions(s.select(initial_option=s.option("v0", text=s.plain("other"))))),
        "blocks[0].elements[0].initial_option: not among the options",
    ),
    "initial options": (
        s.message(s.section(accessory=s.ticks(initial_options=[s.option("v0"), s.option("z")]))),
        "blocks[0].accessory.initial_options[1]: not among the options",
    ),
    "no initial options": (
        s.message(s.section(accessory=s.ticks(initial_options=[]))),
        "blocks[0].accessory.initial_options: 0 of them; at least 1",
    ),
    "address of an option": (
        s.message(s.actions(s.select(options=[s.option(url="https://a.invalid")]))),
        "blocks[0].elements[0].options[0].url: unknown",
    ),
    "filter of nothing": (
        s.message(s.actions({"type": "conversations_select", "filter": {}})),
        "blocks[0].elements[0].filter: empty; at least one property",
    ),
    "image of two": (
        s.message(s.image(slack_file={"id": "F1"})),
        "blocks[0]: either image_url or slack_file",
    ),
    "date": (
        s.message(s.actions({"type": "datepicker", "initial_date": "14.4.1988"})),
        "blocks[0].elements[0].initial_date: '14.4.1988' is not a date like 1988-04-14",
    ),
    "lengths": (
        s.modal(s.asked(s.typed(min_length=5, max_length=4))),
        "view.blocks[0].element.min_length: above max_length",
    ),
    "lines": (
        s.modal(s.asked({"type": "rich_text_input", "min_lines": 5, "max_lines": 4})),
        "view.blocks[0].element.min_lines: above max_lines",
    ),
    "true is no number": (
        s.modal(s.asked(s.typed(max_length=True))),
        "view.blocks[0].element.max_length: True is not a whole number",
    ),
    "a number is no flag": (
        s.modal(s.asked(optional=1)),
        "view.blocks[0].optional: 1 is neither true nor false",
    ),
    "card of nothing": (
        s.message({"type": "card", "subtitle": s.mrkdwn()}),
        "blocks[0]: at least one of hero_image, title, actions and body",
    ),
    "rich text in preformatted": (
        s.message(
            s.rich({"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]})
        ),
        "blocks[0].elements[0].elements[0].type: 'user' cannot stand in preformatted text",
    ),
    "block_id twice": (
        s.message(s.section(block_id="a"), s.section(block_id="a")),
        "blocks: block_id 'a' 2 times; it must be unique",
    ),
    "block_id twice in a view": (
        s.home(s.section(block_id="a"), s.section(block_id="a")),
        "view.blocks: block_id 'a' 2 times; it must be unique",
    ),
    "action_id twice in a block": (
        s.message(s.section(), s.actions(s.button(), s.button())),
        "blocks[1]: action_id 'press' 2 times; it must be unique in its block",
    ),
    "action_id twice in a carousel": (
        s.message({"type": "carousel", "elements": [s.card(actions=[s.button()])] * 2}),
        "blocks[0]: action_id 'press' 2 times; it must be unique in its block",
    ),
    "two with the focus": (
        s.modal(s.asked(s.typed(focus_on_load=True)), s.asked(s.select(focus_on_load=True))),
        "view.blocks: 2 elements with focus_on_load; at most 1",
    ),
    "markdown together": (
        s.message(*[{"type": "markdown", "text": "x" * 6001}] * 2),
        "blocks: 12002 characters in markdown blocks; at most 12000",
    ),
    "two tables": (s.message(s.table(), s.table()), "blocks: 2 tables; at most 1"),
    "no words for all": (
        {"blocks": [s.section()]},
        "text: missing; notifications and screen readers read it",
    ),
    "only spaces for all": (
        s.message(s.section(), text=" \n"),
        "text: missing; notifications and screen readers read it",
    ),
    "nothing": ({}, "text: missing; there is nothing else to show"),
    "markdown_text beside text": (
        {"text": "x", "markdown_text": "x"},
        "markdown_text: not together with text",
    ),
    "metadata without a payload": (
        s.message(s.section(), metadata={"event_type": "e"}),
        "metadata.event_payload: missing",
    ),
    "metadata without a type": (
        s.message(s.section(), metadata={"event_payload": {}}),
        "metadata.event_type: missing",
    ),
    "metadata of a string": (
        s.message(s.section(), metadata={"event_type": "e", "event_payload": "x"}),
        "metadata.event_payload: not an object",
    ),
    "metadata of strings": (
        s.message(s.section(), metadata={"event_type": "e", "event_payload": {"a": ["x"]}}),
        "metadata.event_payload.a: not a scalar, an object of scalars or a list of those",
    ),
    "metadata too deep": (
        s.message(s.section(), metadata={"event_type": "e", "event_payload": {"a": {"b": {"c": 1}}}}),
        "metadata.event_payload.a: not a scalar, an object of scalars or a list of those",
    ),
    "unknown argument": (s.message(s.section(), colour="red"), "colour: unknown"),
    "input without submit": (
        {"type": "modal", "title": s.plain(), "blocks": [s.asked()]},
        "view.submit: missing; a modal with an input block needs it",
    ),
    "modal without a title": ({"type": "modal", "blocks": [s.section()]}, "view.title: missing"),
    "title of nothing": (
        s.modal(s.section(), title=s.plain("")),
        "view.title.text: 0 characters; at least 1",
    ),
    "mrkdwn in a title": (
        s.modal(s.section(), title=s.mrkdwn()),
        "view.title.type: 'mrkdwn'; must be plain_text",
    ),
    "home with a title": (s.home(s.section(), title=s.plain()), "view.title: unknown in home"),
    "home with a button to send": (s.home(s.section(), submit=s.plain()), "view.submit: unknown in home"),
    "view of another type": ({"type": "page", "blocks": [s.section()]}, "view.type: 'page' cannot stand in"),
    "view with its state": (s.modal(s.section(), state={"values": {}}), "view.state: unknown in modal"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(name: str) -> None:
    payload, wanted = WRONG[name]
    (fault,) = faults(payload)
    assert fault.startswith(wanted)


def test_action_ids_may_repeat_in_other_blocks() -> None:
    assert faults(s.message(s.actions(s.button()), s.actions(s.button()))) == []


def test_all_faults_are_told_each_with_its_name() -> None:
    told = all_faults("card", s.message(s.section("x" * 3001), {"type": "paragraph"}))
    assert [fault.split(":")[:2] for fault in told] == [
        ["card", " blocks[0].text.text"],
        ["card", " blocks[1].type"],
        ["card", " slack_sdk"],
        ["card", " slack_sdk"],
    ]


def sized(total: int) -> list[Payload]:
    """Blocks that are so many characters as JSON."""
    blocks = [s.section("x" * 2900) for _ in range(4)]
    bare = len('[{"type":"section","text":{"type":"mrkdwn","text":""}}]')
    left = total - 4 * (2900 + bare - 1) - bare
    return [*blocks, s.section("x" * left)]


def test_the_blocks_of_a_message_have_a_limit_together() -> None:
    assert faults(s.message(*sized(13_200))) == []
    assert faults(s.message(*sized(13_201))) == ["blocks: 13201 characters as JSON; at most 13200"]


def test_a_view_has_a_limit_in_bytes() -> None:
    # Letters of two bytes each: it is bytes that count here.
    text = [s.section("ا" * 3000) for _ in range(41)]
    assert faults(s.home(*text)) == []
    (fault,) = faults(s.home(*text, s.section("ا" * 3000)))
    assert fault.startswith("view: 2")
    assert fault.endswith("bytes as JSON; at most 250000")


@pytest.mark.parametrize("method", METHODS)
def test_every_method_takes_a_message_and_none_a_long_text(method: str) -> None:
    assert message_faults(s.message(s.section()), method) == []
    assert message_faults({"text": "x" * 4001}, method) == ["text: 4001 characters; at most 4000"]


@pytest.mark.parametrize(
    ("method", "more"),
    [
        (
            "chat.postMessage",
            {"channel": "C1", "thread_ts": "1.1", "unfurl_links": False, "unfurl_media": False},
        ),
        ("chat.postMessage", {"channel": "C1", "team_id": "T1", "reply_broadcast": True, "mrkdwn": True}),
        ("chat.update", {"channel": "C1", "ts": "1.1", "metadata": {"event_type": "e", "event_payload": {}}}),
        ("chat.postEphemeral", {"channel": "C1", "user": "U1", "thread_ts": "1.1"}),
        ("response_url", {"response_type": "ephemeral", "replace_original": False}),
        ("ack", {"response_type": "in_channel"}),
    ],
)
def test_each_method_takes_its_own_arguments(method: str, more: Payload) -> None:
    assert message_faults(s.message(s.section(), **more), method) == []


@pytest.mark.parametrize(
    ("method", "name", "value"),
    [
        ("chat.postMessage", "response_type", "ephemeral"),
        ("chat.postMessage", "client_msg_id", "a"),
        ("chat.update", "thread_ts", "1.1"),
        ("chat.update", "unfurl_links", False),
        ("chat.postEphemeral", "metadata", {"event_type": "e", "event_payload": {}}),
        ("response_url", "channel", "C1"),
        ("ack", "replace_original", True),
    ],
)
def test_each_method_refuses_those_of_others(method: str, name: str, value: object) -> None:
    assert message_faults(s.message(s.section(), **{name: value}), method) == [f"{name}: unknown"]


def test_an_empty_acknowledgement_and_a_removal_need_no_words() -> None:
    assert message_faults({}, "ack") == []
    assert message_faults({"delete_original": True}, "response_url") == []


def test_a_method_that_sends_no_messages_is_refused() -> None:
    with pytest.raises(KeyError):
        message_faults({"text": "x"}, "chat.delete")
