"""A workspace installs the bot by OAuth, with a state that is good once; its requests are authorized."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.authorizing import Authorization
from adapters.slack.installing import FRESH, STATE_SECONDS, Installations, States
from adapters.slack.manifest import SCOPES
from bot.workspaces import Workspaces
from tests.adapters.slack.installed import Clock, clock, installation, installations, workspaces
from tests.servers.slack.sample import serving

if TYPE_CHECKING:
    from tests.servers.slack import SlackServer

__all__ = ["clock", "installations", "workspaces"]  # fixtures


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
