"""The way of a request: found, recorded, struck by a fault, limited, authorised, read, judged, served."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import orjson
from aiohttp import web

from tests.servers.discord.answers import MESSAGES, Answer, RefusedError, refused
from tests.servers.discord.calls import Call, Judge, Request, Times
from tests.servers.discord.messages import Upload
from tests.servers.discord.routes import ROUTES
from tests.servers.discord.sessions import reset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.servers.discord.faults import Fault, Faults
    from tests.servers.discord.gateway import Gateway
    from tests.servers.discord.limits import Limits
    from tests.servers.discord.world import World

PREFIX = "/api/v10"
OPEN = ("/interactions/", "/webhooks/")
"""Paths that carry a token of their own."""
INVALID = (401, 403, 429)
"""Statuses that count towards the ban of an address (10,000 in ten minutes)."""


class Table:
    """Finds the route of a path. Fixed segments win over parameters."""

    def __init__(self, routes: Iterable[tuple[str, str]]) -> None:
        self._routes: dict[tuple[str, int, str], list[tuple[str, tuple[tuple[str, bool], ...]]]] = {}
        for method, template in sorted(routes, key=lambda route: route[1].count("{")):
            steps = tuple((step.strip("{}"), step.startswith("{")) for step in template.split("/")[1:])
            self._routes.setdefault((method, len(steps), steps[0][0]), []).append((template, steps))

    def find(self, method: str, path: str) -> tuple[str, dict[str, str]] | None:
        """Give the template that fits, with the values of its parameters."""
        if not path.startswith("/"):
            return None
        given = path.split("/")[1:]
        for template, steps in self._routes.get((method, len(given), given[0]), ()):
            values: dict[str, str] = {}
            for (name, free), value in zip(steps, given, strict=True):
                if free:
                    values[name] = value
                elif name != value:
                    break
            else:
                return template, values
        return None


@dataclass(slots=True)
class Traffic:
    """What came and what is under way. `keep` False stops remembering requests, for load runs."""

    requests: list[Request]
    under_way: int = 0
    invalid: int = 0
    handled: int = 0
    keep: bool = True
    last: float = 0.0


class Rest:
    """Serves HTTP requests to the interface."""

    def __init__(
        self,
        world: World,
        judge: Judge,
        times: Times,
        gateway: Gateway,
        limits: Limits,
        faults: Faults,
        traffic: Traffic,
    ) -> None:
        self._world = world
        self._judge = judge
        self._times = times
        self._gateway = gateway
        self._limits = limits
        self._faults = faults
        self._traffic = traffic
        self._table = Table([*ROUTES, ("GET", "/gateway"), ("GET", "/gateway/bot")])

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve a request of any kind; what is no part of the interface is a violation."""
        path = request.path
        if path.rstrip("/") == "/gw" and request.method == "GET":
            return await self._gateway.serve(request)
        traffic = self._traffic
        traffic.under_way += 1
        try:
            return await self._serve(request, path.removeprefix(PREFIX) if path.startswith(PREFIX) else "")
        finally:
            traffic.under_way -= 1
            traffic.handled += 1
            traffic.last = time.monotonic()
            self._world.changed()

    async def _serve(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        method = request.method
        found = self._table.find(method, path)
        record = Request(
            method, path or request.path, found[0] if found else None, request.query, None, time.monotonic()
        )
        if self._traffic.keep:
            self._traffic.requests.append(record)
        try:
            body, uploads = await read(request)
            record.body = body
        except RefusedError as error:
            self._judge.violations.append(f"{method} {path}: the body is no JSON")
            return self._written(error.answer, record, {})
        fault = self._faults.strike(method, path)
        if fault is not None:
            return await self._struck(
                fault, request, record, lambda: self._answer(request, record, found, uploads)
            )
        answer, headers = self._answer(request, record, found, uploads)
        return self._written(answer, record, headers)

    def _answer(
        self,
        request: web.BaseRequest,
        record: Request,
        found: tuple[str, dict[str, str]] | None,
        uploads: dict[int, Upload],
    ) -> tuple[Answer, dict[str, str]]:
        if found is None:
            self._judge.violations.append(f"{record.method} {record.path}: no such route here")
            return refused(0).answer, {}
        template, parameters = found
        limited, headers = self._limits.check(record.method, template, parameters)
        if limited is not None:
            return limited, {}
        if not template.startswith(OPEN) and request.headers.get("Authorization") != self._authorization():
            return Answer(401, {"message": "401: Unauthorized", "code": 0}), headers
        if template.startswith("/gateway"):
            return self._gateway_answer(whole=template.endswith("/bot")), headers
        return self._routed(record, template, parameters, uploads), headers

    def _authorization(self) -> str:
        return f"Bot {self._gateway.rules.token}"

    def _routed(
        self, record: Request, template: str, parameters: dict[str, str], uploads: dict[int, Upload]
    ) -> Answer:
        call = Call(
            world=self._world,
            judge=self._judge,
            times=self._times,
            method=record.method,
            template=template,
            parameters=parameters,
            query=record.query,
            body=record.body,
            judged=self._judge.turn(),
            uploads=uploads,
        )
        try:
            if call.judged and record.method in {"POST", "PUT", "PATCH"} and record.body is not None:
                self._judge.described(record.method, template, record.body)
            return ROUTES[record.method, template](call)
        except RefusedError as error:
            return error.answer
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            # It was not judged, or the description is absent: a malformed body is the sender's fault.
            self._judge.violations.append(f"{call.where}: malformed: {error!r}")
            return Answer(400, {"message": MESSAGES[50035][1], "code": 50035})

    def _gateway_answer(self, *, whole: bool) -> Answer:
        body: dict[str, Any] = {"url": self._gateway.url}
        if whole:
            used = sum(identify.accepted for identify in self._gateway.identifies)
            body |= {
                "shards": self._world.shards,
                "session_start_limit": {
                    "total": 1000,
                    "remaining": max(1000 - used, 0),
                    "reset_after": 86_400_000,
                    "max_concurrency": self._gateway.rules.max_concurrency,
                },
            }
        return Answer(body=body)

    async def _struck(
        self,
        fault: Fault,
        request: web.BaseRequest,
        record: Request,
        handle: Callable[[], tuple[Answer, dict[str, str]]],
    ) -> web.StreamResponse:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        answer, headers = handle() if fault.lost_answer else (None, {})
        if fault.hang:
            while request.transport is not None and not request.transport.is_closing():
                await asyncio.sleep(0.02)
            return web.Response()
        if fault.drop:
            if request.transport is not None:
                reset(request.transport)
            return web.Response()
        if fault.retry_after is not None:
            refusal = self._limits.refusal(fault.retry_after, fault.scope, {})
            kept = {name: value for name, value in refusal.headers.items() if fault.via or name != "Via"}
            return self._written(Answer(429, refusal.body, kept), record, {})
        if fault.status is not None or fault.code is not None:
            return self._written(_ordered(fault), record, {})
        if answer is None:
            answer, headers = handle()
        return self._written(answer, record, headers)

    def _written(self, answer: Answer, record: Request, headers: dict[str, str]) -> web.Response:
        record.status = answer.status
        if answer.status in INVALID and answer.headers.get("X-RateLimit-Scope") != "shared":
            self._traffic.invalid += 1
        if answer.status == 204:
            return web.Response(status=204, headers={**headers, **answer.headers})
        return web.Response(
            status=answer.status,
            body=orjson.dumps(answer.body),
            headers={**headers, **answer.headers, "Content-Type": "application/json"},
        )


def _ordered(fault: Fault) -> Answer:
    usual, text = MESSAGES.get(fault.code or 0, (500, "Internal Server Error"))
    status = fault.status or usual
    if fault.code is None and status >= 500 and fault.message is None:
        return Answer(status, {"message": f"{status}: on order", "code": 0})
    return Answer(status, {"message": fault.message or text, "code": fault.code or 0})


_FILE = re.compile(r"^files\[(\d+)\]$")


async def read(request: web.BaseRequest) -> tuple[Any, dict[int, Upload]]:
    """Read a body: JSON, or JSON beside files; None when there is none.

    Raises:
        RefusedError: It is neither.
    """
    if not request.body_exists:
        return None, {}
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (_parsed(raw) if raw else None), {}
    body: Any = {}
    uploads: dict[int, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, aiohttp.BodyPartReader):
            raise refused(50109)
        data = bytes(await part.read(decode=True))
        found = _FILE.match(part.name or "")
        if part.name == "payload_json":
            body = _parsed(data)
        elif found:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads[int(found[1])] = Upload(part.filename or "unknown", data, kind)
    return body, uploads


def _parsed(raw: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise refused(50109) from None
