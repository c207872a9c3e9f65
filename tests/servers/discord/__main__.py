"""`python -m tests.servers.discord`: the server as a process, see `control`."""

from __future__ import annotations

import argparse
import asyncio

import uvloop

from tests.servers.discord.control import run
from tests.servers.discord.server import DiscordServer


def main() -> None:
    """Read the command line and serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; a free one when 0")
    parser.add_argument("--token", default="a-token-of-the-tests", help="the bot's token")
    parser.add_argument("--shards", type=int, default=1, help="how many shards to recommend")
    parser.add_argument("--max-concurrency", type=int, default=1, help="shards that may identify at once")
    parser.add_argument("--identify-gap", type=float, default=5.0, help="seconds between identifies")
    parser.add_argument("--asyncio", action="store_true", help="use asyncio's own loop instead of uvloop")
    chosen = parser.parse_args()

    async def serve() -> None:
        server = DiscordServer(
            token=chosen.token,
            shards=chosen.shards,
            max_concurrency=chosen.max_concurrency,
            identify_gap=chosen.identify_gap,
            port=chosen.port,
        )
        await run(server)

    with asyncio.Runner(loop_factory=None if chosen.asyncio else uvloop.new_event_loop) as runner:
        runner.run(serve())


if __name__ == "__main__":
    main()
