"""Daily posts under test: the bot that has joined, what delivers them, and a clock that a test sets."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bot.choosing import read
from bot.delivering import Delivering
from bot.schedules import Schedule, first
from bot.subscriptions import Kind, Subscription, Wish
from tests.adapters.discord.answered import answered
from tests.servers.discord import PEOPLE, Permission

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.posts import Post
    from tests.adapters.discord.conftest import Tarikh
    from tests.servers.discord import Channel, Guild, Person, Reply

# The evening before the day of the Geneva Accords, of which the content tells in any version.
EVENING = datetime(2027, 4, 13, 18, 0, tzinfo=UTC).timestamp()
ACCORDS = date(2027, 4, 14)
MORNING = Schedule(8, 0, "Asia/Kabul")
DAY, QUESTION, BOTH = (
    Wish(Kind.DAY, MORNING),
    Wish(Kind.QUESTION, MORNING),
    Wish(Kind.DAY, MORNING, question=True),
)


class Dailies:
    """The bot, and what delivers its daily posts."""

    def __init__(self, tarikh: Tarikh) -> None:
        self.tarikh = tarikh
        self.delivering: Delivering | None = None

    async def start(self) -> None:
        """Start the bot, on the evening before the day of the accords or where its clock stands."""
        if not self.tarikh.later:
            self.tarikh.later = EVENING - time.time()
        await self.tarikh.start()
        self.delivering = Delivering(self.tarikh.app, self.tarikh.store)

    async def stop(self) -> None:
        """End what delivers, and then the bot; what is on its way has some seconds to arrive."""
        if self.delivering is not None:
            await self.delivering.close()
            self.delivering = None
        await self.tarikh.stop()

    async def wanted(self, channel: Channel, creator: Person, wish: Wish = DAY) -> Subscription:
        """Have a daily post set up in a channel."""
        assert channel.guild is not None
        subscription = Subscription(
            secrets.token_hex(8),
            "discord",
            str(channel.guild.id),
            str(channel.id),
            f"#{channel.name}",
            wish,
            str(creator.id),
            creator.user.name,
            self.tarikh.now(),
            None,
            first(wish.schedule, self.tarikh.now()),
        )
        await self.tarikh.app.daily.subscriptions.keep(subscription)
        return subscription

    async def of(self, channel: Channel) -> Subscription:
        """The one daily post of a channel, as it is kept."""
        (found,) = await self.tarikh.app.daily.subscriptions.of_place("discord", str(channel.id))
        return found

    async def post(self, channel: Channel) -> Post:
        """What became of a channel's newest post."""
        (newest, *_) = await self.tarikh.app.daily.outbox.history((await self.of(channel)).id, 5)
        return newest

    async def due(self, channel: Channel) -> None:
        """Turn the clock on to the minute in which a channel's next post is due, and have it posted."""
        planned = (await self.of(channel)).planned
        assert planned is not None
        self.tarikh.later += planned.at + 1 - self.tarikh.now()
        await self.tick()

    async def tick(self) -> None:
        """Have all be posted that is due."""
        assert self.delivering is not None
        await self.delivering.tick()
        await self.delivering.settle()

    async def answer(self, channel: Channel, person: Person, *, right: bool = True) -> Reply:
        """Answer a channel's newest question of the day."""
        post = await self.post(channel)
        chosen = read(post.content)
        asked = self.tarikh.app.bank.questions[chosen.question]
        shown = next(each for each in channel.messages if str(each.id) == post.question_message)
        return await answered(person, shown, asked, chosen.order, self.tarikh.app.library, right=right)


@pytest.fixture
async def dailies(tarikh: Tarikh) -> AsyncIterator[Dailies]:
    """The bot, and what delivers its daily posts; it is started."""
    dailies = Dailies(tarikh)
    await dailies.start()
    yield dailies
    await dailies.stop()


@pytest.fixture
def hall(guild: Guild, amina: Person) -> Channel:
    """A channel beside the one where she asks; she manages both."""
    guild.permit(amina.user, PEOPLE | Permission.MANAGE_CHANNELS)
    return guild.add_channel("hall")
