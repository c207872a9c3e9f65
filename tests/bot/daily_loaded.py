"""Imported by the process that others are forked from: has it load what they tell."""

from tests.bot.daily_process import loaded

loaded()
