"""The links that install the bot: in a server, and for a person's own account."""

from __future__ import annotations

import base64
from urllib.parse import urlencode

from adapters.discord.permissions import ASKED, together

_PAGE = "https://discord.com/oauth2/authorize"
# Discord's numbers for where an application is installed.
_SERVER, _PERSON = 0, 1
_WHERE = "give it with --id; Discord's developer portal shows it as “Application ID”."


class NoIdError(ValueError):
    """The application's id cannot be read; the text says what to do."""


def application_id(token: str) -> str:
    """The application's id: the first of a bot token's three parts is the id in base64.

    Args:
        token: The token; empty where none is set.

    Raises:
        NoIdError: There is no token, or it is not made so.
    """
    if not token:
        raise NoIdError(
            "TARIKH_DISCORD_TOKEN is not set here, so the application's id is not known. "
            f"Set it as for `tarikh run`, or find the id and {_WHERE}"
        )
    first = token.partition(".")[0]
    try:
        decoded = base64.b64decode(first + "=" * (-len(first) % 4), validate=True).decode("ascii")
    except ValueError:
        decoded = ""
    if not _is_id(decoded):
        raise NoIdError(f"The application's id cannot be read from TARIKH_DISCORD_TOKEN: {_WHERE}")
    return decoded


def checked(number: str) -> str:
    """An application's id as it was typed, if it is one.

    Raises:
        NoIdError: It is none. The text does not repeat it: somebody may have typed the token.
    """
    if not _is_id(number):
        raise NoIdError(
            "What --id was given is no application's id, which is a number of 15 to 20 digits: "
            "Discord's developer portal shows it as “Application ID”."
        )
    return number


def invitation(application: str) -> str:
    """What to open to install the bot, and why it asks for what it asks.

    Args:
        application: The application's id.
    """
    permissions = together(each for each, _, _ in ASKED)
    server = _link(application, _SERVER, scope="bot applications.commands", permissions=permissions)
    person = _link(application, _PERSON, scope="applications.commands")
    reasons = "\n".join(f"  {name}: {why}." for _, name, why in ASKED)
    return (
        f"For a server (you need Manage Server there):\n{server}\n\n"
        f"For your own account, to use it wherever you are:\n{person}\n\n"
        f"In a server it asks for:\n{reasons}\n"
        "It reads nobody's messages: in a channel's history it looks for its own."
    )


def _is_id(number: str) -> bool:
    """Whether it may be one of Discord's: the oldest have 17 digits, and 64 bits have 20 at the most."""
    return number.isascii() and number.isdigit() and 15 <= len(number) <= 20


def _link(application: str, kind: int, **asked: str | int) -> str:
    return f"{_PAGE}?{urlencode({'client_id': application, 'integration_type': kind, **asked})}"
