"""Hears each thing once: Slack delivers again what it does not know to have arrived."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.backend import DatabaseError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.workspaces import Workspaces

_KEPT = 20_000  # ids in memory, about 150 bytes each; Slack repeats within an hour at most

_LOG = logging.getLogger(__name__)


class Once:
    """What was heard.

    Args:
        workspaces: What all processes have heard.
        now: Seconds since the epoch.
    """

    def __init__(self, workspaces: Workspaces, now: Callable[[], float]) -> None:
        self._workspaces = workspaces
        self._now = now
        self._heard: OrderedDict[tuple[str, str], None] = OrderedDict()

    def here(self, kind: str, id: str) -> bool:  # noqa: A002 -- Slack's word for it
        """Whether this process hears it for the first time.

        Args:
            kind: What it is: an id of one kind may be another's, too.
            id: Slack's id; what has none is always new.
        """
        if not id:
            return True
        if (kind, id) in self._heard:
            return False
        self._heard[kind, id] = None
        if len(self._heard) > _KEPT:
            self._heard.popitem(last=False)
        return True

    async def anywhere(self, id: str) -> bool:  # noqa: A002 -- Slack's word for it
        """Whether an event is heard for the first time by any process.

        Where the database does not answer, this process decides: a question answered twice is better than
        one that is not answered.
        """
        if not self.here("event", id):
            return False
        if not id:
            return True
        try:
            return await self._workspaces.hear_once(id, self._now())
        except DatabaseError as error:
            _LOG.warning("slack delivery not noted trouble=%s", error.trouble)
            return True
