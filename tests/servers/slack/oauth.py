"""OAuth 2: the page that asks for consent, and what its code is exchanged for."""

from __future__ import annotations

import base64
import binascii
import html
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from aiohttp import web

from tests.servers.slack.answers import ApiError

if TYPE_CHECKING:
    from tests.servers.slack.teams import Team
    from tests.servers.slack.wire import Json
    from tests.servers.slack.world import World

AUTHORIZE = "/oauth/v2/authorize"
SIGNED_IN = "d"
"""The cookie of somebody who is signed in to Slack; its value is their id."""


@dataclass(slots=True)
class _Code:
    team: Team
    person: str
    scopes: tuple[str, ...]
    redirect_uri: str
    made: float
    used: bool = False


@dataclass(slots=True)
class OAuth:
    """The consent of people, and the codes that come of it.

    `redirect_urls` are those of the app's settings: where consent leads when the app names no address, and
    under which any that it names must lie. Without them every address is taken.
    """

    world: World
    client_id: str
    client_secret: str
    redirect_urls: list[str] = field(default_factory=list)
    _codes: dict[str, _Code] = field(default_factory=dict)

    @classmethod
    def of(cls, world: World) -> OAuth:
        """Make one for an app with an id and a secret of its own."""
        number = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}"
        return cls(world, number, secrets.token_hex(16))

    def page(self, request: web.BaseRequest) -> web.Response:
        """Show the page that asks for consent, or go back with what was decided."""
        query = request.query
        person = request.cookies.get(SIGNED_IN, "")
        team = next((team for team in self.world.teams.values() if person in team.users), None)
        if query.get("client_id") != self.client_id:
            return _oops("invalid_client_id")
        if team is None:
            return web.Response(status=401, text="Sign in to your workspace first.")
        scopes = tuple(scope for scope in query.get("scope", "").split(",") if scope)
        if not scopes:
            return _oops("no_scopes")
        decided, redirect_uri = query.get("decided"), query.get("redirect_uri", "")
        target = redirect_uri or (self.redirect_urls[0] if self.redirect_urls else "")
        if not target or (self.redirect_urls and not target.startswith(tuple(self.redirect_urls))):
            return _oops("bad_redirect_uri")
        if decided is None:
            return self._asking(query.items(), scopes, team)
        told = {"state": query.get("state", "")}
        if decided == "allow":
            code = secrets.token_urlsafe(24)
            self._codes[code] = _Code(team, person, scopes, redirect_uri, time.monotonic())
            told["code"] = code
        else:
            told["error"] = "access_denied"
        raise web.HTTPFound(f"{target}{'&' if '?' in target else '?'}{urlencode(told)}")

    @staticmethod
    def _asking(query: object, scopes: tuple[str, ...], team: Team) -> web.Response:
        listed = "".join(f"<li>{html.escape(scope)}</li>" for scope in scopes)
        links = "".join(
            f'<a id="{decided}" href="{AUTHORIZE}?{html.escape(urlencode([*query, ("decided", decided)]))}">'  # type: ignore[misc]  # pairs of a query
            f"{decided}</a>"
            for decided in ("allow", "cancel")
        )
        page = f"<h1>An app wants to be added to {html.escape(team.name)}</h1><ul>{listed}</ul>{links}"
        return web.Response(text=page, content_type="text/html")

    def access(self, arguments: Json, authorization: str) -> Json:
        """Exchange a code for the bot's token (oauth.v2.access).

        Raises:
            ApiError: The app is another, or the code no good.
        """
        client, secret = _client(arguments, authorization)
        if client != self.client_id:
            raise ApiError("invalid_client_id")
        if secret != self.client_secret:
            raise ApiError("bad_client_secret")
        code = self._codes.get(str(arguments.get("code", "")))
        if code is None or time.monotonic() - code.made > self.world.times.code_lives:
            raise ApiError("invalid_code")
        if code.used:
            raise ApiError("code_already_used")
        if str(arguments.get("redirect_uri") or "") != code.redirect_uri:
            raise ApiError("bad_redirect_uri")
        code.used = True
        token = code.team.install(code.scopes)
        granted = code.team.installation.scopes if code.team.installation is not None else set()
        return {
            "access_token": token,
            "token_type": "bot",
            "scope": ",".join(sorted(granted)),
            "bot_user_id": code.team.bot_user,
            "app_id": code.team.app_id,
            "team": {"id": code.team.id, "name": code.team.name},
            "enterprise": None,
            "authed_user": {"id": code.person},
            "is_enterprise_install": False,
        }


def _client(arguments: Json, authorization: str) -> tuple[str, str]:
    """Read who asks: in the arguments, or as a user and password of HTTP."""
    if authorization.startswith("Basic "):
        try:
            user, _, password = base64.b64decode(authorization[6:]).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return user, password
    return str(arguments.get("client_id", "")), str(arguments.get("client_secret", ""))


def _oops(error: str) -> web.Response:
    return web.Response(status=400, text=f"Something went wrong: {error}")
