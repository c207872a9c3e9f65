"""The pure parts: ids, the table of routes, rate limits, numbering of components, pings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tests.servers.discord import DiscordServer, described
from tests.servers.discord.components import shown, walk
from tests.servers.discord.limits import Limits
from tests.servers.discord.rest import Table
from tests.servers.discord.wire import Snowflakes, from_stamp

if TYPE_CHECKING:
    import pytest

ROUTES = [
    ("GET", "/users/@me"),
    ("GET", "/users/{user_id}"),
    ("GET", "/channels/{channel_id}/messages/pins"),
    ("GET", "/channels/{channel_id}/messages/{message_id}"),
]
ROUTE = ("POST", "/channels/{channel_id}/messages")


@given(st.lists(st.tuples(st.integers(0, 15), st.integers(1, 16)), max_size=30))
def test_ids_grow_and_belong_to_the_shard_that_was_asked_for(wanted: list[tuple[int, int]]) -> None:
    ids, last = Snowflakes(), 0
    for shard, shards in wanted:
        made = ids.on_shard(shard % shards, shards)
        assert made > last
        assert (made >> 22) % shards == shard % shards
        last = ids.next()
        assert last > made


def test_an_id_tells_when_it_was_made() -> None:
    assert from_stamp(175_928_847_299_117_063) == 1_462_015_105.796


def test_fixed_paths_win_over_parameters() -> None:
    table = Table(ROUTES)
    assert table.find("GET", "/users/@me") == ("/users/@me", {})
    assert table.find("GET", "/users/5") == ("/users/{user_id}", {"user_id": "5"})
    assert table.find("GET", "/channels/1/messages/pins") == (ROUTES[2][1], {"channel_id": "1"})
    assert table.find("GET", "/channels/1/messages/2") == (
        ROUTES[3][1],
        {"channel_id": "1", "message_id": "2"},
    )
    for method, path in (("POST", "/users/@me"), ("GET", "/users"), ("GET", "/users/5/x"), ("GET", "")):
        assert table.find(method, path) is None


@given(st.lists(st.floats(0, 3), min_size=1, max_size=60), st.integers(1, 5))
def test_no_window_of_a_bucket_lets_more_through_than_its_limit(steps: list[float], limit: int) -> None:
    now = 0.0
    limits = Limits(clock=lambda: now)
    limits.bucket(*ROUTE, limit=limit, per=2.0)
    windows: list[list[float]] = []
    for step in steps:
        now += step
        refusal, headers = limits.check(*ROUTE, {"channel_id": "1"})
        if refusal is None:
            if not windows or now >= windows[-1][0] + 2.0:
                windows.append([])
            windows[-1].append(now)
            assert int(headers["X-RateLimit-Remaining"]) == limit - len(windows[-1])
        else:
            assert len(windows[-1]) == limit
            assert 0 < refusal.body["retry_after"] <= 2.0
            assert refusal.headers["X-RateLimit-Scope"] == "user"
    assert all(len(window) <= limit for window in windows)


@given(st.lists(st.floats(0, 0.5), min_size=1, max_size=80))
def test_any_second_lets_no_more_through_than_the_limit_of_all(steps: list[float]) -> None:
    now, through = 0.0, []
    limits = Limits(clock=lambda: now)
    limits.everywhere(5)
    for step in steps:
        now += step
        refusal, _ = limits.check(*ROUTE, {"channel_id": "1"})
        if refusal is None:
            through.append(now)
        else:
            assert refusal.body["global"] is True
            assert refusal.headers["X-RateLimit-Global"] == "true"
        free, _ = limits.check("POST", "/webhooks/{webhook_id}/{webhook_token}", {})
        assert free is None
    for each in through:
        assert sum(each <= other < each + 1.0 - 1e-9 for other in through) <= 5


def test_buckets_of_channels_are_apart() -> None:
    limits = Limits(clock=lambda: 0.0)
    limits.bucket(*ROUTE, limit=1, per=5.0)
    assert limits.check(*ROUTE, {"channel_id": "1"})[0] is None
    assert limits.check(*ROUTE, {"channel_id": "2"})[0] is None
    assert limits.check(*ROUTE, {"channel_id": "1"})[0] is not None
    limits.off()
    assert limits.check(*ROUTE, {"channel_id": "1"}) == (None, {})


def test_components_are_numbered_without_clashes() -> None:
    text = {"type": 10, "content": "x"}
    given_back = shown([text | {"id": 2}, {"type": 17, "components": [text, text]}, text], {})
    numbers = [part["id"] for part in walk(given_back)]
    assert len(set(numbers)) == len(numbers) == 5
    assert numbers[0] == 2


def test_the_absence_of_the_description_is_told_loudly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(described, "FILE", Path("absent.json"))
    assert described.load.__wrapped__() is None
    assert "WARNING: absent.json is absent" in capsys.readouterr().err


async def test_only_those_who_are_listed_are_pinged() -> None:
    async with DiscordServer() as server:
        room = server.add_guild("Class 9").add_channel("history")
        message = server.person("Amina").write(room, "x")
        body = {"content": "<@1> <@!2> <@3>", "allowed_mentions": {"parse": [], "users": [2]}}
        message.put(body, {}, flags=0)
        assert message.pings == ["2"]
        message.put({"content": "<@1>"}, {}, flags=0)
        assert message.pings == ["1"]
