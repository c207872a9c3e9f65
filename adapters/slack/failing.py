"""What is said where an answer could not be found: a line in the log, and a sentence to the person."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.backend import DatabaseError
from bot.message import Message, line
from bot.texts import texts

if TYPE_CHECKING:
    from bot.preferences import Settings

_LOG = logging.getLogger(__name__)


def failed(settings: Settings, what: str, error: Exception) -> tuple[Message, ...]:
    """Log what went wrong, without anything that a person typed, and say so kindly.

    Args:
        settings: For the language.
        what: What was being answered.
        error: What went wrong.
    """
    if isinstance(error, DatabaseError):
        _LOG.error("slack failed what=%s trouble=%s: %s", what, error.trouble, error)
    else:
        _LOG.error("slack failed what=%s error=%s", what, type(error).__name__)
    _LOG.debug("slack failed what=%s", what, exc_info=error)
    if isinstance(error, DatabaseError):
        return private(settings, "My memory does not answer just now. Please try again in a moment.")
    return private(settings, "Something went wrong on my side. Please try again in a moment.")


def private(settings: Settings, sentence: str) -> tuple[Message, ...]:
    """A sentence for one person."""
    return (Message((line(texts(settings.locale)(sentence)),), private=True),)
