"""Forms look in Discord as their golden files."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from adapters.discord.render import Renderer, form
from bot.message import Choice, Field, Form
from tests.adapters.discord.taken import described

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_form_looks_as_its_golden_file(golden: Callable[[str, str], None]) -> None:
    asked = Form(
        "Your answer",
        "quiz:7f3a:2:w",
        (
            Field("answer", "A year, Gregorian or Solar Hijri", "like 1988 or 1367", most=4),
            Field("why", "Why do you think so? " * 3, "a sentence", most=9_000),
            Field("more", "Anything more"),
            Field("last", "A label that is too long for Discord to show all of it"),
        ),
    )
    body = form(asked)
    golden("discord/form.json", json.dumps(body, ensure_ascii=False, indent=1) + "\n")
    described("ModalInteractionCallbackRequest").validate({"type": 9, "data": body})
    assert Renderer().form(asked) == body


def test_a_form_with_choices_looks_as_its_golden_file(golden: Callable[[str, str], None]) -> None:
    calendars = (
        Choice("Gregorian first", "gregorian"),
        Choice("Solar Hijri first", "solar_hijri", chosen=True),
    )
    channels = (
        Choice("912345678901234567", "912345678901234567", chosen=True),
        Choice("C1", "C1", chosen=True),
    )
    asked = Form(
        "Settings",
        "set:form",
        (
            Field("calendar", "Calendar", "This one comes first.", most=1, choices=calendars),
            Field(
                "who",
                "Who may start a quiz for all of a server, or a class",
                "Who",
                most=2,
                choices=calendars,
            ),
            Field("channels", "Channels", least=0, most=25, choices=channels, channels=True),
            Field("none", "Other channels", most=3, channels=True),
            Field("why", "Why?", least=0, most=300),
        ),
        submit="Save",
    )
    body = form(asked)
    golden("discord/form-of-choices.json", json.dumps(body, ensure_ascii=False, indent=1) + "\n")
    described("ModalInteractionCallbackRequest").validate({"type": 9, "data": body})
    posted = replace(asked, fields=(Field("where", "Where", most=1, channels=True, posts=True),))
    assert form(posted)["components"][0]["component"]["channel_types"] == [0, 5, 10, 11]  # no forum
    described("ModalInteractionCallbackRequest").validate({"type": 9, "data": form(posted)})
    least = replace(asked, fields=(Field("long", "A long one", least=20, most=30),))
    assert form(least)["components"][0]["component"]["min_length"] == 20
