"""A small bot of discord.py for the server's own tests: a command for each thing that the server must do."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui

if TYPE_CHECKING:
    from tests.servers.discord.wire import Json

COLOUR = 0x2E6F40


class Card(ui.LayoutView):
    """A card in components of the second version, with a private answer, a change of itself, and a link."""

    def __init__(self, text: str) -> None:
        super().__init__(timeout=None)
        row: ui.ActionRow[Card] = ui.ActionRow()
        row.add_item(ui.Button(label="Sources", custom_id="sources"))
        row.add_item(ui.Button(label="Next", custom_id="next"))
        row.add_item(ui.Button(label="Off", custom_id="off", disabled=True))
        row.add_item(ui.Button(label="Archive", url="https://archive.invalid/"))
        words: ui.TextDisplay[Card] = ui.TextDisplay(text)
        self.add_item(ui.Container(words, ui.Separator(), row, accent_colour=COLOUR))


class Lists(ui.View):
    """Two lists to choose in."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        options = [discord.SelectOption(label=name.title(), value=name) for name in ("war", "peace", "both")]
        self.add_item(ui.Select(custom_id="topics", max_values=2, options=options))
        self.add_item(ui.ChannelSelect(custom_id="room", channel_types=[discord.ChannelType.text]))


class Form(ui.Modal):
    """A form in the shape of labels."""

    def __init__(self) -> None:
        super().__init__(title="Suggest a correction", custom_id="form")
        self.add_item(
            ui.Label(text="What is wrong?", component=ui.TextInput(custom_id="wrong", max_length=200))
        )
        options = [discord.SelectOption(label=name, value=name) for name in ("date", "name")]
        self.add_item(ui.Label(text="Kind", component=ui.Select(custom_id="kind", options=options)))


class SampleClient(discord.Client):
    """The bot. `heard` lists the interactions that came, `failed` what went wrong in answering them."""

    def __init__(
        self,
        intents: discord.Intents | None = None,
        *,
        shard_id: int | None = None,
        shard_count: int | None = None,
        heartbeat_timeout: float = 60.0,
    ) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True) if intents is None else intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,  # discord.py waits so long for more guilds; by default 2 s
            shard_id=shard_id,
            shard_count=shard_count,
            heartbeat_timeout=heartbeat_timeout,
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Interaction[discord.Client]] = []
        self.failed: list[Exception] = []
        self.resumed = asyncio.Event()
        self.invitations: list[str] = []
        self.pause = 0.25
        """Seconds before identifying again; discord.py's own 5 s are long for a test."""
        _add_commands(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:  # noqa: ARG002 - as discord.py calls it
        if not initial:
            await asyncio.sleep(self.pause)

    async def on_resumed(self) -> None:
        self.resumed.set()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.invitations.append(f"+{guild.name}")

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self.invitations.append(f"-{guild.name}")

    async def on_interaction(self, interaction: discord.Interaction[discord.Client]) -> None:
        self.heard.append(interaction)
        data: Json = dict(interaction.data or {})
        answer, pressed = interaction.response, data.get("custom_id")
        if pressed == "sources":
            await answer.send_message("Cordovez and Harrison 1995", ephemeral=True)
        elif pressed == "next":
            await answer.edit_message(view=Card("Bonn 2001"))
        elif pressed in {"topics", "room"}:
            await answer.defer()
            await interaction.edit_original_response(content=f"chosen: {data['values']}")
        elif pressed == "form":
            components: list[Json] = data["components"]
            fields = [entry["component"] for entry in components]
            given = [field.get("value") or field["values"] for field in fields]
            await answer.send_message(f"thank you: {given}", ephemeral=True)


def _add_commands(client: SampleClient) -> None:  # noqa: C901 - a list of commands that know nothing of each other
    tree = client.tree

    @tree.error
    async def failed(_: discord.Interaction[discord.Client], error: app_commands.AppCommandError) -> None:
        client.failed.append(getattr(error, "original", error))

    @tree.command(description="Look something up")
    async def lookup(interaction: discord.Interaction[discord.Client], query: str) -> None:
        await interaction.response.send_message(view=Card(f"{query}: 14 April 1988"))

    @lookup.autocomplete("query")
    async def complete(
        _: discord.Interaction[discord.Client], current: str
    ) -> list[app_commands.Choice[str]]:
        names = ("Geneva Accords", "Genghis", "Bonn Agreement")
        return [app_commands.Choice(name=name, value=name) for name in names if current in name.lower()]

    @tree.command(description="Answer later")
    async def slow(interaction: discord.Interaction[discord.Client], private: bool) -> None:
        await interaction.response.defer(ephemeral=private)
        await asyncio.sleep(0.05)
        await interaction.edit_original_response(content="here it is")
        await interaction.followup.send("and more", ephemeral=True)

    @tree.command(description="Answer after a while")
    async def after(interaction: discord.Interaction[discord.Client], seconds: float) -> None:
        await asyncio.sleep(seconds)
        await interaction.response.send_message("at last")

    @tree.command(description="Show lists")
    async def lists(interaction: discord.Interaction[discord.Client]) -> None:
        await interaction.response.send_message("choose", view=Lists())

    @tree.command(description="Open a form")
    async def form(interaction: discord.Interaction[discord.Client]) -> None:
        await interaction.response.send_modal(Form())

    @tree.command(description="Show an embed and a file")
    async def picture(interaction: discord.Interaction[discord.Client]) -> None:
        file = discord.File(BytesIO(b"not really a picture"), "map.png", description="a map")
        embed = discord.Embed(title="A map", description="of the front lines", colour=COLOUR)
        embed.set_image(url="attachment://map.png").add_field(name="year", value="1996")
        await interaction.response.send_message(embed=embed, file=file)

    @tree.context_menu(name="Look this up")
    async def this(interaction: discord.Interaction[discord.Client], message: discord.Message) -> None:
        await interaction.response.send_message(f"about {message.id}", ephemeral=True)

    quiz = app_commands.Group(name="quiz", description="Quizzes", guild_only=True)

    @quiz.command(description="Start a quiz")
    @app_commands.choices(pace=[app_commands.Choice(name="Quick", value=1)])
    async def start(
        interaction: discord.Interaction[discord.Client],
        rounds: app_commands.Range[int, 1, 20],
        where: discord.TextChannel,
        against: discord.Member | None = None,
        pace: int = 0,
    ) -> None:
        whom = against.id if against is not None else None
        await interaction.response.send_message(f"{rounds} {where.id} {whom} {pace}")

    tree.add_command(quiz)

    @tree.command(description="Change settings")
    @app_commands.default_permissions(manage_guild=True)
    async def settings(interaction: discord.Interaction[discord.Client]) -> None:
        await interaction.response.send_message("settings", ephemeral=True)
