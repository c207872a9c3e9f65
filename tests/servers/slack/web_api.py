"""The way of a request: read, recorded, struck by a fault, authorised, limited, served."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson
from aiohttp import web

from tests.servers.slack.answers import Answer, ApiError
from tests.servers.slack.calls import Call, Request
from tests.servers.slack.limits import header
from tests.servers.slack.methods import METHODS
from tests.servers.slack.wire import form

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers.slack.calls import Server
    from tests.servers.slack.faults import Fault, Faults
    from tests.servers.slack.limits import Limits
    from tests.servers.slack.response_urls import ResponseUrls
    from tests.servers.slack.teams import Installation, Team
    from tests.servers.slack.wire import Json

API = "/api/"
RESPOND = "/respond/"


@dataclass(slots=True)
class Traffic:
    """What came and what is under way. `keep` False stops remembering requests, for load runs."""

    requests: list[Request] = field(default_factory=list)
    under_way: int = 0
    handled: int = 0
    keep: bool = True
    last: float = 0.0


@dataclass(slots=True)
class WebApi:
    """Serves calls of the Web API and answers by response addresses."""

    server: Server
    app_token: str
    limits: Limits
    faults: Faults
    traffic: Traffic
    response_urls: ResponseUrls

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one request."""
        traffic = self.traffic
        traffic.under_way += 1
        try:
            return await self._serve(request)
        finally:
            traffic.under_way -= 1
            traffic.handled += 1
            traffic.last = time.monotonic()
            self.server.world.changed()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        method = path.removeprefix(API) if path.startswith(API) else "response_url"
        record = Request(method, {}, "", time.monotonic())
        if self.traffic.keep:
            self.traffic.requests.append(record)
        try:
            record.arguments = await read(request)
        except ValueError:
            self.server.judge.violations.append(f"{method}: the body is neither JSON nor a form")
            return self._written(Answer(200, {"ok": False, "error": "invalid_json"}), record)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        token = token or str(record.arguments.pop("token", ""))

        def handle() -> Answer:
            if path.startswith(RESPOND):
                return self.response_urls.answer(path.removeprefix(RESPOND), record.arguments)
            return self._called(record, token, request)

        fault = self.faults.strike(method)
        if fault is not None:
            return await self._struck(fault, request, record, handle)
        return self._written(handle(), record)

    def _called(self, record: Request, token: str, request: web.BaseRequest) -> Answer:
        scopes: Json = {}
        try:
            if record.method == "oauth.v2.access":
                given = request.headers.get("Authorization", "")
                return Answer(200, {"ok": True} | self.server.oauth.access(record.arguments, given))
            if record.method == "apps.connections.open":
                return self._connection(token)
            method = _method(record.method)
            team, installation = self._authorised(token)
            record.team = team.id
            scopes = {"X-OAuth-Scopes": ",".join(sorted(installation.scopes))}
            early = self.limits.wait(record.method, team.id, str(record.arguments.get("channel", "")))
            if early:
                return _too_soon(early)
            call = Call(self.server, record.method, record.arguments, team, installation)
            return Answer(200, {"ok": True} | method(call), scopes)
        except ApiError as error:
            self.server.judge.refusal(record.method, error)
            return Answer(200, error.body, scopes)

    def _authorised(self, token: str) -> tuple[Team, Installation]:
        if not token:
            raise ApiError("not_authed")
        if token not in self.server.world.tokens:
            raise ApiError("not_allowed_token_type" if token == self.app_token else "invalid_auth")
        team, installation = self.server.world.tokens[token]
        if installation.state != "live":
            raise ApiError("token_revoked" if installation.state == "revoked" else "account_inactive")
        return team, installation

    def _connection(self, token: str) -> Answer:
        if token != self.app_token:
            raise ApiError("not_allowed_token_type" if token.startswith("xoxb-") else "invalid_auth")
        early = self.limits.wait("apps.connections.open", "", "")
        if early:
            return _too_soon(early)
        return Answer(200, {"ok": True, "url": self.server.socket.issue()})

    async def _struck(
        self, fault: Fault, request: web.BaseRequest, record: Request, handle: Callable[[], Answer]
    ) -> web.StreamResponse:
        if fault.delay:
            await asyncio.sleep(fault.delay)
        answer = handle() if fault.lost_answer else None
        if fault.hang:
            while request.transport is not None and not request.transport.is_closing():
                await asyncio.sleep(0.02)
            return web.Response()
        if fault.drop or (fault.lost_answer and fault.status is None and fault.error is None):
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if fault.retry_after is not None:
            self.limits.refused[record.method] += 1
            return self._written(_too_soon(fault.retry_after), record)
        if fault.error is not None:
            return self._written(Answer(fault.status or 200, {"ok": False, "error": fault.error}), record)
        if fault.status is not None:
            return self._written(Answer(fault.status, "on order"), record)
        return self._written(answer or handle(), record)

    def _written(self, answer: Answer, record: Request) -> web.Response:
        record.status, record.answer = answer.status, answer.body
        if isinstance(answer.body, str):
            return web.Response(status=answer.status, text=answer.body, headers=answer.headers)
        return web.Response(
            status=answer.status,
            body=orjson.dumps(answer.body),
            headers={**answer.headers, "Content-Type": "application/json; charset=utf-8"},
        )


def _method(name: str) -> Callable[[Call], Json]:
    if name not in METHODS:
        raise ApiError("unknown_method")
    return METHODS[name]


def _too_soon(seconds: float) -> Answer:
    return Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": header(seconds)})


async def read(request: web.BaseRequest) -> Json:
    """Read the arguments: of the query, and of a body of JSON or a form.

    Raises:
        ValueError: The body is neither.
    """
    arguments: Json = dict(request.query)
    raw = await request.read()
    if not raw:
        return arguments
    if request.content_type == "application/json":
        told = orjson.loads(raw)
        if not isinstance(told, dict):
            raise ValueError("the body is no object")
        return arguments | told
    return arguments | form(raw)
