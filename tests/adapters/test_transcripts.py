"""The same quiz on Discord, on Slack and at one keyboard: what is asked, counted and told is the same."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Protocol

import pytest

from adapters.terminal.chat import Chat
from adapters.terminal.keyboard import Pipe
from bot import config, migrating
from bot.answers import FIELD, LETTERS
from bot.app import App
from bot.dailies import Daily
from bot.database import open_database
from bot.host import Host
from bot.message import Person
from bot.preferences import Preferences, Settings
from bot.store import Store
from tests.adapters.discord.conftest import GAP, end_heartbeats
from tests.adapters.discord.conftest import Tarikh as OnDiscord
from tests.adapters.slack.conftest import Tarikh as OnSlack
from tests.adapters.transcripts import PLAYERS, ROUNDS, STARTED, TABLE
from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

    from content.library import Library
    from content.search import Index
    from quizzes.banks import Bank
    from tests.servers.discord import Channel as DiscordChannel
    from tests.servers.discord import Message as DiscordMessage
    from tests.servers.discord import Person as DiscordPerson
    from tests.servers.slack import Channel as SlackChannel
    from tests.servers.slack import Message as SlackMessage
    from tests.servers.slack import Person as SlackPerson

NOW = 1_763_800_200.0


class Stage(Protocol):
    """A platform on which the quiz is played. What it gives back is what everybody can read then."""

    async def begin(self) -> str: ...

    async def answer(self, player: str, typed: str) -> str:
        """Answer the open question; gives what the player alone is told."""
        ...

    async def skip(self) -> None: ...

    async def revealed(self, words: str) -> str:
        """All of the open question once these words stand in it."""
        ...

    async def following(self, words: str) -> str:
        """Go on; what is said then, once these words stand in it."""
        ...


def plain(text: str) -> str:
    """The words, whatever they are dressed in."""
    return " ".join(re.sub(r"[\\*_#>`]|^-# |^- ", "", text, flags=re.MULTILINE).split())


def holds(text: str, words: tuple[str, ...]) -> None:
    """Require all the words, in this order; letters of options may be small or not."""
    at, read = 0, plain(text).casefold()
    for each in words:
        found = read.find(each.casefold(), at)
        assert found >= 0, f"{each!r} is missing in {read[at:]!r}"
        at = found + len(each)


def pressed(typed: str) -> list[str]:
    """The endings of the tokens that a typed answer stands for, step by step; empty for what is typed."""
    if typed in {"true", "false"}:
        return [f":c{['true', 'false'].index(typed)}"]
    parts = typed.split()
    if all(re.fullmatch(r"[1-9][a-d]", part) for part in parts):
        parts = [part[1] for part in parts]
    if not all(part in LETTERS for part in parts):
        return []
    return [str(LETTERS.index(part)) for part in parts]


class DiscordStage:
    def __init__(self, server: DiscordServer, tarikh: OnDiscord, room: DiscordChannel) -> None:
        self._server, self._tarikh, self._room = server, tarikh, room
        self._players = {name: server.person(name) for name in PLAYERS}

    @property
    def _first(self) -> DiscordPerson:
        return self._players[PLAYERS[0]]

    async def _said(self, words: str) -> DiscordMessage:
        def found() -> list[DiscordMessage]:
            return [each for each in self._room.messages if words in plain(each.text)]

        await self._server.wait_for(lambda: bool(found()), 20.0)
        return found()[-1]

    async def begin(self) -> str:
        await self._tarikh.start()
        await self._first.command(self._room, "quiz start", wait=600, pause=0, **STARTED)
        lobby = await self._said("Press Join to play.")
        for player in self._players.values():
            await player.press(lobby, label="Join")
        await self._first.press(lobby, label="Begin now")
        self._open = await self._said("Question 1 of")
        return self._open.text

    async def answer(self, player: str, typed: str) -> str:
        person, shown, steps = self._players[player], self._open, pressed(typed)
        if shown.selects:
            return (await person.choose(shown, shown.selects[0].custom_id, steps)).text
        if not steps:
            form = await person.press(shown, label="Type your answer")
            return (await person.submit(form.modal, {FIELD: typed})).text
        tokens = [str(each.custom_id) for each in shown.buttons]
        if not any(token.endswith(":s") for token in tokens):
            ending = steps[0][-1]
            reply = await person.press(
                shown, custom_id=next(token for token in tokens if token.endswith(f":c{ending}"))
            )
            return reply.text
        reply = await person.press(shown, custom_id=next(token for token in tokens if token.endswith(":s")))
        for step in steps[:-1]:  # the last one has only one place left
            token = next(b.custom_id for b in reply.message.buttons if str(b.custom_id).endswith(step))
            reply = await person.press(reply.message, custom_id=token)
        return (await person.press(reply.message, label="Send")).text

    async def skip(self) -> None:
        await self._first.command(self._room, "quiz skip")

    async def revealed(self, words: str) -> str:
        await self._server.wait_for(lambda: words in plain(self._open.text), 20.0)
        return self._open.text

    async def following(self, words: str) -> str:
        label = next(
            each.label for each in self._open.buttons if each.label in {"Next question", "Final table"}
        )
        await self._first.press(self._open, label=label)
        self._open = await self._said(words)
        text = self._open.text
        for name, player in self._players.items():
            text = text.replace(player.mention, name)
        return text


class SlackStage:
    def __init__(self, server: SlackServer, tarikh: OnSlack, room: SlackChannel) -> None:
        self._server, self._tarikh, self._room = server, tarikh, room
        self._players = {name: server.team.person(name) for name in PLAYERS}

    @property
    def _first(self) -> SlackPerson:
        return self._players[PLAYERS[0]]

    async def _said(self, words: str) -> SlackMessage:
        def found() -> list[SlackMessage]:
            return [each for each in self._room.messages if words in plain(each.text)]

        await self._server.wait_for(lambda: bool(found()), 20.0)
        return found()[-1]

    async def begin(self) -> str:
        await self._tarikh.start()
        options = " ".join(f"{name}:{value}" for name, value in STARTED.items())
        await self._first.command(self._room, f"quiz start wait:600 pause:0 {options}")
        lobby = await self._said("Press Join to play.")
        for player in self._players.values():
            await player.press(lobby, label="Join")
        await self._first.press(lobby, label="Begin now")
        self._open = await self._said("Question 1 of")
        return self._open.text

    async def answer(self, player: str, typed: str) -> str:
        person, shown, steps = self._players[player], self._open, pressed(typed)
        tokens = [each.token for each in shown.elements]
        if not steps:
            reply = await person.press(shown, label="Type your answer")
            await person.submit(reply.modal, **{FIELD: typed})
            return (await reply.until(lambda told: told.messages)).text
        ending = next((token[-2:] for token in tokens if token.endswith((":s", ":m"))), "")
        if ending == ":m":
            token = next(token for token in tokens if token.endswith(":m") and not token.startswith("pick:"))
            return (await person.choose(shown, token, steps)).text
        if not ending:
            wanted = f":c{steps[0][-1]}"
            return (await person.press(shown, token=next(t for t in tokens if t.endswith(wanted)))).text
        reply = await person.press(shown, token=next(token for token in tokens if token.endswith(":s")))
        for step in steps[:-1]:
            token = next(each.token for each in reply.message.elements if each.token.endswith(step))
            reply = await person.press(reply.message, token=token)
        return (await person.press(reply.message, label="Send")).text

    async def skip(self) -> None:
        await self._first.command(self._room, "quiz skip")

    async def revealed(self, words: str) -> str:
        await self._server.wait_for(lambda: words in plain(self._open.text), 20.0)
        return self._open.text

    async def following(self, words: str) -> str:
        label = next(each for each in self._open.labels if each in {"Next question", "Final table"})
        await self._first.press(self._open, label=label)
        self._open = await self._said(words)
        return self._open.text


async def play(stage: Stage) -> None:
    """Play the transcript on a stage where everybody has a device."""
    holds(await stage.begin(), ROUNDS[0].reads)
    for number, asked in enumerate(ROUNDS):
        if asked.answers is None:
            await stage.skip()
        else:
            for player, typed in zip(PLAYERS, asked.answers, strict=True):
                holds(await stage.answer(player, typed), ("Your answer counts:",))
        holds(await stage.revealed(asked.reveals[0]), asked.reveals)
        last = number + 1 == len(ROUNDS)
        words = TABLE if last else ROUNDS[number + 1].reads
        holds(await stage.following(words[0]), words)


@pytest.fixture
async def discord(
    tmp_path: Path, sample: Library, sample_index: Index, sample_bank: Bank
) -> AsyncIterator[Stage]:
    async with DiscordServer(identify_gap=GAP) as server:
        tarikh = OnDiscord(f"sqlite:///{tmp_path}/tarikh.sqlite3", server, sample, sample_index, sample_bank)
        yield DiscordStage(server, tarikh, server.add_guild("Class 9").add_channel("history"))
        await tarikh.stop()
        end_heartbeats()
        assert server.violations == []


@pytest.fixture
async def slack(
    tmp_path: Path, sample: Library, sample_index: Index, sample_bank: Bank
) -> AsyncIterator[Stage]:
    async with SlackServer() as server:
        tarikh = OnSlack(f"sqlite:///{tmp_path}/tarikh.sqlite3", server, sample, sample_index, sample_bank)
        yield SlackStage(server, tarikh, server.team.add_channel("history"))
        await tarikh.stop()
        assert server.violations == []


async def test_the_quiz_on_discord(discord: Stage) -> None:
    await play(discord)


async def test_the_quiz_on_slack(slack: Stage) -> None:
    await play(slack)


def typed_lines() -> Iterator[str]:
    """The transcript as it is typed at one keyboard, where players take turns."""
    options = " ".join(f"{name}:{value}" for name, value in STARTED.items())
    yield f"/quiz start {options} players:{','.join(PLAYERS)}"
    for asked in ROUNDS:
        yield from asked.answers or ("/quiz skip",)


async def test_the_quiz_at_one_keyboard(
    tmp_path: Path, sample: Library, sample_index: Index, sample_bank: Bank
) -> None:
    settings, said = config.read({"TARIKH_DATABASE_URL": f"sqlite:///{tmp_path}/chat.sqlite3"}), io.StringIO()
    now: Callable[[], float] = lambda: NOW  # noqa: E731 -- the same clock for all
    async with await open_database(settings.database_url) as database:
        await migrating.migrate(database, NOW)
        store = Store(database)
        host, preferences = Host(store, sample_bank, sample, now), Preferences(store, Settings(), now)
        app = App(settings, sample, sample_index, sample_bank, host, preferences, now, Daily.on(database))
        typed = io.StringIO("".join(f"{each}\n" for each in typed_lines()))
        await Chat(app, Pipe(typed, said, 400), Person("amina", "Amina")).run()
    every = [words for asked in ROUNDS for words in (*asked.reads, *asked.reveals)]
    holds(said.getvalue(), (*every, *TABLE))
