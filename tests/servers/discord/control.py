"""The server as a process of its own, controlled by JSON lines.

Each line on stdin is an object with `do` and what that takes; each gets one line on stdout, `{"ok": …}` or
`{"error": "…"}`. See the methods of `Control`: their names are the values of `do`.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from typing import TYPE_CHECKING, TextIO

import orjson

from tests.servers.discord.hands import UnansweredError
from tests.servers.discord.load import Load
from tests.servers.discord.options import NotOfferedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.servers.discord.interactions import Interaction
    from tests.servers.discord.messages import Message
    from tests.servers.discord.people import Person
    from tests.servers.discord.server import DiscordServer
    from tests.servers.discord.wire import Json


class Control:
    """What the lines can ask for. Ids are strings, as everywhere in Discord's interface."""

    def __init__(self, server: DiscordServer) -> None:
        self._server = server
        self._people: dict[str, Person] = {}
        self._messages: dict[str, Message] = {}
        self._orders: dict[str, Callable[[Json], Awaitable[object]]] = {
            "guild": self.guild,
            "person": self.person,
            "wait": self.wait,
            "limits": self.limits,
            "act": self.act,
            "load": self.load,
            "gateway": self.gateway,
            "report": self.report,
        }

    async def obey(self, order: Json) -> Json:
        """Do what one line asks, and give the line to answer with."""
        do = self._orders.get(order.get("do", ""))
        if do is None:
            return {"error": f"unknown: {order.get('do')!r}; there are {sorted(self._orders)} and 'stop'"}
        try:
            return {"ok": await do(order)}
        except (KeyError, ValueError, TypeError, TimeoutError, NotOfferedError, UnansweredError) as error:
            return {"error": f"{type(error).__name__}: {error}"}

    async def guild(self, order: Json) -> Json:
        """Add a guild: `name`, `channels` (names), `shard` (optional). Gives the ids."""
        guild = self._server.add_guild(order["name"], shard=order.get("shard"))
        channels = {name: str(guild.add_channel(name).id) for name in order.get("channels", ())}
        return {"guild": str(guild.id), "channels": channels}

    async def person(self, order: Json) -> Json:
        """Add a person: `name`, `locale` (optional). Gives the id."""
        person = self._server.person(order["name"], locale=order.get("locale", "en-US"))
        self._people[str(person.id)] = person
        return {"person": str(person.id)}

    async def wait(self, order: Json) -> Json:
        """Wait for `shards` connections and `commands` synchronised commands, at most `within` seconds."""
        server, within = self._server, order.get("within", 30.0)
        await server.connected(order.get("shards", 1), within)
        await server.wait_for(lambda: len(server.world.commands[None]) >= order.get("commands", 0), within)
        return {"commands": sorted(each["name"] for each in server.world.commands[None].values())}

    async def limits(self, order: Json) -> Json:
        """Set the usual rate limits (`usual` true), or lift all of them."""
        (self._server.limits.usual if order.get("usual") else self._server.limits.off)()
        return {}

    async def act(self, order: Json) -> Json:
        """Do one thing (see `_prepared`) and give what the bot answered."""
        interaction = self._prepared(order)
        reply = await self._server.hands.do(interaction)
        told: Json = {"callback": reply.callback.name, "seconds": reply.seconds, "private": reply.private}
        if interaction.original is not None:
            message = await reply.final(order.get("within", 10.0))
            self._messages[str(message.id)] = message
            told |= {"message": str(message.id), "text": message.text}
            told["buttons"] = [{"label": each.label, "custom_id": each.custom_id} for each in message.buttons]
        return told

    async def load(self, order: Json) -> Json:
        """Run load: `acts` (as for `act`), `seconds`, and `workers` (closed loop) or `rate` (open loop)."""
        load = Load(
            self._server,
            [self._prepared(each) for each in order["acts"]],
            judge_every=order.get("judge_every", 100),
            patience=order.get("patience", 10.0),
        )
        used = _cpu()
        if "rate" in order:
            measured = await load.open(order["rate"], order["seconds"])
        else:
            measured = await load.closed(order["workers"], order["seconds"])
        return measured.report() | {"server_cpu_seconds": round(_cpu() - used, 3)}

    async def gateway(self, order: Json) -> Json:
        """Disturb the gateway: `what` is drop, reconnect, invalidate or forget; `shard`, `code` optional."""
        gateway, shard = self._server.gateway, order.get("shard")
        if order["what"] == "drop":
            return {"dropped": gateway.drop(shard, code=order.get("code"))}
        if order["what"] == "reconnect":
            gateway.reconnect(shard)
        elif order["what"] == "invalidate":
            gateway.invalidate(shard)
        elif order["what"] == "forget":
            gateway.forget()
        else:
            raise ValueError(f"what: {order['what']!r}")
        return {}

    async def report(self, _order: Json) -> Json:
        """Tell how it stands: violations, requests, 429 answers, identifies, the time of this process."""
        server = self._server
        return {
            "violations": server.violations,
            "described": server.described,
            "judged": server.judge.judged,
            "requests": server.traffic.handled,
            "invalid": server.traffic.invalid,
            "limited": dict(server.limits.given),
            "identifies": len(server.identifies),
            "resumes": server.gateway.resumes,
            "connected": len(server.gateway.connected()),
            "cpu_seconds": round(_cpu(), 3),
            "at": time.time(),
        }

    def _prepared(self, order: Json) -> Interaction:
        """Make an interaction: `person`, and `channel` and `command` with `values`, or `message` and `label`
        or `custom_id` of a button, with `values` of a list."""
        person = self._people[order["person"]]
        if "command" in order:
            place = self._server.world.channels[int(order["channel"])] if "channel" in order else person.dm()
            return person.prepare_command(place, order["command"], **order.get("values", {}))
        message = self._messages[order["message"]]
        if "values" in order:
            return person.prepare_choice(message, order["custom_id"], order["values"])
        return person.prepare_press(message, label=order.get("label"), custom_id=order.get("custom_id"))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def run(server: DiscordServer, orders: TextIO = sys.stdin, told: TextIO = sys.stdout) -> None:
    """Serve until a line says stop or the lines end. The first line written tells where the server is."""

    def tell(what: Json) -> None:
        told.write(orjson.dumps(what).decode() + "\n")
        told.flush()

    async with server:
        control = Control(server)
        tell({"api_url": server.api_url, "gateway_url": server.gateway_url, "token": server.token})
        while line := await asyncio.to_thread(orders.readline):
            try:
                order = orjson.loads(line)
            except orjson.JSONDecodeError:
                tell({"error": "no JSON"})
                continue
            if order.get("do") == "stop":
                tell({"ok": await control.report({})})
                return
            tell(await control.obey(order))
