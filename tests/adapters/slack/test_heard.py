"""What was entered in a form, as Slack tells it of each kind of field."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.slack.heard import entered, pressed

A, B = {"value": "a"}, {"value": "b"}


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ({"type": "plain_text_input", "value": "08:00"}, "08:00"),
        ({"type": "plain_text_input", "value": None}, ""),
        ({"type": "static_select", "selected_option": A}, "a"),
        ({"type": "static_select", "selected_option": None}, ""),
        ({"type": "multi_static_select", "selected_options": [A, B]}, "a,b"),
        ({"type": "checkboxes", "selected_options": []}, ""),
        ({"type": "conversations_select", "selected_conversation": "C1"}, "C1"),
        ({"type": "conversations_select", "selected_conversation": None}, ""),
        ({"type": "multi_conversations_select", "selected_conversations": ["C1", "C2"]}, "C1,C2"),
        ({"type": "channels_select", "selected_channel": "C1"}, "C1"),
        ({"type": "multi_channels_select", "selected_channels": ["C1"]}, "C1"),
    ],
)
def test_a_field(element: dict[str, Any], value: str) -> None:
    values = {"field:it": {"field:it": element}, "other": {"press": {"type": "button"}}}
    assert entered({"state": {"values": values}}) == {"it": value}


def test_a_channel_that_is_chosen_acts_at_once() -> None:
    action = {"action_id": "here", "type": "conversations_select", "selected_conversation": "C1"}
    assert pressed({"actions": [action]}) == ("here", ("C1",))
