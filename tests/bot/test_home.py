"""The page of a platform that has one for the bot: what it shows to whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.home import home
from bot.message import Form
from tests.bot.room import AMINA, OMID, answer, message
from tests.bot.town import Town

if TYPE_CHECKING:
    from bot.message import Message
    from bot.store import Store
    from tests.bot.room import Class

DAY = 1_765_094_400.0  # 7 December 2025; the invented pack knows 7 March
MARCH = 1_772_870_400.0  # 7 March 2026, 08:00 UTC


async def shown(school: Class, *, manager: bool = False, now: float = MARCH) -> tuple[Message, ...]:
    app = replace(school.app, now=lambda: now)
    return await home(app, school.request(OMID, manager=manager))


async def test_it_tells_what_it_is_what_happened_today_and_how_to_begin(school: Class) -> None:
    page = await shown(school)
    assert page[0].text.startswith("Tarikh: ")
    assert "/lookup" in page[0].text
    assert page[1].text.startswith("On this day: 7 March")
    assert [button.token for button in page[1].buttons] == ["lookup:river-accord"]
    assert page[-1].text.startswith("Your results\nNothing yet")


async def test_a_day_without_anything_is_told_as_ever(school: Class) -> None:
    page = await shown(school, now=DAY)
    assert "The sources give no day-precise date for this day." in page[1].text


async def test_only_who_manages_it_is_led_to_daily_posts_and_settings(school: Class) -> None:
    assert [button.label for button in (await shown(school))[0].buttons] == ["Help"]
    page = await shown(school, manager=True)
    assert [button.label for button in page[0].buttons] == ["Help", "Daily posts", "Settings"]
    assert isinstance(await school.press(OMID, page[0].buttons[2].token, manager=True), Form)
    daily = message(await school.press(OMID, page[0].buttons[1].token, manager=True, channels=Town()))
    assert daily.lines[0].text == "Nothing is posted daily here yet"
    assert isinstance(await school.press(OMID, daily.buttons[0].token, manager=True, channels=Town()), Form)
    assert "/lookup" in message(await school.press(OMID, page[0].buttons[0].token)).text


async def test_results_lead_to_practice(school: Class) -> None:
    await school.command(AMINA, "/quiz start questions:1 seed:1 seconds:600 wait:0 pause:0")
    await answer(school, OMID, right=False)
    await school.command(AMINA, "/quiz reveal")
    await school.label(AMINA, "Final table")
    page = await shown(school)
    assert "You have answered 1 question" in page[-1].text
    asked = message(await school.label(OMID, "Practise what you missed", of=page[-1]))
    assert "A question that you missed" in asked.text


async def test_without_its_memory_the_history_is_there_all_the_same(school: Class, store: Store) -> None:
    await store.database.close()
    page = await shown(school)
    assert page[1].text.startswith("On this day: 7 March")
    assert page[-1].text == "Your results cannot be read just now."
