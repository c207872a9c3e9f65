"""Installations as Bolt keeps and finds them, over a database that several processes share."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltError
from slack_bolt.listener.async_builtins import AsyncTokenRevocationListeners
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.authorizing import Authorization
from adapters.slack.installing import FRESH, STATE_SECONDS, Installations, States
from adapters.slack.manifest import SCOPES
from bot.address import Secret, database_url
from bot.database import open_database
from bot.message import PlaceGoneError
from bot.migrating import migrate
from bot.sealing import Sealer, new_key
from bot.workspaces import Workspaces
from tests.servers.slack.sample import serving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.servers.slack import SlackServer

KEY = Secret(new_key())
PATIENCE = 0.5  # seconds until a locked database is given up


class Clock:
    def __init__(self) -> None:
        self.at = 1_795_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def workspaces(tmp_path: Path) -> AsyncIterator[Workspaces]:
    url = database_url(f"sqlite:///{tmp_path}/tarikh.sqlite3")
    async with await open_database(url, patience=PATIENCE) as database:
        await migrate(database, at=0.0)
        yield Workspaces(database, Sealer((KEY,)))


@pytest.fixture
def installations(workspaces: Workspaces, clock: Clock) -> Installations:
    return Installations(workspaces, clock)


@pytest.fixture
def elsewhere(workspaces: Workspaces, clock: Clock) -> Installations:
    """Those of another process."""
    return Installations(workspaces, clock)


def installation(**changed: str | int | bool | None) -> Installation:
    values: dict[str, Any] = {
        "app_id": "A1",
        "team_id": "T1",
        "team_name": "A school",
        "bot_token": "xoxb-geheim",
        "bot_id": "B1",
        "bot_user_id": "UBOT",
        "bot_scopes": "chat:write,commands",
        "user_id": "UAMINA",
        "token_type": "bot",
        "installed_at": 1_794_000_000.5,
    }
    return Installation(**(values | changed))


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


async def test_who_the_bot_is_comes_without_asking_slack(installations: Installations) -> None:
    await installations.async_save(installation())
    authorization = Authorization(installations)
    found = await authorization(
        context=AsyncBoltContext(), enterprise_id=None, team_id="T1", user_id="UOMID", actor_user_id="UOMID"
    )
    assert found is not None
    assert (found.bot_token, found.bot_user_id, found.bot_id) == ("xoxb-geheim", "UBOT", "B1")
    assert (found.team_id, found.user_id, found.user_token) == ("T1", "UOMID", None)
    assert found.bot_scopes == ["chat:write", "commands"]
    other = await authorization(context=AsyncBoltContext(), enterprise_id=None, team_id="T2", user_id="UOMID")
    assert other is None


async def test_a_database_that_fails_is_told_once_and_without_a_token(
    workspaces: Workspaces, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    installations = Installations(workspaces, clock)
    await installations.async_save(installation())
    clock.at += FRESH
    await workspaces.database.close()
    authorization = Authorization(installations)
    asked = {"enterprise_id": None, "team_id": "T1", "user_id": "UOMID"}
    assert await authorization(context=AsyncBoltContext(), **asked) is None
    with pytest.raises(BoltError, match="has been closed"):
        await installations.async_save(installation())
    told = [record.getMessage() for record in caplog.records if record.name.startswith("adapters")]
    assert len(told) == 2
    assert "geheim" not in caplog.text


async def test_without_a_key_whoever_installs_it_is_told(workspaces: Workspaces, clock: Clock) -> None:
    installations = Installations(Workspaces(workspaces.database), clock)
    with pytest.raises(BoltError, match="TARIKH_ENCRYPTION_KEYS is missing"):
        await installations.async_save(installation())


async def test_a_state_is_good_once_for_ten_minutes_in_any_process(
    workspaces: Workspaces, clock: Clock
) -> None:
    here, there = States(workspaces, clock), States(workspaces, clock)
    first, second, third = [await here.async_issue() for _ in range(3)]
    assert await there.async_consume(first)
    assert not await here.async_consume(first)
    clock.at += STATE_SECONDS - 1
    assert await here.async_consume(second)
    clock.at += 1
    assert not await there.async_consume(third)


async def test_bolts_way_of_installing_keeps_to_the_state(
    installations: Installations, workspaces: Workspaces, clock: Clock
) -> None:
    """The state must come back to the browser that it was given to, and only once."""
    flow = AsyncOAuthFlow(
        settings=AsyncOAuthSettings(
            client_id="1.2",
            client_secret="geheim",
            scopes=["commands"],
            user_scopes=[],
            installation_store=installations,
            state_store=States(workspaces, clock),
            install_page_rendering_enabled=False,
        )
    )

    async def come_back(state: str, cookie: str) -> int:
        # Without a code, so that Slack is not asked for a token.
        back = AsyncBoltRequest(body="", query={"state": state}, headers={"Cookie": cookie})
        answer = await flow.handle_callback(back)
        assert "geheim" not in answer.body
        return answer.status if "missing_code" not in answer.body else 0

    begun = await flow.handle_installation(AsyncBoltRequest(body="", query={}))
    (cookie,) = begun.headers["set-cookie"]
    state = cookie.partition("=")[2].partition(";")[0]
    assert f"state={state}" in begun.headers["location"][0]
    kept = cookie.partition(";")[0]
    assert await come_back("forged", kept) == 400
    assert await come_back("forged", kept.replace(state, "forged")) == 401
    assert await come_back(state, "other=1") == 400
    assert await come_back(state, kept) == 0
    assert await come_back(state, kept) == 401


@pytest.mark.filterwarnings(
    "ignore:BasicAuth is deprecated:DeprecationWarning"
)  # as slack_sdk asks for a token
async def test_a_workspace_installs_it_at_one_process_and_is_served_by_another(
    server: SlackServer, workspaces: Workspaces, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    other = server.add_team("Other school")
    zahra = other.person("Zahra", admin=True)
    room = other.add_channel("history")

    def process() -> AsyncApp:
        installations = Installations(workspaces, clock)
        settings = AsyncOAuthSettings(
            client_id=server.client_id,
            client_secret=server.client_secret,
            scopes=SCOPES,
            user_scopes=[],
            authorization_url=f"{server.url}/oauth/v2/authorize",
            installation_store=installations,
            state_store=States(workspaces, clock),
        )
        client = AsyncWebClient(base_url=server.api_url, retry_handlers=[])
        flow = AsyncOAuthFlow(client=client, settings=settings)
        made = AsyncApp(
            client=client,
            signing_secret=server.signing_secret,
            oauth_flow=flow,
            authorize=Authorization(installations),  # type: ignore[arg-type] # Bolt takes it, but does not say so
        )

        @made.command("/tarikh")
        async def answer(ack: Any, context: dict[str, str]) -> None:  # noqa: ANN401 -- Bolt's
            await ack(f"{context['bot_token'] == other.bot_token} {context['bot_user_id']}")

        return made

    async with serving(process()) as here, serving(process()) as there:
        server.http.use(there)
        server.oauth.redirect_urls = [here.replace("/slack/events", "/slack/oauth_redirect")]
        page = await zahra.install(other, here.replace("/slack/events", "/slack/install"))
        assert (page.status, "Thank you" in page.text) == (200, True)
        kept = await workspaces.find(other.id)
        assert kept is not None
        assert kept.installer == zahra.id
        reply = await zahra.command(room, "today")
        assert reply.text == f"True {kept.bot_user}"
        assert not server.requested("auth.test")[1:]  # the one at the installation
    assert other.bot_token not in caplog.text
    assert server.client_secret not in caplog.text
