"""People: the hands of a test. They type commands, press buttons, choose, fill in forms and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.servers.slack import interactions
from tests.servers.slack.acts import Act
from tests.servers.slack.browser import Browser
from tests.servers.slack.elements import LISTS, TICKED, Element, NotOfferedError, picked
from tests.servers.slack.filling import fill_in
from tests.servers.slack.hands import UnansweredError
from tests.servers.slack.messages import Message
from tests.servers.slack.views import View
from tests.servers.slack.writing import tagged, wrote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.servers.slack.acts import Doing
    from tests.servers.slack.browser import Page
    from tests.servers.slack.conversation import Reply
    from tests.servers.slack.delivery import Delivery
    from tests.servers.slack.hands import Hands
    from tests.servers.slack.places import Channel
    from tests.servers.slack.teams import Team
    from tests.servers.slack.users import User
    from tests.servers.slack.wire import Json

PICK = "pick:"
"""What stands before a button's token in the token of the list or boxes whose choice it sends."""


class Person:
    """Somebody in a workspace. What the client would not let a person do raises NotOfferedError.

    Every act waits for the bot's first answer; `UnansweredError` says that none came in time.
    """

    def __init__(self, team: Team, user: User, hands: Hands) -> None:
        self.team = team
        self.user = user
        self._hands = hands

    @property
    def id(self) -> str:
        """The id of the account."""
        return self.user.id

    @property
    def name(self) -> str:
        """The name of the account."""
        return self.user.name

    @property
    def home(self) -> View | None:
        """The home that the bot published for this person last."""
        return self._hands.world.homes.get(self.id)

    @property
    def modals(self) -> list[View]:
        """The modals that are open, the uppermost last."""
        return list(self._hands.world.stack(self.id))

    def dm(self) -> Channel:
        """Give the direct messages of this person and the bot."""
        return self.team.direct(self.id)

    def seen(self, place: Channel) -> list[Message]:
        """List the messages that this person sees in a place: those for all, and those for them alone."""
        both = [*place.stored.values(), *(each for each in place.whispered if each.private_to == self.id)]
        return sorted(both, key=lambda message: message.ts)

    async def command(
        self, place: Channel, text: str = "", *, name: str = "/tarikh", thread: Message | None = None
    ) -> Reply:
        """Use a slash command. Slack has none in threads: with `thread`, it is not offered."""
        if thread is not None:
            raise NotOfferedError("a slash command cannot be used in a thread")
        return await self._hands.do(*self.prepare_command(place, text, name=name))

    async def press(
        self, shown: Message | View, *, label: str | None = None, token: str | None = None
    ) -> Reply:
        """Press a button, found by its label or its action_id."""
        return await self._hands.do(*self.prepare_press(shown, label=label, token=token))

    async def choose(self, shown: Message | View, token: str, values: Sequence[Any]) -> Reply:
        """Choose in a list that acts at once; or tick in that of a button, and press the button.

        `values` are those of options; or channels or people.
        """
        if any(each.token == PICK + token for each in shown.elements):
            await self.tick(shown, token, values)
            return await self.press(shown, token=token)
        element = self._find(shown, token, LISTS | TICKED)
        return await self._hands.do(*self._touched("press", shown, element, picked(element, values)))

    async def tick(self, shown: Message | View, token: str, values: Sequence[Any]) -> None:
        """Choose in boxes or a list without more; the bot is told, and acknowledges."""
        has_button = any(each.token == PICK + token for each in shown.elements)
        element = self._find(shown, PICK + token if has_button else token, LISTS | TICKED)
        act, delivery = self._touched("press", shown, element, picked(element, values))
        await self._hands.tell(act, delivery)
        self._hands.remember(act)

    async def mention(self, place: Channel, text: str, *, thread: Message | None = None) -> Reply:
        """Write a message that mentions the bot, in a channel or a thread of it."""
        act, delivery = self.prepare_mention(place, text, thread=thread)
        self._hands.deliverer.event(delivery)
        return await self._hands.answer(act, f"the mention {text!r}")

    async def write(self, text: str, *, thread: Message | None = None) -> Reply:
        """Write to the bot directly."""
        act = self._act("write", self.dm())
        act.message = self.say(self.dm(), text, thread=thread)
        return await self._hands.answer(act, f"the message {text!r}")

    def say(self, place: Channel, text: str, *, thread: Message | None = None) -> Message:
        """Write a message and wait for nothing; the bot is told of it if it subscribed to that."""
        message = wrote(self.user, place, text, thread=thread)
        self._hands.events.message(message)
        return message

    async def shortcut(self, message: Message, name: str) -> Reply:
        """Use a shortcut of a message's menu."""
        self._reach(message)
        if message.ephemeral:
            raise NotOfferedError("a message that only one person sees has no shortcuts")
        if name not in self._hands.shortcuts:
            raise NotOfferedError(f"no shortcut {name!r}; there are {sorted(self._hands.shortcuts)}")
        act = self._act("shortcut", message.channel, message)
        callback_id = self._hands.shortcuts[name]
        delivery = interactions.message_shortcut(self._hands.world, act, message, callback_id)
        return await self._hands.do(act, delivery)

    async def submit(self, modal: View, **values: object) -> Reply:
        """Fill in a form, by the names of its fields, and send it."""
        self._reach(modal)
        if modal.kind != "modal" or modal.raw.get("submit") is None:
            raise NotOfferedError("there is nothing to send here")
        fill_in(modal, values)
        act = self._in_view("submit", modal)
        return await self._hands.do(act, interactions.submission(act, modal))

    async def close(self, modal: View, *, all_of_them: bool = False) -> None:
        """Close a modal, or all that are open; the bot is told if it asked for that."""
        self._reach(modal)
        if all_of_them:
            self._hands.acks.clear(modal)
        else:
            self._hands.acks.pop(modal)
        if modal.raw.get("notify_on_close"):
            act = self._in_view("close", modal)
            await self._hands.tell(act, interactions.closing(act, modal, cleared=all_of_them))
            self._hands.remember(act)

    async def open_home(self) -> View:
        """Open the bot's home, and wait for it to be published."""
        act = self._act("home")
        self._opened("home")
        return (await self._hands.answer(act, "the opening of the home")).modal

    def open_messages(self) -> None:
        """Look at the direct messages with the bot, which it is told in the same way as of its home."""
        self._opened("messages")

    def _opened(self, tab: str) -> None:
        event: Json = {"type": "app_home_opened", "user": self.id, "channel": self.dm().id, "tab": tab}
        if self.home is not None and tab == "home":
            event["view"] = self.home.payload()
        self.team.tell(event | {"event_ts": self.team.around.stamps.next()})

    async def install(self, team: Team, install_url: str, *, decide: str = "allow") -> Page:
        """Install the app from its page, like a browser, and give the page that it ends on.

        Args:
            team: The workspace, to which this person must belong.
            install_url: The app's own page.
            decide: What to press on Slack's page: allow or cancel.
        """
        return await self.browser(team).install(install_url, decide=decide)

    def browser(self, team: Team) -> Browser:
        """Give this person's browser, signed in to the workspace, with no cookies of the app."""
        if team is not self.team:
            raise NotOfferedError(f"{self.name} has no account in {team.name}")
        return Browser(self.id, self._hands.browsed)

    def prepare_command(
        self, place: Channel, text: str = "", *, name: str = "/tarikh"
    ) -> tuple[Act, Delivery]:
        """Make a use of a slash command without sending it, for load runs."""
        if name not in self._hands.commands or not self.team.granted("commands"):
            raise NotOfferedError(f"no command {name!r}")
        if self.id not in place.members:
            raise NotOfferedError(f"{self.name} is not in #{place.name}")
        if place.archived or place.deleted:
            raise NotOfferedError(f"nothing can be typed in #{place.name} any more")
        act = self._act("command", place)
        # Slack tags and escapes what is typed for an app whose manifest says `should_escape`.
        typed = tagged(text.strip(), self.user, self.team) if self._hands.escapes else text.strip()
        return act, interactions.command(self._hands.world, act, name, typed)

    def prepare_press(
        self, shown: Message | View, *, label: str | None = None, token: str | None = None
    ) -> tuple[Act, Delivery]:
        """Make a press without sending it, for load runs."""
        if (label is None) == (token is None):
            raise TypeError("say a label or a token")
        buttons = [each for each in shown.elements if each.kind == "button"]
        found = [each for each in buttons if (each.label == label if token is None else each.token == token)]
        if len(found) != 1:
            there = [(each.label, each.token) for each in buttons]
            raise NotOfferedError(f"{len(found)} buttons {label or token!r}; there are {there}")
        return self._touched("press", shown, found[0], {})

    def prepare_mention(
        self, place: Channel, text: str, *, thread: Message | None = None
    ) -> tuple[Act, Delivery]:
        """Write a message that mentions the bot without telling the bot, for load runs."""
        message = wrote(self.user, place, text, thread=thread, to=self.team.bot_user)
        self._hands.events.message(message)
        event = message.payload() | {"type": "app_mention", "channel": place.id, "event_ts": message.ts}
        delivery = self._hands.events.written(self.team, event) if place.has_bot else None
        if delivery is None:
            raise UnansweredError(f"the bot is told nothing of #{place.name}")
        return self._act("mention", place, message), delivery

    def _find(self, shown: Message | View, token: str, kinds: frozenset[str]) -> Element:
        found = [each for each in shown.elements if each.token == token and each.kind in kinds]
        if len(found) != 1:
            there = [each.token for each in shown.elements if each.kind in kinds]
            raise NotOfferedError(f"{len(found)} lists {token!r}; there are {there}")
        return found[0]

    def _touched(
        self, doing: Doing, shown: Message | View, element: Element, chosen: Json
    ) -> tuple[Act, Delivery]:
        self._reach(shown)
        told = {key: value for key, value in chosen.items() if key != "type"}
        if isinstance(shown, Message):
            if chosen:
                shown.state(self.id).choose(element, chosen)
            act = self._act(doing, shown.channel, shown)
            return act, interactions.press_in_message(self._hands.world, act, shown, element, told)
        if chosen:
            shown.state.choose(element, chosen)
        act = self._in_view(doing, shown)
        return act, interactions.press_in_view(act, shown, element, told)

    def _act(
        self,
        doing: Doing,
        place: Channel | None = None,
        message: Message | None = None,
        view: View | None = None,
    ) -> Act:
        act = Act(doing, self.user, self.team, place, message, view)
        self._hands.world.begin(act)
        return act

    def _in_view(self, doing: Doing, view: View) -> Act:
        opened = view.root.opened_by
        if opened is None:
            return self._act(doing, view=view)
        return self._act(doing, opened.place, opened.message, view)

    def _reach(self, shown: Message | View) -> None:
        if isinstance(shown, View):
            if shown.user is not self.user:
                raise NotOfferedError("it is shown to somebody else")
            stack = self._hands.world.stack(self.id)
            if shown.kind == "modal" and (not stack or stack[-1] is not shown):
                raise NotOfferedError("the modal is closed, or another lies on it")
            return
        if shown.deleted:
            raise NotOfferedError("the message is gone")
        if shown.private_to not in {None, self.id} or self.id not in shown.channel.members:
            raise NotOfferedError("the message is somebody else's alone")
