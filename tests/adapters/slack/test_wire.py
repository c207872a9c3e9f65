"""The way to the addresses that take answers, with nothing but a server behind it."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from adapters.slack.wire import USES, TooLateError, Wire, WireError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HOST = "127.0.0.1"


class Address:
    """An address that says in turn what it is told to, and keeps what it is given."""

    def __init__(self) -> None:
        self.says: list[web.Response] = []
        self.given: list[object] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.given.append(await request.json())
        return self.says.pop(0) if self.says else web.Response(text="ok")


@pytest.fixture
async def address() -> AsyncIterator[Address]:
    made = Address()
    app = web.Application()
    app.router.add_post("/secret", made.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    made.url = f"http://{HOST}:{runner.addresses[0][1]}/secret"
    yield made
    await runner.cleanup()


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    made = Wire()
    yield made
    await made.close()


def said(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status)


@pytest.mark.parametrize("text", ["ok", "", '{"ok": true}', "<html>proxy</html>"])
async def test_what_slack_takes(wire: Wire, address: Address, text: str) -> None:
    address.says = [said(text)]
    await wire.send(address.url, {"text": "Ä & ۸"})
    assert address.given == [{"text": "Ä & ۸"}]


@pytest.mark.parametrize(
    "answer",
    [
        lambda: said("used_url", 404),
        lambda: said("expired_url", 404),
        lambda: said('{"ok": false, "error": "expired_url"}'),
        lambda: said('{"ok": false, "error": "used_url"}', 400),
        lambda: said("no_active_hooks", 400),
        lambda: said("", 410),
    ],
)
async def test_what_is_too_late(wire: Wire, address: Address, answer: object) -> None:
    assert callable(answer)
    address.says = [answer()]
    with pytest.raises(TooLateError):
        await wire.send(address.url, {"text": "x"})
    assert len(address.given) == 1


@pytest.mark.parametrize(
    "answer",
    [
        lambda: said("invalid_blocks", 400),
        lambda: said("forbidden", 403),
        lambda: said('{"ok": false, "error": "invalid_payload"}'),
    ],
)
async def test_what_is_refused_is_not_repeated(wire: Wire, address: Address, answer: object) -> None:
    assert callable(answer)
    address.says = [answer()]
    with pytest.raises(WireError) as caught:
        await wire.send(address.url, {"text": "x"}, repeatable=True)
    assert not isinstance(caught.value, TooLateError)
    assert len(address.given) == 1


async def test_no_address_is_used_more_often_than_slack_takes(wire: Wire, address: Address) -> None:
    for _ in range(USES):
        await wire.send(address.url, {"text": "x"})
    with pytest.raises(TooLateError):
        await wire.send(address.url, {"text": "x"})
    assert len(address.given) == USES


@pytest.mark.parametrize("after", ["0", "soon"])
async def test_a_limit_is_waited_for(wire: Wire, address: Address, after: str) -> None:
    address.says = [web.Response(status=429, headers={"Retry-After": after})]
    await wire.send(address.url, {"text": "x"})
    assert len(address.given) == 2


async def test_nobody_listens_there(wire: Wire) -> None:
    with socket.socket() as asked:
        asked.bind((HOST, 0))
        port = asked.getsockname()[1]
    with pytest.raises(WireError, match="ClientConnectorError") as caught:
        await wire.send(f"http://{HOST}:{port}/secret", {"text": "x"})
    assert "secret" not in str(caught.value)
    assert str(port) not in str(caught.value)
