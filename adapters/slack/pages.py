"""The installation of the app in a workspace, and the pages that whoever installs it sees.

The link leads to Slack at once, which asks whether the app may be installed and sends the person back here.
"""

from __future__ import annotations

from html import escape
from http import HTTPStatus
from typing import TYPE_CHECKING

from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    import logging
    from collections.abc import Awaitable, Callable

    from slack_bolt.oauth.async_callback_options import AsyncFailureArgs, AsyncSuccessArgs

    from adapters.slack.installing import Installations, States
    from bot.config import Config

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
_PATIENCE = 10  # seconds for one request to Slack
_API, _AUTHORIZE = "api/", "oauth/v2/authorize"

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
<p>{more}</p>
</main>
</body>
</html>
"""
_AGAIN = f'<a href="{INSTALL}">Try again</a>'
# What Bolt says went wrong, and what it means to the one who installs.
_FAILED = {
    "access_denied": "You chose not to install Tarikh. Nothing was changed.",
    "invalid_browser": "This installation was begun in another browser, or cookies are off.",
    "invalid_state": "This installation was begun more than ten minutes ago, or was ended already.",
    "storage_error": "The installation could not be kept. Whoever runs this bot finds the reason in its log.",
}


def flow(  # noqa: PLR0913, PLR0917 -- what an installation needs
    config: Config,
    base: str,
    scopes: tuple[str, ...],
    installations: Installations,
    states: States,
    quiet: logging.Logger,
    *,
    installed: Callable[[str], Awaitable[None]],
) -> AsyncOAuthFlow:
    """How the app is installed.

    Args:
        config: The app's id and secret, and the address under which people reach this server.
        base: The Web API's address. The page where people are asked stands beside it, as with Slack itself.
        scopes: What is asked for.
        installations: Where installations are kept.
        states: Where those are kept that were begun.
        quiet: A logger for what Bolt says, which may quote secrets.
        installed: Called with the id of a workspace after the app was installed there.
    """
    assert config.slack_client_id is not None  # noqa: S101 -- the settings have told else
    assert config.slack_client_secret is not None  # noqa: S101 -- the same

    async def success(arguments: AsyncSuccessArgs) -> BoltResponse:
        installation = arguments.installation
        if installation.team_id and not installation.is_enterprise_install:
            await installed(installation.team_id)
        name = installation.team_name or installation.enterprise_name or "your workspace"
        where = f"https://slack.com/app_redirect?app={escape(str(installation.app_id or ''), quote=True)}"
        opens = f'<a href="{where}">Open Tarikh in Slack</a>'
        return _page(
            HTTPStatus.OK,
            f"Tarikh is in {name}",
            "Type /tarikh help anywhere, or /invite @Tarikh in a channel where it is to run quizzes.",
            opens,
        )

    async def failure(arguments: AsyncFailureArgs) -> BoltResponse:
        status = HTTPStatus(arguments.suggested_status_code)
        wrong = _FAILED.get(arguments.reason, "Slack did not confirm the installation.")
        return _page(status, "Tarikh was not installed", wrong, _AGAIN)

    return AsyncOAuthFlow(
        client=AsyncWebClient(base_url=base, timeout=_PATIENCE, retry_handlers=[], logger=quiet),
        logger=quiet,
        settings=AsyncOAuthSettings(
            client_id=config.slack_client_id,
            client_secret=config.slack_client_secret.reveal(),
            scopes=scopes,
            user_scopes=(),
            redirect_uri=f"{config.slack_public_url}{REDIRECT}",
            install_path=INSTALL,
            install_page_rendering_enabled=False,
            redirect_uri_path=REDIRECT,
            callback_options=AsyncCallbackOptions(success, failure),
            authorization_url=f"{base.removesuffix(_API)}{_AUTHORIZE}",
            installation_store=installations,
            installation_store_bot_only=True,
            state_store=states,
            logger=quiet,
        ),
    )


def away() -> BoltResponse:
    """The page for when something that an installation needs does not answer."""
    title = "Tarikh cannot be installed just now"
    return _page(HTTPStatus.SERVICE_UNAVAILABLE, title, "Please try again in a moment.", _AGAIN)


def _page(status: HTTPStatus, title: str, text: str, more: str) -> BoltResponse:
    """A page; `more` is HTML, all else plain words."""
    body = _PAGE.format(title=escape(title), text=escape(text), more=more)
    return BoltResponse(status=status, body=body, headers={"content-type": "text/html; charset=utf-8"})
