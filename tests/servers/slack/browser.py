"""A browser, as far as installing an app needs one: pages, redirects and cookies."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.cookies import Morsel, SimpleCookie
from urllib.parse import urljoin, urlsplit

import aiohttp

from tests.servers.slack.oauth import AUTHORIZE, SIGNED_IN

STEPS = 10
"""Pages that are followed at most: browsers give up sooner or later too."""
_LINK = re.compile(r'<a\s[^>]*?href="([^"]+)"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was shown."""

    url: str
    status: int
    text: str


@dataclass(slots=True)
class Browser:
    """Follows links as a person does who wants the app, or does not.

    Cookies are kept for each origin by hand: those of an app are Secure, and a jar of aiohttp would not send
    them over plain HTTP on loopback.
    """

    person: str
    home: str
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    async def install(self, url: str, *, decide: str = "allow") -> Page:
        """Open an app's installation page, decide on Slack's page, and give the page that it ends on."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            page, target = await self._open(session, url)
            for _ in range(STEPS):
                target = target or self._way_on(page, decide)
                if target is None:
                    break
                page, target = await self._open(session, target)
            return page

    async def consent(self, url: str, *, decide: str = "allow") -> str:
        """Decide on Slack's page, and give the address that it leads back to without going there."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            page, target = await self._open(session, url)
            while target is None or urlsplit(target).path == AUTHORIZE:
                target = target or self._way_on(page, decide)
                if target is None:
                    raise LookupError(f"no consent is asked for: {page.status} {page.text}")
                page, target = await self._open(session, target)
            return target

    def _way_on(self, page: Page, decide: str) -> str | None:
        """Find where a person goes from a page: to Slack's question, and from there to the app again."""
        links = [urljoin(page.url, html.unescape(link)) for link in _LINK.findall(page.text)]
        asking = [link for link in links if urlsplit(link).path == AUTHORIZE]
        if urlsplit(page.url).path == AUTHORIZE:
            asking = [link for link in asking if link.endswith(f"decided={decide}")]
        return asking[0] if asking else None

    async def _open(self, session: aiohttp.ClientSession, url: str) -> tuple[Page, str | None]:
        origin = _origin(url)
        kept = self.cookies.setdefault(origin, {})
        if origin == self.home:
            kept[SIGNED_IN] = self.person
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())} if kept else {}
        async with session.get(url, headers=headers, allow_redirects=False) as response:
            for line in response.headers.getall("Set-Cookie", []):
                for name, cookie in SimpleCookie(line).items():
                    kept[name] = cookie.value
                    if _over(cookie):
                        del kept[name]
            page = Page(url, response.status, await response.text())
            target = response.headers.get("Location") if 300 <= response.status < 400 else None
            return page, None if target is None else urljoin(url, target)


def _over(cookie: Morsel[str]) -> bool:
    if cookie["max-age"]:
        return int(cookie["max-age"]) <= 0
    return bool(cookie["expires"]) and parsedate_to_datetime(cookie["expires"]).year < 2000


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
