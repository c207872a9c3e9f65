"""Slack's workspaces: where the app was installed, installations that were begun, and what was heard already.

Every process of the bot shares them through the database. Tokens lie there sealed. Times are seconds since
1970-01-01 00:00 UTC. Every method raises `bot.backend.DatabaseError`, and none writes a part of what it was
asked.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.database import Single
from bot.sealing import Sealer, SealError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.address import Secret
    from bot.backend import Statements
    from bot.database import Database

PLATFORM = "slack"


@dataclass(frozen=True, slots=True)
class Installed:
    """The app, installed in a workspace or in an organisation for all of its workspaces.

    Attributes:
        team: The workspace's id; empty where an organisation installed it.
        enterprise: The organisation's id; empty where the workspace belongs to none.
        bot_user: The id of the bot's user there.
        installer: The id of the person who installed it.
        installed_at: When.
        data: All that is needed to speak there, tokens too, as the adapter writes it.
    """

    team: str
    enterprise: str
    bot_user: str
    installer: str
    installed_at: float
    data: Secret

    @property
    def id(self) -> str:
        """The id of what it was installed in."""
        return self.team or self.enterprise


@dataclass(frozen=True, slots=True)
class Workspaces:
    """The workspaces, on a database that has been migrated.

    Attributes:
        database: The database.
        sealer: Seals and opens tokens. Where there is one workspace, whose token is in the settings, none is
            needed.
    """

    database: Database
    sealer: Sealer = field(default_factory=Sealer)

    async def save(self, installed: Installed) -> None:
        """Keep an installation, instead of any before it in the same workspace or organisation.

        Raises:
            SealError: There is no key to seal its tokens with.
            ValueError: It has neither a workspace nor an organisation.
        """
        if not installed.id:
            raise ValueError("an installation is in a workspace or in an organisation")
        values = {
            "id": installed.id,
            "team": installed.team,
            "enterprise": installed.enterprise,
            "bot_user": installed.bot_user,
            "installer": installed.installer,
            "installed_at": installed.installed_at,
            "sealed": self.sealer.seal(installed.data),
        }
        await self.database.write(Single("keep_installation", values))

    async def find(self, team: str, enterprise: str = "") -> Installed | None:
        """The installation that serves a workspace: its own, or else its organisation's.

        Args:
            team: The workspace's id; empty to find an organisation's.
            enterprise: Its organisation's id, if it is known; what `join` noted is looked up.

        Raises:
            SealError: Its tokens were sealed with a key that is no longer among the settings.
        """

        async def run(statements: Statements) -> Sequence[Sequence[Any]]:
            return await statements.rows("installation", team=team, enterprise=enterprise)

        rows = await self.database.read(run)
        if not rows:
            return None
        team, enterprise, bot_user, installer, installed_at, sealed = rows[0]
        return Installed(team, enterprise, bot_user, installer, installed_at, self.sealer.open(sealed))

    async def join(self, team: str, enterprise: str) -> None:
        """Note that a workspace is served by its organisation's installation, so that `find` knows it."""
        await self.database.write(Single("keep_member", {"team": team, "enterprise": enterprise}))

    async def delete(self, team: str, enterprise: str = "", before: float = math.inf) -> bool:
        """Delete a workspace's own installation, or an organisation's if there is no workspace.

        Args:
            team: The workspace's id; empty to delete an organisation's.
            enterprise: The organisation's id.
            before: What was installed at this time or later stays: word of a removal may come late, after
                the app has been installed anew.

        Returns:
            Whether there was one.
        """
        which = team or enterprise

        async def run(statements: Statements) -> bool:
            gone = await statements.each("delete_installation", [{"id": which, "before": before}])
            await statements.each("forget_members", [{"enterprise": which}])
            return gone[0]

        return await self.database.write(run)

    async def check(self) -> None:
        """Look whether the keys open what is kept: any one of the installations tells.

        Raises:
            SealError: They do not.
        """
        for _, sealed in (await self._sealed())[:1]:
            self.sealer.open(sealed)

    async def rekey(self) -> int:
        """Seal every installation anew with the first key. It may be repeated, and run beside the bot.

        Returns:
            How many there are.

        Raises:
            SealError: Some could not be opened; all others were sealed anew.
        """
        done, closed = set[str](), set[str]()
        while left := [(id_, sealed) for id_, sealed in await self._sealed() if id_ not in done | closed]:
            for id_, sealed in left:
                try:
                    anew = self.sealer.seal(self.sealer.open(sealed))
                except SealError:
                    closed.add(id_)
                    continue
                values = {"id": id_, "old": sealed, "sealed": anew}
                if await self.database.write(Single("reseal", values)):
                    done.add(id_)
        if closed:
            raise SealError(
                f"{len(closed)} of {len(closed) + len(done)} installations are sealed with a key that is not "
                f"in TARIKH_ENCRYPTION_KEYS: {', '.join(sorted(closed))}. Put it back, or delete them and "
                "install Tarikh there again."
            )
        return len(done)

    async def _sealed(self) -> Sequence[Sequence[str]]:
        async def run(statements: Statements) -> Sequence[Sequence[Any]]:
            return await statements.rows("sealed")

        return await self.database.read(run)

    async def issue_state(self, now: float, seconds: float) -> str:
        """Begin an installation: a new state, which nobody can guess, that is good for so many seconds.

        Only its hash is kept. Those that have expired are deleted.
        """
        state = secrets.token_urlsafe(32)
        values = {"hash": _hash(state), "expires_at": now + seconds}

        async def run(statements: Statements) -> None:
            await statements.rows("drop_states", now=now)
            await statements.rows("keep_state", **values)

        await self.database.write(run)
        return state

    async def consume_state(self, state: str, now: float) -> bool:
        """Whether a state was issued, has not expired, and is used for the first time, in any process."""
        return await self.database.write(Single("take_state", {"hash": _hash(state), "now": now}))

    async def hear_once(self, id: str, at: float) -> bool:  # noqa: A002 -- that is what it is
        """Ask whether something that Slack tells is new. True only for the first, of all processes.

        Args:
            id: Slack's id of what it tells; it is the same when Slack tells it again.
            at: The time now.
        """
        return await self.database.write(Single("hear", {"platform": PLATFORM, "id": id, "at": at}))

    async def tidy(self, before: float) -> None:
        """Forget what was heard before a time: Slack tells nothing again after some ten minutes."""
        await self.database.write(Single("drop_heard", {"before": before}))


def _hash(state: str) -> str:
    # The state is chance enough that a plain hash gives nothing away.
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()
