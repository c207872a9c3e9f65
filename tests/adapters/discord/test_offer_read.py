"""What is read from an interaction: the command that is meant, and what its options were given."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.offer import focused, read
from tests.adapters.discord.test_offer import INVENTED, SHORTCUT


def given_to(name: str, *options: dict[str, Any], kind: int = 1) -> dict[str, Any]:
    return {"id": "1", "type": kind, "name": name, "options": list(options)}


@pytest.mark.parametrize(
    ("data", "name", "values"),
    [
        (given_to("find", {"type": 3, "name": "what", "value": "Accord"}), "find", {"what": "Accord"}),
        (
            given_to(
                "find",
                {"type": 4, "name": "much", "value": 5},
                {"type": 4, "name": "any", "value": -9},
                {"type": 3, "name": "calendar", "value": "gregorian"},
            ),
            "find",
            {"much": 5, "any": -9, "calendar": "gregorian"},
        ),
        (
            given_to(
                "game", {"type": 1, "name": "start", "options": [{"type": 3, "name": "topic", "value": "x"}]}
            ),
            "game start",
            {"topic": "x"},
        ),
        (given_to("game", {"type": 1, "name": "stop"}), "game stop", {}),
        (
            given_to(
                "place",
                {"type": 7, "name": "room", "value": "912345678901234567"},
                {"type": 8, "name": "group", "value": "912345678901234568"},
                {"type": 3, "name": "zone", "value": "Asia/Kabul"},
            ),
            "place",
            {"room": "912345678901234567", "group": "912345678901234568", "zone": "Asia/Kabul"},
        ),
        ({"type": 1, "name": "settle"}, "settle", {}),
        # What it does not take, or not any more, is left out.
        (
            given_to(
                "find",
                {"type": 4, "name": "much", "value": 6},
                {"type": 5, "name": "any", "value": True},
                {"type": 3, "name": "calendar", "value": "julian"},
                {"type": 3, "name": "colour", "value": "red"},
                {"type": 3, "name": "note", "value": 7},
                {"type": 3, "name": "what", "value": None},
                {"type": 3, "name": "near"},
            ),
            "find",
            {},
        ),
    ],
)
def test_a_command_is_read(data: dict[str, Any], name: str, values: dict[str, str | int]) -> None:
    found = read(data, INVENTED, (SHORTCUT,))
    assert found is not None
    assert (found[0].name, found[1]) == (name, values)


@pytest.mark.parametrize(
    "data",
    [
        {},
        given_to("dance"),
        given_to("game"),
        given_to("game", {"type": 1, "name": "pause"}),
        {"type": 3, "name": "Find that", "target_id": "5"},
    ],
)
def test_what_is_not_offered_is_not_read(data: dict[str, Any]) -> None:
    assert read(data, INVENTED, (SHORTCUT,)) is None
    assert focused(data, INVENTED) is None


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"content": "  When was the\nAccord signed? "}, "When was the Accord signed?"),
        (
            {"content": "<@7> <@!7> <@&7> <#7> <:e:7> <a:e:7> <t:7:R> </quiz start:7> <id:guide> 3 < 4 > 2"},
            "3 < 4 > 2",
        ),
        (
            {"content": "", "embeds": [{"title": "The", "description": "Accord"}, {"fields": []}]},
            "The Accord",
        ),
        (
            {
                "components": [
                    {"type": 17, "components": [{"type": 10, "content": "The"}, {"content": "Accord"}]}
                ]
            },
            "The Accord",
        ),
        ({}, ""),
        (None, ""),
    ],
)
def test_a_message_is_read_as_the_words_of_its_command(message: dict[str, Any] | None, words: str) -> None:
    data = {"type": 3, "name": "Find this", "target_id": "5", "resolved": {"messages": {"5": message}}}
    found = read(data, INVENTED, (SHORTCUT,))
    assert found == (INVENTED[0], {"what": words})


def test_the_option_that_is_typed_is_found() -> None:
    typing = {"type": 3, "name": "what", "value": "acc", "focused": True}
    before = {"type": 3, "name": "note", "value": "x"}
    assert focused(given_to("find", before, typing), INVENTED) == (INVENTED[0], INVENTED[0].options[1], "acc")
    assert focused(given_to("find", before), INVENTED) is None
    nested = {
        "type": 1,
        "name": "start",
        "options": [{"type": 3, "name": "topic", "value": "", "focused": True}],
    }
    found = focused(given_to("game", nested), INVENTED)
    assert found is not None
    assert (found[0].name, found[1].name, found[2]) == ("game start", "topic", "")
    assert focused(given_to("find", typing | {"name": "gone"}), INVENTED) is None


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["find", "game", "start", "what"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "name", "options", "value", "focused", "resolved", "messages", "target_id", "5"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["type", "name", "options", "resolved", "target_id"]), JSON), JSON)
def test_nothing_that_arrives_is_too_strange(data: dict[str, Any], option: object) -> None:
    resolved = {"messages": {"5": option}}
    for each in (
        data,
        data | {"name": "find", "options": [option, {"name": "calendar", "value": option}]},
        data | {"type": 3, "name": "Find this"},
        {"type": 3, "name": "Find this", "target_id": "5", "resolved": resolved},
        {"type": 3, "name": "Find this", "target_id": "5", "resolved": {"messages": option}},
    ):
        found = read(each, INVENTED, (SHORTCUT,))
        assert found is None or found[0] in INVENTED
        typed = focused(each, INVENTED)
        assert typed is None or typed[1] in typed[0].options
