from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.app import App, Request
from bot.config import Calendar
from bot.message import Form, Message, Person, Place
from bot.preferences import Preferences, Scope, Sensitivity, Settings, Starters
from bot.settings import SETTINGS, answers_here, change, settings

if TYPE_CHECKING:
    from bot.message import Reply
    from bot.store import Store

SERVER = Request(
    Person("a", "A"), Place("test", "room"), server="house", within=("room", "hall"), manager=True
)
ALONE = Request(Person("a", "A"), Place("test", "room"), alone=True, manager=True)
SCOPE = Scope("test", "house")


@pytest.fixture
def app(store: Store) -> App:
    # Settings need nothing else of it.
    preferences = Preferences(store, Settings(), lambda: 0.0)
    return App(None, None, None, None, None, preferences, lambda: 0.0, None)  # type: ignore[arg-type] # see above


def only(messages: Reply) -> Message:
    assert not isinstance(messages, Form)
    (message,) = messages
    assert message.private
    return message


async def test_the_panel_shows_every_setting_with_what_it_means_and_what_to_choose(app: App) -> None:
    message = only(await settings(app, SERVER))
    assert "Settings for everybody here" in message.text
    for title in (
        "Language: English",
        "Calendar: Gregorian first",
        "Starting quizzes: Everyone",
        "Channels: All",
    ):
        assert title in message.text
    assert "Atrocities: Show them with a note; in /today only if asked for." in message.text
    assert "entries marked as reporting them" in message.text
    assert "those on deaths are always told soberly" in message.text
    assert [select.token for select in message.selects] == [
        "set:calendar",
        "set:starters",
        "set:sensitivity",
        "set:channels",
    ]
    chosen = [[choice.value for choice in select.choices if choice.chosen] for select in message.selects]
    assert chosen == [["gregorian"], ["everyone"], ["note"], []]
    channels = message.selects[-1]
    assert (channels.channels, channels.least, channels.most) == (True, 0, 25)
    assert not message.replaces


async def test_the_panel_tells_how_to_type_each_setting(app: App) -> None:
    message = only(await settings(app, SERVER))
    assert "/settings calendar:solar_hijri" in message.text
    for ways in (
        "calendar: gregorian, solar_hijri",
        "starters: everyone, moderators",
        "sensitivity: ask, note, show",
    ):
        assert ways in message.text


async def test_where_there_is_no_server_there_are_no_channels(app: App) -> None:
    message = only(await settings(app, ALONE))
    assert "Channels" not in message.text
    assert [select.token for select in message.selects] == ["set:calendar", "set:starters", "set:sensitivity"]


@pytest.mark.parametrize(
    ("name", "value", "held"),
    [
        ("calendar", "solar_hijri", Settings(calendar=Calendar.SOLAR_HIJRI)),
        ("starters", "moderators", Settings(starters=Starters.MODERATORS)),
        ("sensitivity", "ask", Settings(sensitivity=Sensitivity.ASK)),
    ],
)
async def test_a_choice_and_a_typed_value_change_the_same(
    name: str, value: str, held: Settings, app: App
) -> None:
    typed = only(await settings(app, replace(SERVER, values={name: value.upper()})))
    assert await app.preferences.of(SCOPE) == held
    assert "Changed." in typed.text
    await app.preferences.change(SCOPE, **{each.field: getattr(Settings(), each.field) for each in SETTINGS})
    chosen = only(await change(app, replace(SERVER, chosen=(value,)), name))
    assert await app.preferences.of(SCOPE) == held
    assert chosen == typed
    assert chosen.replaces
    select = next(select for select in chosen.selects if select.token == f"set:{name}")
    assert [choice.value for choice in select.choices if choice.chosen] == [value]


async def test_a_change_says_what_it_changed_and_nothing_else(app: App) -> None:
    values = {"calendar": "solar_hijri", "starters": "everyone"}
    message = only(await settings(app, replace(SERVER, values=values)))
    assert message.lines[1].text == "Changed. Calendar: Solar Hijri first."
    again = replace(SERVER, values=values, settings=await app.preferences.of(SCOPE))
    assert only(await settings(app, again)).lines[1].text == "It was so already."


async def test_channels_are_chosen_and_freed_again(app: App) -> None:
    message = only(await change(app, replace(SERVER, chosen=("1", "2", "1")), "channels"))
    assert (await app.preferences.of(SCOPE)).channels == ("1", "2")
    assert message.lines[1].text == "Changed. Channels: 2 channels."
    assert [choice.value for choice in message.selects[-1].choices] == ["1", "2"]
    before = replace(SERVER, settings=await app.preferences.of(SCOPE))
    message = only(await change(app, before, "channels"))
    assert (await app.preferences.of(SCOPE)).channels == ()
    assert message.lines[1].text == "Changed. Channels: All."


@pytest.mark.parametrize(
    "values",
    [
        {"calendar": "julian"},
        {"calendar": "solar_hijri", "starters": "nobody"},
        {"sensitivity": "x" * 10_000},
        {"language": "tlh"},
    ],
)
async def test_a_value_that_cannot_be_is_refused_and_nothing_changes(
    values: dict[str, str | int], app: App
) -> None:
    message = only(await settings(app, replace(SERVER, values=values)))
    assert " is one of: " in message.text
    assert len(message.text) < 200
    assert await app.preferences.of(SCOPE) == Settings()


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("calendar", ()),
        ("calendar", ("julian",)),
        ("calendar", ("gregorian", "solar_hijri")),
        ("locale", ("en",)),
        ("", ("en",)),
        ("channels", tuple(map(str, range(26)))),
        ("channels", ("",)),
        ("channels", ("x" * 101,)),
    ],
)
async def test_a_choice_that_was_forged_is_refused_and_nothing_changes(
    name: str, chosen: tuple[str, ...], app: App
) -> None:
    message = only(await change(app, replace(SERVER, chosen=chosen), name))
    assert "cannot be chosen" in message.text
    assert await app.preferences.of(SCOPE) == Settings()


async def test_channels_can_be_chosen_in_a_server_only(app: App) -> None:
    assert "cannot be chosen" in only(await change(app, replace(ALONE, chosen=("1",)), "channels")).text


@pytest.mark.parametrize("values", [{"calendar": "solar_hijri"}, {"calendar": "julian"}])
async def test_who_may_not_manage_is_told_so_kindly(values: dict[str, str | int], app: App) -> None:
    other = replace(SERVER, manager=False)
    for messages in (
        await settings(app, replace(other, values=values)),
        await change(app, replace(other, chosen=("solar_hijri",)), "calendar"),
        await change(app, replace(other, chosen=("1",)), "channels"),
    ):
        assert "takes the permission to manage this server" in only(messages).text
    assert await app.preferences.of(SCOPE) == Settings()
    shown = only(await settings(app, other))
    assert "Calendar: Gregorian first" in shown.text
    assert "takes the permission to manage this server" in shown.text
    assert not shown.selects


async def test_in_a_conversation_of_several_nobody_changes_them(app: App) -> None:
    several = replace(ALONE, manager=False, values={"calendar": "solar_hijri"})
    assert "in a conversation with the bot alone" in only(await settings(app, several)).text


@pytest.mark.parametrize(
    ("channels", "within", "openly"),
    [
        ((), ("room",), True),
        (("room",), ("room",), True),
        (("hall",), ("room", "hall"), True),  # a thread of a channel that was chosen
        (("other",), ("room", "hall"), False),
        (("other",), (), False),
    ],
)
def test_where_the_bot_answers_openly(
    channels: tuple[str, ...], within: tuple[str, ...], openly: bool
) -> None:
    assert answers_here(replace(SERVER, settings=Settings(channels=channels), within=within)) == openly


def form(reply: Reply) -> Form:
    assert isinstance(reply, Form)
    return reply


async def test_a_form_shows_all_that_can_be_settled_with_what_holds(app: App) -> None:
    held = Settings(calendar=Calendar.SOLAR_HIJRI, channels=("c1", "c2"))
    asked = form(await change(app, replace(SERVER, settings=held), "form"))
    assert (asked.token, asked.submit) == ("set:form", "Save")
    assert [field.name for field in asked.fields] == ["calendar", "starters", "sensitivity", "channels"]
    chosen = [[choice.value for choice in field.choices if choice.chosen] for field in asked.fields]
    assert chosen == [["solar_hijri"], ["everyone"], ["note"], ["c1", "c2"]]
    assert [(field.least, field.most) for field in asked.fields] == [(1, 1)] * 3 + [(0, 25)]
    assert asked.fields[-1].channels
    without = form(await change(app, ALONE, "form"))
    assert [field.name for field in without.fields] == ["calendar", "starters", "sensitivity"]


async def test_a_form_changes_everything_at_once_and_says_what(app: App) -> None:
    values = {"calendar": "solar_hijri", "starters": "moderators", "sensitivity": "note", "channels": "c1,c2"}
    told = only(await change(app, replace(SERVER, values=values), "form"))
    assert told.text == (
        "Changed. Calendar: Solar Hijri first; Starting quizzes: Moderators only; Channels: 2 channels."
    )
    held = Settings(calendar=Calendar.SOLAR_HIJRI, starters=Starters.MODERATORS, channels=("c1", "c2"))
    assert await app.preferences.of(SCOPE) == held
    same = only(await change(app, replace(SERVER, values=values, settings=held), "form"))
    assert same.text == "It was so already."
    freed = values | {"channels": ""}
    told = only(await change(app, replace(SERVER, values=freed, settings=held), "form"))
    assert told.text == "Changed. Channels: All."
    assert (await app.preferences.of(SCOPE)).channels == ()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"calendar": "julian", "starters": "moderators"},
            "Calendar is one of: Gregorian first, Solar Hijri first.",
        ),
        ({"starters": "moderators,everyone"}, "Starting quizzes is one of: Everyone, Moderators only."),
        (
            {"starters": "moderators", "channels": ",".join(map(str, range(26)))},
            "At most 25 channels can be chosen.",
        ),
        ({"channels": "x" * 101}, "At most 25 channels can be chosen."),
    ],
)
async def test_a_form_that_was_forged_changes_nothing(
    values: dict[str, str | int], sentence: str, app: App
) -> None:
    told = only(await change(app, replace(SERVER, values=values), "form"))
    assert (told.text, told.corrects) == (sentence, True)
    assert await app.preferences.of(SCOPE) == Settings()


async def test_a_form_is_for_those_who_manage_and_channels_for_servers(app: App) -> None:
    values = {"calendar": "solar_hijri", "channels": "c1"}
    for asked in (replace(SERVER, manager=False), replace(SERVER, manager=False, values=values)):
        assert "takes the permission" in only(await change(app, asked, "form")).text
    assert await app.preferences.of(SCOPE) == Settings()
    await change(app, replace(ALONE, values=values), "form")
    held = await app.preferences.of(Scope("test", "room"))
    assert held == Settings(calendar=Calendar.SOLAR_HIJRI)


async def test_in_a_conversation_of_two_nothing_is_hidden(app: App) -> None:
    elsewhere = replace(SERVER, settings=Settings(channels=("other",)))
    assert not answers_here(elsewhere)
    alone = replace(elsewhere, alone=True)  # as on a platform where that, too, belongs to a workspace
    assert answers_here(alone)
    panel = only(await settings(app, alone))
    assert panel.text.startswith("Settings\n")
    assert "Channels" not in panel.text
