"""Slack's Web API for every workspace: one try at a time, and what went wrong in our own words.

It is tried once because only who asks knows whether asking twice is harmless: slack_sdk's own handlers for
retries would post a message twice whose answer was lost. `adapters.slack.saying` tries again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.limits import LimitedError, Limits
from bot import guarding
from bot.backend import DatabaseError
from bot.message import MessageGoneError, NotAllowedError, PlaceGoneError, UnacceptedError, UnreachableError
from bot.sealing import SealError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

PATIENCE = 10.0  # seconds for one try; slack_sdk itself would wait for thirty
LONGEST = 60.0  # seconds that a limit of Slack's is waited for
_CONNECT = 5.0  # seconds of them until a connection is there
_CONNECTIONS = 100  # at once; those beyond wait for one of them
_DEFAULT_AFTER = 10.0  # seconds to wait where Slack names none
_SHORTEST_AFTER = 0.1  # seconds; a wait of none would have it asked again and again
_LONGEST_AFTER = 3_600.0  # seconds; Slack has never been seen to ask for more
_TOO_MANY = 429

# Slack's words for what is wrong, from the pages of its methods.
_PLACE_GONE = frozenset(
    {
        "channel_not_found",  # also a private channel that the bot was removed from
        "team_not_found",
        "thread_not_found",
        "user_not_found",
    }
)
_THROWN_OUT = frozenset(
    {
        "account_inactive",
        "invalid_auth",  # also this machine's address, where a workspace lists those that it takes
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
_NOT_ALLOWED = frozenset(
    {
        "access_denied",
        "accesslimited",
        "cannot_dm_bot",
        "channel_is_limited_access",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "is_archived",  # it can be opened again, and is still there to be read
        "is_inactive",
        "messages_tab_disabled",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "team_access_not_granted",
        "two_factor_setup_required",
        "user_disabled",
    }
)
_MESSAGE_GONE = frozenset({"cant_update_message", "edit_window_closed", "message_not_found"})
_LIMITED = frozenset({"rate_limited", "ratelimited"})
# Of these Slack says that a part of what was asked may have been done, or that it is away for a while.
_FAILED = frozenset(
    {
        "external_channel_migrating",
        "fatal_error",
        "internal_error",
        "message_limit_exceeded",
        "org_login_required",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
        "update_failed",
    }
)

_LOG = logging.getLogger(__name__)


class NoPlaceError(PlaceGoneError):
    """There is no such place, or the app is not in that workspace any more.

    Attributes:
        word: Slack's word for it, such as `channel_not_found`.
        thrown_out: Whether it is the app that Slack does not let in, which says nothing of the place.
    """

    def __init__(self, word: str) -> None:
        super().__init__(f"there is no such place on Slack ({word})")
        self.word = word
        self.thrown_out = word in _THROWN_OUT


class BarredError(NotAllowedError):
    """Slack does not let the bot do it.

    Attributes:
        word: Slack's word for it, such as `not_in_channel`.
        needed: The scope that is missing, or several with commas; empty where it is not that.
        method: What was asked for.
    """

    def __init__(self, word: str, needed: str, method: str) -> None:
        super().__init__(f"Slack does not allow {method} there ({word})")
        self.word = word
        self.needed = needed
        self.method = method


class FailedError(UnreachableError):
    """A try came to nothing, as far as can be seen from here.

    Attributes:
        reason: Slack's word for it, or that of the error.
        uncertain: Whether Slack may have done what was asked.
        silent: Whether Slack has not answered in time, so that it may still be doing it.
    """

    def __init__(self, reason: str, *, uncertain: bool, silent: bool = False) -> None:
        super().__init__(f"Slack was not reached, or failed ({reason})")
        self.reason = reason
        self.uncertain = uncertain
        self.silent = silent


class RefusedError(UnacceptedError):
    """Slack did not take what was asked as it was asked; asking again would bring the same.

    Attributes:
        word: Slack's word for it, such as `expired_trigger_id`.
    """

    def __init__(self, word: str, method: str) -> None:
        super().__init__(f"Slack refused {method} ({word})")
        self.word = word


class Web:
    """The Web API.

    Args:
        token: Gives a workspace's bot token; raises `ThrownOutError` where the app is not installed there.
        limits: Slack's limits, shared by all that this process asks.
        base: The API's address, `https://…/api/`; None is Slack's own.
        patience: Seconds for one try.
    """

    def __init__(
        self,
        token: Callable[[str], Awaitable[str]],
        limits: Limits,
        *,
        base: str | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._token = token
        self.limits = limits
        self.patience = patience
        # At DEBUG slack_sdk logs what is said, and it takes a logger without a level for one at DEBUG.
        quiet = logging.getLogger(f"{__name__}.sdk")
        quiet.setLevel(logging.WARNING)
        self._client = AsyncWebClient(
            base_url=base or AsyncWebClient.BASE_URL, retry_handlers=[], logger=quiet
        )

    async def call(
        self,
        team: str,
        method: str,
        arguments: Mapping[str, Any],
        *,
        longest: float = LONGEST,
    ) -> dict[str, Any]:
        """Ask for something once, as soon as Slack's limits allow it.

        Args:
            team: The workspace.
            method: Slack's name for it, such as `chat.update`.
            arguments: What Slack takes for it.
            longest: Seconds that its limit is worth waiting for.

        Returns:
            Slack's answer.

        Raises:
            NoPlaceError: The channel, conversation or thread is not there, or the app not in the workspace.
            BarredError: The bot may not.
            MessageGoneError: The message is not there, or can no longer be edited.
            LimitedError: Slack takes no more of this for now.
            FailedError: Slack was not reached, or failed.
            RefusedError: Slack finds something wrong with what was asked.
            LostError: It is no longer to be asked: see `bot.guarding`.
        """
        channel = str(arguments.get("channel", ""))
        await self.limits.turn(method, team, channel, longest)
        try:
            token = await self._token(team)
        except (DatabaseError, SealError) as error:
            raise FailedError(type(error).__name__, uncertain=False) from None
        if self._client.session is None:  # aiohttp makes one only where a loop runs
            self._client.session = self._session()
        # slack_sdk knows which methods take their arguments in a query and which as JSON.
        ask = getattr(self._client, method.replace(".", "_"))
        guarding.check()
        try:
            answer = await ask(token=token, **arguments)
        except SlackApiError as error:
            found = _told(error, method)
        except aiohttp.ClientConnectorError as error:
            found = FailedError(type(error).__name__, uncertain=False)
        except aiohttp.ConnectionTimeoutError as error:
            found = FailedError(type(error).__name__, uncertain=False)
        # The last two are what slack_sdk stumbles over where something else than Slack answers.
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, AttributeError) as error:
            silent = isinstance(error, TimeoutError)
            found = FailedError(type(error).__name__, uncertain=True, silent=silent)
        else:
            return dict(answer.data)
        if isinstance(found, LimitedError):
            self.limits.hold(method, team, channel, found.after)
        _LOG.info("slack did not take it method=%s team=%s reason=%s", method, team, _short(found))
        raise found

    async def close(self) -> None:
        """Close all connections."""
        if self._client.session is not None:
            await self._client.session.close()

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=_CONNECTIONS),
            cookie_jar=aiohttp.DummyCookieJar(),
            # A session of one's own makes slack_sdk's own timeout void.
            timeout=aiohttp.ClientTimeout(total=self.patience, connect=min(_CONNECT, self.patience)),
        )


def _told(error: SlackApiError, method: str) -> Exception:
    """What Slack has said, in our own words."""
    response = error.response
    # Where the answer was no JSON, slack_sdk gives aiohttp's response instead of its own.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    data = data if isinstance(data, dict) else {}
    word = str(data.get("error", ""))
    if status == _TOO_MANY or word in _LIMITED:
        return LimitedError(_after(response.headers.get("Retry-After", "")))
    if status >= 500 or word in _FAILED or (status < 300 and not word):
        return FailedError(word or str(status), uncertain=True)
    if word in _PLACE_GONE or word in _THROWN_OUT:
        return NoPlaceError(word)
    if word in _NOT_ALLOWED:
        return BarredError(word, str(data.get("needed", "")), method)
    if word in _MESSAGE_GONE:
        return MessageGoneError(f"the message cannot be edited any more ({word})")
    return RefusedError(word or str(status), method)


def _after(header: str) -> float:
    try:
        return min(max(_SHORTEST_AFTER, float(header)), _LONGEST_AFTER)
    except ValueError:
        return _DEFAULT_AFTER


def _short(error: Exception) -> str:
    word = getattr(error, "word", "") or getattr(error, "reason", "")
    return word or type(error).__name__
