"""OAuth: the page that asks, the code, and the token that it is exchanged for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.file import FileInstallationStore
from slack_sdk.oauth.state_store.file import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import NotOfferedError, SlackServer, Team
from tests.servers.slack.sample import serving

if TYPE_CHECKING:
    from pathlib import Path

    from tests.servers.slack import Person

pytestmark = pytest.mark.filterwarnings(
    "ignore:BasicAuth is deprecated:DeprecationWarning"  # slack_sdk's way of calling oauth.v2.access
)

BACK = "http://127.0.0.1:9/back"


@pytest.fixture
def other(server: SlackServer) -> Team:
    """A workspace in which the app is not installed."""
    return server.add_team("Other school")


@pytest.fixture
def zahra(other: Team) -> Person:
    return other.person("Zahra", admin=True)


@pytest.fixture
def anybody(server: SlackServer) -> AsyncWebClient:
    """A client without a token."""
    return AsyncWebClient(base_url=server.api_url, retry_handlers=[])


def asking(server: SlackServer, **more: str) -> str:
    query = {
        "client_id": server.client_id,
        "scope": "commands,chat:write",
        "redirect_uri": BACK,
        "state": "s",
    }
    return f"{server.url}/oauth/v2/authorize?{urlencode(query | more)}"


async def code(server: SlackServer, person: Person) -> str:
    back = await person.browser(person.team).consent(asking(server))
    return parse_qs(urlsplit(back).query)["code"][0]


def app(server: SlackServer, folder: Path) -> AsyncApp:
    """An app for many workspaces, with slack_bolt's own stores."""
    store = FileInstallationStore(base_dir=str(folder), client_id=server.client_id)
    settings = AsyncOAuthSettings(
        client_id=server.client_id,
        client_secret=server.client_secret,
        scopes=["commands", "chat:write"],
        authorization_url=f"{server.url}/oauth/v2/authorize",
        installation_store=store,
        state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(folder)),
        install_path="/slack/install",
        redirect_uri_path="/slack/oauth_redirect",
    )
    client = AsyncWebClient(base_url=server.api_url, retry_handlers=[])
    made = AsyncApp(client=client, signing_secret=server.signing_secret, oauth_settings=settings)

    @made.command("/tarikh")
    async def greet(ack: object, context: dict[str, str]) -> None:
        await ack(f"installed by {context['team_id']}")  # type: ignore[operator]  # slack_bolt's own

    return made


async def test_an_app_is_installed_from_its_page_and_then_serves(
    server: SlackServer, other: Team, zahra: Person, tmp_path: Path
) -> None:
    room = other.add_channel("history")
    with pytest.raises(NotOfferedError):
        await zahra.command(room, "x")
    async with serving(app(server, tmp_path)) as url:
        server.http.use(url)
        install = url.replace("/slack/events", "/slack/install")
        server.oauth.redirect_urls = [url.replace("/slack/events", "/slack/oauth_redirect")]
        cancelled = await zahra.install(other, install, decide="cancel")
        assert "access_denied" in cancelled.text
        assert other.installation is None
        page = await zahra.install(other, install)
        assert (page.status, "Thank you" in page.text) == (200, True)
        assert other.installed
        assert server.world.tokens[other.bot_token][1].scopes == {"commands", "chat:write"}
        reply = await zahra.command(room, "x")
        assert reply.text == f"installed by {other.id}"


async def test_another_browser_cannot_finish_what_one_began(
    server: SlackServer, other: Team, zahra: Person, tmp_path: Path
) -> None:
    async with serving(app(server, tmp_path)) as url:
        install = url.replace("/slack/events", "/slack/install")
        server.oauth.redirect_urls = [url.replace("/slack/events", "/slack/oauth_redirect")]
        back = await zahra.browser(other).consent(install)
        async with aiohttp.ClientSession() as session, session.get(back) as page:
            assert page.status == 400
    assert not other.installed


async def test_a_code_is_exchanged_once(server: SlackServer, anybody: AsyncWebClient, zahra: Person) -> None:
    told = {"client_id": server.client_id, "client_secret": server.client_secret}
    given = {"code": await code(server, zahra), "redirect_uri": BACK}
    answer = await anybody.oauth_v2_access(**told, **given)
    assert answer["team"] == {"id": zahra.team.id, "name": "Other school"}
    assert (answer["access_token"], answer["token_type"]) == (zahra.team.bot_token, "bot")
    assert answer["scope"] == "chat:write,commands"
    assert answer["authed_user"] == {"id": zahra.id}
    with pytest.raises(SlackApiError, match="code_already_used"):
        await anybody.oauth_v2_access(**told, **given)
    again = await anybody.oauth_v2_access(**told, code=await code(server, zahra), redirect_uri=BACK)
    assert again["access_token"] == answer["access_token"]
    server.violations.clear()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "wrong"}, "bad_client_secret"),
        ({"code": "wrong"}, "invalid_code"),
        ({"redirect_uri": "http://127.0.0.1:9/other"}, "bad_redirect_uri"),
    ],
)
async def test_what_does_not_fit_is_not_exchanged(
    server: SlackServer, anybody: AsyncWebClient, zahra: Person, change: dict[str, str], error: str
) -> None:
    told = {
        "client_id": server.client_id,
        "client_secret": server.client_secret,
        "code": await code(server, zahra),
        "redirect_uri": BACK,
    }
    with pytest.raises(SlackApiError, match=error):
        await anybody.oauth_v2_access(**(told | change))
    with pytest.raises(SlackApiError, match=error):
        await anybody.api_call("oauth.v2.access", data=told | change)
    with pytest.raises(SlackApiError, match="invalid_client_id"):
        await anybody.api_call("oauth.v2.access", headers={"Authorization": "Basic ###"}, data={})
    assert not zahra.team.installed
    server.violations.clear()


async def test_a_code_is_good_for_ten_minutes(
    server: SlackServer, anybody: AsyncWebClient, zahra: Person
) -> None:
    given = await code(server, zahra)
    server.times.code_lives = -1.0
    with pytest.raises(SlackApiError, match="invalid_code"):
        await anybody.oauth_v2_access(
            client_id=server.client_id, client_secret=server.client_secret, code=given, redirect_uri=BACK
        )
    server.violations.clear()


async def test_the_page_asks_only_those_who_are_signed_in_about_a_known_app(
    server: SlackServer, zahra: Person, amina: Person
) -> None:
    async with aiohttp.ClientSession() as session:
        for url, status in ((asking(server), 401), (asking(server, client_id="1.2"), 400)):
            async with session.get(url) as shown:
                assert shown.status == status
    for wrong, error in (({"scope": ""}, "no_scopes"), ({"redirect_uri": ""}, "bad_redirect_uri")):
        page = await zahra.install(zahra.team, asking(server, **wrong))
        assert (page.status, error in page.text) == (400, True)
    server.oauth.redirect_urls = ["https://example.org/back"]
    page = await zahra.install(zahra.team, asking(server))
    assert "bad_redirect_uri" in page.text
    server.oauth.redirect_urls.clear()
    with pytest.raises(NotOfferedError, match="no account"):
        await amina.install(zahra.team, asking(server))
    with pytest.raises(LookupError, match="no consent"):
        await zahra.browser(zahra.team).consent(asking(server, scope=""))
    back = await zahra.browser(zahra.team).consent(asking(server), decide="cancel")
    assert parse_qs(urlsplit(back).query) == {"state": ["s"], "error": ["access_denied"]}
