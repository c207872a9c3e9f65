"""Composes daily posts of the invented pack, on the day of its accord or on another."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

from bot.choosing import Chosen, Told, Why
from bot.composing import Composed, Previous, compose
from bot.schedules import EVERY_DAY, Schedule
from bot.subscriptions import Kind, Wish
from bot.texts import texts
from content.days import Calendar, Mark
from quizzes.shown import shown_order
from tests.bot.packs import POST

if TYPE_CHECKING:
    from bot.message import Message
    from content.library import Library
    from quizzes.banks import Bank

SAY = texts("en")
WISH = Wish(Kind.DAY, Schedule(8, 0, "Asia/Kabul", EVERY_DAY), ping="pupils")
SIGNED = date(2027, 3, 7)

ACCORD = Told("river-accord", ("signed", "opinion"), True, "1993-03-07", 34, Mark.ON, Calendar.BOTH)
NIGHT = Told("night-on-the-bank", ("dead",), True, "1993-02-11/1993-02-12", 34, Mark.BEGAN, Calendar.BOTH)
RAID = Told("raid", ("burned",), True, "1994-01-30", 33, Mark.ON, Calendar.GREGORIAN)
FLOOD = Told("flood", ("rose",), True, "1992-04")
AMINA = Told("amina-darya", ("north-bank",), True)
FIRE = Told("mill-fire", ("first", "third"), False, "1994-05-01", 33, Mark.ON, Calendar.SOLAR_HIJRI)


def post(
    known: Library,
    bank: Bank,
    *told: Told,
    asks: str = "",
    why: Why = Why.DAY,
    day: date = SIGNED,
    wish: Wish = WISH,
    previous: Previous | None = None,
) -> Composed:
    """Compose a post that tells and asks this."""
    asked = bank.questions.get(asks)
    order = shown_order(asked, Random(POST)) if asked else ()
    return compose(known, bank, wish, POST, day, Chosen(why, told, asks, order), previous, SAY)


def words(message: Message | None) -> str:
    assert message is not None
    return message.text
