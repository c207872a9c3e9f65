"""The bare bot that ours is held against: discord.py as its documentation shows it, and nothing else.

A client with a command tree, on uvloop and with orjson as ours. It answers with constants, made once:

* `/lookup` with a layout (Components V2) of the size of our answers,
* `/small` with a short private text of the size of our confirmations,
* `/pose` posts the question whose buttons are pressed, and a press of those (a `DynamicItem`, which outlives
  restarts as our buttons do) gets the short private text.

No layout is kept after it was sent (they are stopped), which costs least. With `--library` the process also
loads our entries, their index and the questions; then its memory is what ours is held against.

    python -m benchmarks.discord_bare CONSTANTS API_URL GATEWAY_URL TOKEN [--library]

CONSTANTS is a JSON file: `lookup` and `question`, each the components of a message, and `text`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import signal
from pathlib import Path
from typing import Any, cast

import discord
import orjson
import uvloop
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
PACK = "afghan-peace"
TEMPLATE = r"quiz:[0-9a-f]+:[0-9]+:c[0-9]"


class Press(ui.DynamicItem[ui.Button[ui.LayoutView]], template=TEMPLATE):
    """A button of the question."""

    text = ""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], _match: re.Match[str], /
    ) -> Press:
        """Make the button that was pressed."""
        return cls(cast("ui.Button[ui.LayoutView]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Confirm."""
        await interaction.response.send_message(self.text, ephemeral=True)


class Bare(discord.AutoShardedClient):
    """The bot."""

    def __init__(self, constants: Json) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
        )
        self.tree = app_commands.CommandTree(self)
        self.constants = constants

    async def setup_hook(self) -> None:
        """Make the constants and offer the commands."""
        answer, question = layout(self.constants["lookup"]), layout(self.constants["question"])
        answer.stop()
        question.stop()
        text = Press.text = self.constants["text"]
        self.add_dynamic_items(Press)

        @self.tree.command(description="What the sources say about a name, a date or a question.")
        async def lookup(interaction: discord.Interaction, query: str) -> None:  # noqa: ARG001 -- a constant
            await interaction.response.send_message(view=answer)

        @self.tree.command(description="A short private text.")
        async def small(interaction: discord.Interaction) -> None:
            await interaction.response.send_message(text, ephemeral=True)

        @self.tree.command(description="Posts the question.")
        async def pose(interaction: discord.Interaction) -> None:
            await cast("discord.TextChannel", interaction.channel).send(view=question)
            await interaction.response.send_message(text, ephemeral=True)

        await self.tree.sync()


def layout(components: list[Json]) -> ui.LayoutView:
    """The layout that sends these components."""
    view = ui.LayoutView(timeout=None)
    for each in components:
        view.add_item(_item(each))
    return view


def _item(made: Json) -> ui.Item[Any]:
    kind, inner = made["type"], [_item(each) for each in made.get("components", ())]
    if kind == 17:
        return ui.Container(*inner)
    if kind == 10:
        return ui.TextDisplay(made["content"])
    if kind == 14:
        return ui.Separator(visible=made["divider"])
    if kind == 1:
        return ui.ActionRow(*inner)
    if kind == 2:
        style = discord.ButtonStyle(made["style"])
        button: ui.Button[Any] = ui.Button(label=made["label"], custom_id=made["custom_id"], style=style)
        return Press(button) if re.fullmatch(TEMPLATE, made["custom_id"]) else button
    raise ValueError(f"the constant has a component of type {kind}")


async def run(options: argparse.Namespace) -> None:
    """Serve until told to stop."""
    kept: list[object] = []
    if options.library:
        from content import search  # noqa: PLC0415 -- only where memory is compared
        from content.library import load  # noqa: PLC0415 -- the same
        from quizzes import banks  # noqa: PLC0415 -- the same

        library = load(ROOT / "content" / "packs" / PACK)
        kept += [library, banks.load(ROOT / "quizzes" / "banks" / PACK, library), search.build(library)]
    Route.BASE = options.api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(options.gateway)
    client = Bare(orjson.loads(options.constants.read_bytes()))
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    async with client:
        running = asyncio.create_task(client.start(options.token))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    kept.clear()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("constants", type=Path)
    parser.add_argument("api")
    parser.add_argument("gateway")
    parser.add_argument("token")
    parser.add_argument("--library", action="store_true")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
