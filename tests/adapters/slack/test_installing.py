"""Installations as Bolt keeps and finds them, over a database that several processes share."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltError
from slack_bolt.listener.async_builtins import AsyncTokenRevocationListeners

from adapters.slack.installing import FRESH, Installations
from bot.message import PlaceGoneError
from tests.adapters.slack.installed import Clock, clock, elsewhere, installation, installations, workspaces

if TYPE_CHECKING:
    from pathlib import Path

    from slack_sdk.oauth.installation_store import Bot, Installation

    from bot.workspaces import Workspaces

__all__ = ["clock", "elsewhere", "installations", "workspaces"]  # fixtures


def organisation(**changed: str) -> Installation:
    return installation(
        team_id=None, team_name=None, enterprise_id="E1", is_enterprise_install=True, **changed
    )


async def bot(installations: Installations, team: str | None, enterprise: str | None = None) -> Bot | None:
    return await installations.async_find_bot(enterprise_id=enterprise, team_id=team)


async def test_what_bolt_saves_it_finds_again_in_every_process(
    installations: Installations, elsewhere: Installations
) -> None:
    assert await bot(installations, "T1") is None
    saved = installation()
    await installations.async_save(saved)
    for each in (installations, elsewhere):
        found = await each.async_find_installation(enterprise_id=None, team_id="T1")
        assert found is not None
        assert found.to_dict() == saved.to_dict()
        held = await bot(each, "T1")
        assert held is not None
        assert held.to_dict() == saved.to_bot().to_dict()
        assert await each.token("T1") == "xoxb-geheim"
        assert await each.installer("T1") == "UAMINA"
        assert await bot(each, "T2") is None


async def test_where_it_is_not_installed_there_is_no_token(installations: Installations) -> None:
    with pytest.raises(PlaceGoneError, match="not installed in the workspace T1"):
        await installations.token("T1")
    assert await installations.installer("T1") is None


async def test_bolt_may_change_what_it_was_given(installations: Installations) -> None:
    await installations.async_save(installation())
    for _ in range(2):
        found = await installations.async_find_installation(enterprise_id=None, team_id="T1")
        assert found is not None
        assert found.bot_token == "xoxb-geheim"
        found.bot_token = None
        assert isinstance(found.bot_scopes, list)
        found.bot_scopes.clear()
    held = await bot(installations, "T1")
    assert held is not None
    assert held.bot_scopes == ["chat:write", "commands"]


async def test_what_a_person_granted_is_not_kept(
    installations: Installations, workspaces: Workspaces
) -> None:
    await installations.async_save(
        installation(user_token="xoxp-mine", incoming_webhook_url="https://hooks.example/mine")
    )
    kept = await workspaces.find("T1")
    assert kept is not None
    assert "mine" not in kept.data.reveal()
    by_amina, by_omid = [
        await installations.async_find_installation(enterprise_id=None, team_id="T1", user_id=user)
        for user in ("UAMINA", "UOMID")
    ]
    assert by_amina is not None
    assert by_amina.user_token is None
    assert by_omid is None


async def test_a_removal_elsewhere_is_known_within_a_minute_and_one_here_at_once(
    installations: Installations, elsewhere: Installations, clock: Clock
) -> None:
    await installations.async_save(installation())
    assert await bot(elsewhere, "T1") is not None
    clock.at += FRESH - 1
    assert await bot(elsewhere, "T1") is not None
    await installations.async_delete_all(enterprise_id=None, team_id="T1")
    assert await bot(installations, "T1") is None
    assert await bot(elsewhere, "T1") is not None
    clock.at += 1
    assert await bot(elsewhere, "T1") is None
    with pytest.raises(PlaceGoneError):
        await elsewhere.token("T1")


async def test_an_installation_elsewhere_is_known_at_once(
    installations: Installations, elsewhere: Installations
) -> None:
    assert await bot(elsewhere, "T1") is None
    await installations.async_save(installation())
    assert await bot(elsewhere, "T1") is not None


async def test_a_clock_that_is_set_back_keeps_nothing_alive(
    installations: Installations, elsewhere: Installations, clock: Clock
) -> None:
    await installations.async_save(installation())
    assert await bot(elsewhere, "T1") is not None
    await installations.async_delete_bot(enterprise_id=None, team_id="T1")
    clock.at -= 3_600
    assert await bot(elsewhere, "T1") is None


async def test_a_removal_while_it_is_looked_up_leaves_nothing_behind(installations: Installations) -> None:
    for turns in range(12):
        await installations.async_save(installation())
        await installations.forget("T9")  # what is held in memory goes
        looking = asyncio.create_task(bot(installations, "T1"))
        for _ in range(turns):
            await asyncio.sleep(0)
        await installations.forget("T1")
        await looking
        assert await bot(installations, "T1") is None


async def test_word_of_a_removal_that_comes_late_spares_what_was_installed_since(
    installations: Installations, clock: Clock
) -> None:
    await installations.async_save(installation())
    removed_at = clock.at + 10
    clock.at += 20
    await installations.async_save(installation(bot_token="xoxb-again"))
    await installations.forget("T1", before=removed_at)
    assert await installations.token("T1") == "xoxb-again"
    await installations.forget("T1", before=clock.at + 1)
    assert await bot(installations, "T1") is None


async def test_an_organisations_installation_serves_all_its_workspaces(
    installations: Installations, elsewhere: Installations
) -> None:
    await installations.async_save(organisation())
    found = await installations.async_find_installation(
        enterprise_id="E1", team_id="T1", is_enterprise_install=True
    )
    assert found is not None
    assert (found.enterprise_id, found.team_id, found.is_enterprise_install) == ("E1", None, True)
    assert await bot(installations, None, "E1") is not None
    assert await bot(installations, "T2", "E2") is None
    # What the bot says by itself knows only the workspace, in another process too.
    assert await elsewhere.token("T1") == "xoxb-geheim"
    with pytest.raises(PlaceGoneError):
        await elsewhere.token("T3")
    # A workspace's own comes first, and its removal leaves the organisation's.
    await installations.async_save(installation(enterprise_id="E1", bot_token="xoxb-own"))
    assert await installations.token("T1") == "xoxb-own"
    await installations.async_delete_all(enterprise_id="E1", team_id="T1")
    assert await installations.token("T1") == "xoxb-geheim"
    await installations.async_delete_all(enterprise_id="E1", team_id=None)
    assert await bot(installations, "T1", "E1") is None
    with pytest.raises(PlaceGoneError):
        await installations.token("T1")


async def test_an_organisation_that_cannot_be_noted_is_noted_later(
    installations: Installations, elsewhere: Installations, tmp_path: Path, clock: Clock
) -> None:
    await installations.async_save(organisation())
    with closing(sqlite3.connect(tmp_path / "tarikh.sqlite3", isolation_level=None)) as file:
        file.execute("BEGIN IMMEDIATE")
        assert await bot(installations, "T1", "E1") is not None
        file.execute("ROLLBACK")
    with pytest.raises(PlaceGoneError):
        await elsewhere.token("T1")
    clock.at += FRESH
    assert await bot(installations, "T1", "E1") is not None
    assert await elsewhere.token("T1") == "xoxb-geheim"


@pytest.mark.parametrize(
    ("tokens", "there"),
    [({"oauth": ["UAMINA"]}, True), ({"oauth": ["UOMID"], "bot": ["UBOT"]}, False), ({}, True)],
)
async def test_bolts_listeners_of_revoked_tokens_delete_only_the_bots(
    installations: Installations, tokens: dict[str, list[str]], there: bool
) -> None:
    await installations.async_save(installation())
    listeners = AsyncTokenRevocationListeners(installations)
    context = AsyncBoltContext({"team_id": "T1", "enterprise_id": None})
    await listeners.handle_tokens_revoked_events({"tokens": tokens}, context)
    assert (await bot(installations, "T1") is not None) is there
    await listeners.handle_app_uninstalled_events(context)
    assert await bot(installations, "T1") is None


async def test_an_app_whose_tokens_expire_is_refused(installations: Installations) -> None:
    with pytest.raises(BoltError, match="Token rotation is on for this Slack app"):
        await installations.async_save(installation(bot_refresh_token="xoxe-1", bot_token_expires_in=43_200))
    assert await bot(installations, "T1") is None
