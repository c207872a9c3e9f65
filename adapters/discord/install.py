"""The link by which a server's administrator installs the bot."""

from __future__ import annotations

import base64
from urllib.parse import urlencode

from adapters.discord.permissions import ASKED, together

_PAGE = "https://discord.com/oauth2/authorize"
_SCOPES = "bot applications.commands"


class NoIdError(ValueError):
    """The application's id cannot be read; the text says what to do."""


def application_id(token: str) -> str:
    """The application's id: the first of a bot token's three parts is the id in base64.

    Raises:
        NoIdError: The token is not made so.
    """
    first = token.partition(".")[0]
    try:
        decoded = base64.b64decode(first + "=" * (-len(first) % 4), validate=True).decode("ascii")
    except ValueError:
        decoded = ""
    return checked(decoded)


def checked(number: str) -> str:
    """An application's id, if it is one.

    Raises:
        NoIdError: It is none: a snowflake is a number of 15 to 20 digits.
    """
    if not (number.isascii() and number.isdigit() and 15 <= len(number) <= 20):
        raise NoIdError(
            "The application's id is not to be read from TARIKH_DISCORD_TOKEN: give it with --id; "
            "Discord's developer portal shows it as “Application ID”."
        )
    return number


def invitation(application: str) -> str:
    """What to open to install the bot, and why it asks for what it asks.

    Args:
        application: The application's id.
    """
    permissions = together(each for each, _, _ in ASKED)
    query = urlencode({"client_id": application, "scope": _SCOPES, "permissions": permissions})
    reasons = "\n".join(f"  {name}: {why}." for _, name, why in ASKED)
    return f"{_PAGE}?{query}\n\nIt asks for:\n{reasons}\nIt reads no messages."
