"""The server as a process of its own, controlled by JSON lines.

Each line on stdin is an object with `do` and what that takes; each gets one line on stdout, `{"ok": …}` or
`{"error": "…"}`. See the methods of `Control`: their names are the values of `do`.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from functools import partial
from typing import TYPE_CHECKING, TextIO

import orjson

from tests.servers.slack.elements import NotOfferedError
from tests.servers.slack.hands import UnansweredError
from tests.servers.slack.load import Load
from tests.servers.slack.messages import Message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.servers.slack.load import Made
    from tests.servers.slack.people import Person
    from tests.servers.slack.places import Channel
    from tests.servers.slack.server import SlackServer
    from tests.servers.slack.views import View
    from tests.servers.slack.wire import Json


class Control:
    """What the lines can ask for. What they name, they name by Slack's ids."""

    def __init__(self, server: SlackServer) -> None:
        self._server = server
        self._people: dict[str, Person] = {}
        self._shown: dict[str, Message | View] = {}
        self._orders: dict[str, Callable[[Json], Awaitable[object]]] = {
            "team": self.team,
            "channel": self.channel,
            "person": self.person,
            "http": self.http,
            "wait": self.wait,
            "limits": self.limits,
            "fail": self.fail,
            "act": self.act,
            "load": self.load,
            "socket": self.socket,
            "report": self.report,
        }

    async def obey(self, order: Json) -> Json:
        """Do what one line asks, and give the line to answer with."""
        do = self._orders.get(order.get("do", ""))
        if do is None:
            return {"error": f"unknown: {order.get('do')!r}; there are {sorted(self._orders)} and 'stop'"}
        try:
            return {"ok": await do(order)}
        except (
            LookupError,
            ValueError,
            TypeError,
            TimeoutError,
            NotOfferedError,
            UnansweredError,
        ) as error:
            return {"error": f"{type(error).__name__}: {error}"}

    async def team(self, order: Json) -> Json:
        """Add a workspace with the app installed: `name`. Gives the id and the bot's token."""
        team = self._server.add_team(order["name"])
        return {"team": team.id, "token": team.install()}

    async def channel(self, order: Json) -> Json:
        """Add a channel: `name`, `team` (the first when absent). Gives the id."""
        teams = self._server.world.teams
        team = teams[order["team"]] if "team" in order else self._server.team
        return {"channel": team.add_channel(order["name"]).id}

    async def person(self, order: Json) -> Json:
        """Add a person: `name`, `team` (the first when absent). Gives the ids of them and their messages."""
        teams = self._server.world.teams
        team = teams[order["team"]] if "team" in order else self._server.team
        person = team.person(order["name"], admin=order.get("admin", False))
        self._people[person.id] = person
        return {"person": person.id, "channel": person.dm().id}

    async def http(self, order: Json) -> Json:
        """Deliver by signed HTTP to `urls`, in turn; by sockets when there are none."""
        self._server.http.use(*order["urls"])
        self._server.http.keep_alive = order.get("keep_alive", True)
        return {}

    async def wait(self, order: Json) -> Json:
        """Wait for so many `sockets`, at most `within` seconds."""
        await self._server.connected(order.get("sockets", 1), order.get("within", 30.0))
        return {"sockets": len(self._server.socket.ready)}

    async def limits(self, order: Json) -> Json:
        """Set or lift Slack's rate limits: `enforce`, and `minute`, how many seconds one has here."""
        self._server.limits.enforce = bool(order["enforce"])
        self._server.limits.minute = order.get("minute", 60.0)
        return {}

    async def fail(self, order: Json) -> Json:
        """Order a fault: `method`, and the arguments of SlackServer.fail."""
        self._server.fail(**{name: value for name, value in order.items() if name != "do"})
        return {}

    async def act(self, order: Json) -> Json:
        """Do one thing (see `_made`) and give what the bot answered."""
        act, delivery = self._made(order)()
        reply = await self._server.hands.do(act, delivery)
        told: Json = {"ways": reply.ways, "seconds": reply.seconds, "private": reply.private}
        shown: Message | View = reply.message if reply.messages else reply.modal
        name = shown.ts if isinstance(shown, Message) else shown.id
        self._shown[name] = shown
        buttons = [each for each in shown.elements if each.kind == "button"]
        told |= {"shown": name, "text": shown.text}
        return told | {"buttons": [{"label": each.label, "token": each.token} for each in buttons]}

    async def load(self, order: Json) -> Json:
        """Run load: `acts` (as for `act`), `seconds`, and `workers` (closed loop) or `rate` (open loop)."""
        load = Load(
            self._server,
            [self._made(each) for each in order["acts"]],
            judge_every=order.get("judge_every", 100),
            patience=order.get("patience", 10.0),
        )
        used = _cpu()
        if "rate" in order:
            measured = await load.open(order["rate"], order["seconds"])
        else:
            measured = await load.closed(order["workers"], order["seconds"])
        return measured.report() | {"server_cpu_seconds": round(_cpu() - used, 3)}

    async def socket(self, order: Json) -> Json:
        """Disturb the sockets: `what` is drop, freeze, thaw, refresh or warn."""
        socket = self._server.socket
        known = {
            "drop": socket.drop,
            "freeze": socket.freeze,
            "thaw": socket.thaw,
            "refresh": socket.refresh,
            "warn": socket.warn,
        }
        known[order["what"]]()
        return {}

    async def report(self, _order: Json) -> Json:
        """Tell how it stands: violations, requests, 429 answers, sockets, the time of this process."""
        server = self._server
        return {
            "violations": server.violations,
            "requests": server.traffic.handled,
            "limited": dict(server.limits.refused),
            "sockets": len(server.socket.ready),
            "addresses": server.socket.issued,
            "cpu_seconds": round(_cpu(), 3),
            "at": time.time(),
        }

    def _made(self, order: Json) -> Made:
        """Say what a person does: `person`, and `command` or `mention` (the text) in `channel` (their direct
        messages when absent), or `shown` and the `label` or `token` of a button."""
        person = self._people[order["person"]]
        if "shown" in order:
            shown = self._shown[order["shown"]]
            return partial(person.prepare_press, shown, label=order.get("label"), token=order.get("token"))
        place = self._place(person, order)
        if "mention" in order:
            return partial(person.prepare_mention, place, order["mention"])
        return partial(person.prepare_command, place, order["command"])

    @staticmethod
    def _place(person: Person, order: Json) -> Channel:
        return person.team.channels[order["channel"]] if "channel" in order else person.dm()


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def run(server: SlackServer, orders: TextIO = sys.stdin, told: TextIO = sys.stdout) -> None:
    """Serve until a line says stop or the lines end. The first line written tells where the server is."""

    def tell(what: Json) -> None:
        told.write(orjson.dumps(what).decode() + "\n")
        told.flush()

    async with server:
        control = Control(server)
        names = "api_url", "bot_token", "app_token", "signing_secret", "client_id", "client_secret"
        where: Json = {name: getattr(server, name) for name in names}
        tell(where | {"team": server.team.id, "url": server.url})
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
