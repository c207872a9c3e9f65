"""What is to be done where Slack does not let the bot post, in words for those who can."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adapters.slack.web import BarredError
    from bot.texts import Texts

INVITATION = "/invite @Tarikh"

_UNARCHIVE = "take it out of the archive"
_RIGHT = "the right to post there, which whoever manages the channel gives"


def unarchive(say: Texts) -> str:
    """What an archived channel takes."""
    return say(_UNARCHIVE)


def remedies(error: BarredError, say: Texts) -> tuple[str, ...]:
    """What it takes until Slack allows what it did not: see `bot.message.PlaceError`."""
    if error.needed:
        return (say("the permission {scopes}, given by installing Tarikh again", scopes=error.needed),)
    if error.word == "not_in_channel":
        return (INVITATION,)
    if error.word == "is_archived":
        return (unarchive(say),)
    if error.word.startswith("restricted_action"):
        return (say(_RIGHT),)
    return (say("an end to what Slack calls {reason}", reason=error.word),)
