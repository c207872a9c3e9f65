"""Payloads for tests of the rules, and a plain way to send them, with no library that would mend them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from tests.servers.discord.server import DiscordServer
    from tests.servers.discord.wire import Json

V2 = 32768
"""The flag IS_COMPONENTS_V2."""
OFF: Json = {"parse": []}
"""`allowed_mentions` that let nobody be pinged."""


async def call(server: DiscordServer, method: str, path: str, body: object) -> tuple[int, Any]:
    """Send a request as the bot; give the status and the answer."""
    headers = {"Authorization": f"Bot {server.token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, server.api_url + path, json=body, headers=headers) as response,
    ):
        return response.status, await response.json() if response.status != 204 else None


def button(**changes: object) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | changes


def row(*parts: Json) -> Json:
    return {"type": 1, "components": list(parts)}


def text(words: str) -> Json:
    return {"type": 10, "content": words}


def choosing(**changes: object) -> Json:
    options = [{"label": name, "value": name} for name in "ab"]
    return {"type": 3, "custom_id": "s", "options": options} | changes


def embed(**changes: object) -> Json:
    return {"description": "words"} | changes


def option(**changes: object) -> Json:
    return {"type": 3, "name": "query", "description": "d"} | changes


def command(**changes: object) -> Json:
    return {"type": 1, "name": "lookup", "description": "d"} | changes


def label(part: Json, words: str = "l") -> Json:
    return {"type": 18, "label": words, "component": part}


def line(**changes: object) -> Json:
    return {"type": 4, "style": 1, "custom_id": "t"} | changes


def form(*parts: Json) -> Json:
    return {"type": 9, "data": {"custom_id": "f", "title": "t", "components": list(parts)}}
