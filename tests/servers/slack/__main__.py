"""`python -m tests.servers.slack`: the server as a process, see `control`."""

from __future__ import annotations

import argparse
import asyncio

import uvloop

from tests.servers.slack.control import run
from tests.servers.slack.server import SlackServer


def main() -> None:
    """Read the command line and serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="the port to listen on; a free one when 0")
    parser.add_argument("--asyncio", action="store_true", help="use asyncio's own loop instead of uvloop")
    chosen = parser.parse_args()

    async def serve() -> None:
        await run(SlackServer(port=chosen.port))

    with asyncio.Runner(loop_factory=None if chosen.asyncio else uvloop.new_event_loop) as runner:
        runner.run(serve())


if __name__ == "__main__":
    main()
