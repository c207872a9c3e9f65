"""Joins Slack, and says in a sentence why it cannot be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.slack.limits import LimitedError
from adapters.slack.web import BarredError
from bot.message import PlaceGoneError, UnreachableError
from bot.running import JoinError

if TYPE_CHECKING:
    from adapters.slack.web import Web

_BOT_TOKEN = "TARIKH_SLACK_BOT_TOKEN"  # noqa: S105 -- a setting's name

# Slack's words for a token that it does not take.
_TOKEN = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)

# And for what may be over in a while.
_PASSING = frozenset({"429", "fatal_error", "internal_error", "request_timeout", "service_unavailable"})


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is in its one workspace: the workspace's id, and the bot's own ids and name."""

    team: str
    user: str
    bot: str
    name: str


async def introduce(web: Web) -> Me:
    """Ask Slack who the bot is in its one workspace.

    Raises:
        JoinError: Slack does not take the token, or cannot be reached.
    """
    try:
        told = await web.call("", "auth.test", {})
    except PlaceGoneError:
        raise stopped("invalid_auth", _BOT_TOKEN) from None
    except BarredError as error:
        raise stopped(error.word, _BOT_TOKEN) from None
    except LimitedError:
        raise stopped("429", _BOT_TOKEN) from None
    except UnreachableError as error:
        word = getattr(error, "reason", "") or getattr(error, "word", "")
        raise stopped(word, _BOT_TOKEN) from None
    return Me(*(str(told.get(each, "")) for each in ("team_id", "user_id", "bot_id", "user")))


def stopped(word: str, setting: str) -> JoinError:
    """What stopped the bot. For the arguments see `refused`."""
    server = word.isdigit() and int(word) >= 500
    unreached = not word.isdigit() and not word.islower()
    return JoinError(refused(word, setting), again=server or unreached or word in _PASSING)


def refused(word: str, setting: str) -> str:
    """What stopped the bot, for who runs it.

    Args:
        word: Slack's word for it, the number of its answer, or what went wrong on the way.
        setting: Which token was shown to it.
    """
    if word in _TOKEN:
        where = "Basic Information, App-Level Tokens" if "APP" in setting else "OAuth & Permissions"
        return f"Slack does not accept {setting}. Copy the token anew from the app's settings: {where}."
    if word == "missing_scope":
        return f"{setting} lacks the scope connections:write. Make a new app-level token that has it."
    if word.isdigit():
        return f"Slack does not let the bot in just now (it answered {word}). Try again later."
    if word.islower():
        return f"Slack does not let the bot in ({word})."
    return (
        f"Slack cannot be reached ({word}). Look at this machine's network, "
        "and at TARIKH_SLACK_API_URL if it is set."
    )
