"""Response addresses: five answers within half an hour to one thing that a person did."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.servers.slack.answers import Answer, ApiError
from tests.servers.slack.wire import true

if TYPE_CHECKING:
    from tests.servers.slack.judging import Judge
    from tests.servers.slack.posting import Posting
    from tests.servers.slack.wire import Json
    from tests.servers.slack.world import ResponseUrl, World

USES = 5
METHOD = "response_url"


class ResponseUrls:
    """Serves what is posted to response addresses. No token is needed, nor need the bot be in the channel."""

    def __init__(self, world: World, judge: Judge, posting: Posting) -> None:
        self._world = world
        self._judge = judge
        self._posting = posting

    def answer(self, key: str, payload: Json) -> Answer:
        """Do what is asked of an address."""
        found = self._world.response_urls.get(key)
        if found is None:
            self._judge.violations.append(f"{METHOD}: no such address")
            return Answer(404, "no_service")
        if not found.act.team.installed:
            return Answer(404, "expired_url")
        try:
            self._use(found, payload)
        except ApiError as error:
            self._judge.refusal(METHOD, error)
            gone = {"used_url", "expired_url", "channel_not_found"}
            return Answer(404 if error.error in gone else 400, error.error)
        return Answer(200, "ok")

    def _use(self, found: ResponseUrl, payload: Json) -> None:
        if time.monotonic() - found.made > self._world.times.url_lives:
            raise ApiError("expired_url")
        if found.uses >= USES:
            raise ApiError("used_url", [f"it was used {USES} times"])
        place = found.act.place
        if place is None or place.deleted:
            raise ApiError("channel_not_found")
        if place.archived:
            raise ApiError("channel_is_archived")
        if true(payload.get("delete_original", False)):
            self._delete(found)
        else:
            self._say(found, payload)
        found.uses += 1

    def _delete(self, found: ResponseUrl) -> None:
        message = found.message
        if message is None or message.deleted:
            raise ApiError("message_not_found")
        self._posting.delete(message)
        found.act.get("deleted", direct=True, message=message)

    def _say(self, found: ResponseUrl, payload: Json) -> None:
        act, place = found.act, found.act.place
        if place is None:
            raise ApiError("channel_not_found")
        self._judge.message(payload, METHOD)
        if true(payload.get("replace_original", False)) and found.message is not None:
            if found.message.deleted:
                raise ApiError("message_not_found")
            self._posting.change(found.message, payload, act=act)
            act.get("replaced", direct=True, message=found.message)
            return
        root = payload.get("thread_ts")
        if root is not None and root not in place.stored:
            raise ApiError("thread_not_found")
        private = None if payload.get("response_type") == "in_channel" else act.person.id
        message = self._posting.post(place, payload, root=root, private_to=private, act=act)
        act.get(METHOD, direct=True, message=message)
