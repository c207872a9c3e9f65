"""The bare bot that ours is held against: slack_bolt as its documentation shows it, and nothing else.

One `AsyncApp`, on uvloop as ours, that hears by a socket and by signed requests. It answers with constants,
in the ways in which ours answers:

* `/tarikh …` with an answer of the size of ours, in the acknowledgement;
* a press of a button of the question: acknowledged, and then answered by the response address with Bolt's
  `respond`, which makes a connection for each answer;
* a press in the other copy of the question: the same, but posted by one session that keeps its connections;
* `/tarikh pose` and `/tarikh pose direct` post these two questions.

With `--library` the process also loads our entries, their index and the questions; then its memory is what
ours is held against.

    python -m benchmarks.slack_bare FILE [--library]

FILE is JSON: `constants` (`lookup`, `question` and `confirmed`, each as Slack takes it), `at` (the server's
addresses and secrets) and the `port` to listen on.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson
import uvloop
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_bolt.context.respond.async_respond import AsyncRespond

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
PACK = "afghan-peace"
DIRECT = "direct:"  # stands in the other copy for the `quiz:` with which our tokens begin


class Bare:
    """What the bot answers."""

    def __init__(self, constants: Json, session: aiohttp.ClientSession) -> None:
        self._lookup: Json = constants["lookup"]
        self._confirmed: Json = constants["confirmed"]
        self._written = orjson.dumps(self._confirmed)
        copy = orjson.loads(orjson.dumps(constants["question"]).replace(b'"quiz:', f'"{DIRECT}'.encode()))
        self._posed: dict[str, Json] = {"pose": constants["question"], "pose direct": copy}
        self._session = session

    def listen(self, app: AsyncApp) -> None:
        """Hear through Bolt."""
        app.command("/tarikh")(self.command)
        app.action(re.compile("^(quiz|direct):"))(self.press)

    async def command(self, ack: AsyncAck, body: Json) -> None:
        """Answer, or pose a question."""
        await ack(self._posed.get(body["text"], self._lookup))

    async def press(self, ack: AsyncAck, body: Json, respond: AsyncRespond) -> None:
        """Confirm."""
        await ack()
        if body["actions"][0]["action_id"].startswith(DIRECT):
            async with self._session.post(body["response_url"], data=self._written) as response:
                await response.read()
        else:
            await respond(**self._confirmed)


async def run(options: argparse.Namespace) -> None:
    """Serve until told to stop."""
    kept: list[object] = []
    if options.library:
        from content import search  # noqa: PLC0415 -- only where memory is compared
        from content.library import load  # noqa: PLC0415 -- the same
        from quizzes import banks  # noqa: PLC0415 -- the same

        library = load(ROOT / "content" / "packs" / PACK)
        kept += [library, banks.load(ROOT / "quizzes" / "banks" / PACK, library), search.build(library)]
    told = orjson.loads(options.file.read_bytes())
    at = told["at"]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    client = AsyncWebClient(token=at["bot_token"], base_url=at["api"])
    app = AsyncApp(client=client, signing_secret=at["secret"])
    headers = {"Content-Type": "application/json"}
    async with aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=256)) as session:
        Bare(told["constants"], session).listen(app)
        served = app.server(port=told["port"], path="/slack/events").web_app
        runner = web.AppRunner(served, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", told["port"]).start()
        handler = AsyncSocketModeHandler(app, at["app_token"])
        await handler.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt's own
        await stop.wait()
        await handler.close_async()  # type: ignore[no-untyped-call]  # slack_bolt's own
        await runner.cleanup()
    kept.clear()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--library", action="store_true")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
