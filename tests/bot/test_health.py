"""The health page says what is not well, and the question to it never fails in another way."""

from __future__ import annotations

import asyncio
import json
import socket

import pytest

from bot import health


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as free:
        free.bind((health.HOST, 0))
        number: int = free.getsockname()[1]
    return number


async def well() -> str:
    return ""


async def lost() -> str:
    return "no connection for shard 1"


async def broken() -> str:
    raise ConnectionError("with an address in it")


async def silent() -> str:
    await asyncio.Event().wait()
    return ""


async def asked(port: int) -> tuple[bool, str]:
    return await asyncio.to_thread(health.ask, port)


async def test_all_well(port: int) -> None:
    async with health.page(port, {"discord": well, "database": well}):
        assert await asked(port) == (True, "ready (discord: ready; database: ready)")


async def test_what_is_not_well_is_named(port: int) -> None:
    async with health.page(port, {"discord": lost, "database": broken}):
        ready, told = await asked(port)
    assert not ready
    assert told == "not ready (discord: no connection for shard 1; database: ConnectionError)"


async def test_what_does_not_answer_is_not_well(port: int) -> None:
    async with health.page(port, {"database": silent}, patience=0.1):
        assert await asked(port) == (False, "not ready (database: does not answer)")


async def test_the_answer_is_json_for_others_to_read(port: int) -> None:
    async with health.page(port, {"discord": lost}):
        reader, writer = await asyncio.open_connection(health.HOST, port)
        writer.write(b"GET /health HTTP/1.0\r\n\r\n")
        answer = (await reader.read()).decode()
        writer.close()
        await writer.wait_closed()
    assert answer.startswith("HTTP/1.0 503 ")
    assert json.loads(answer.partition("\r\n\r\n")[2]) == {
        "status": "not ready",
        "checks": {"discord": "no connection for shard 1"},
    }


async def test_without_a_port_there_is_no_page() -> None:
    async with health.page(None, {"discord": well}):
        pass


async def test_a_port_that_is_taken(port: int) -> None:
    async with health.page(port, {}):
        with pytest.raises(
            health.PortError, match=rf"^TARIKH_HEALTH_PORT: port {port} cannot be used .*already"
        ):
            async with health.page(port, {}):
                pass


async def test_what_fails_while_the_page_is_served_is_not_put_down_to_its_port(port: int) -> None:
    with pytest.raises(ConnectionError):
        async with health.page(port, {}):
            raise ConnectionError


async def test_nobody_answers(port: int) -> None:
    assert await asked(port) == (False, f"not ready (nothing answers on port {port})")


@pytest.mark.parametrize(
    "said", [b"", b"SSH-2.0\r\n", b"HTTP/1.0 200 OK\r\n\r\nhello", b"HTTP/1.0 200 OK\r\n\r\n[1]"]
)
async def test_something_else_answers(said: bytes) -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(said)
        writer.close()

    async with await asyncio.start_server(speak, health.HOST, 0) as server:
        number = server.sockets[0].getsockname()[1]
        ready, told = await asked(number)
    assert not ready
    assert f"answers on port {number}" in told
