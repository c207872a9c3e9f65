"""People: the hands of a test. They type commands, press buttons, choose, fill forms and write."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tests.servers.discord.forms import filled
from tests.servers.discord.interactions import Choice, Doing, Interaction, Modal
from tests.servers.discord.messages import Message
from tests.servers.discord.options import NotOfferedError, Resolved, Value, typed
from tests.servers.discord.permissions import Permission
from tests.servers.discord.picking import find_button, picked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.servers.discord.conversation import Reply
    from tests.servers.discord.hands import Hands
    from tests.servers.discord.options import Pick
    from tests.servers.discord.places import Channel
    from tests.servers.discord.users import User
    from tests.servers.discord.wire import Json

Given = TypeVar("Given")


class Person:
    """Somebody who is in every guild. What the client would not let a person do raises NotOfferedError.

    Every act waits for the bot's first answer; `UnansweredError` says that none came in time.
    """

    def __init__(self, user: User, hands: Hands) -> None:
        self.user = user
        self._hands = hands

    @property
    def id(self) -> int:
        """The id of the account."""
        return self.user.id

    @property
    def mention(self) -> str:
        """How a text mentions this person."""
        return f"<@{self.user.id}>"

    def dm(self) -> Channel:
        """Give the channel of this person and the bot."""
        return self._hands.world.direct(self.user)

    def close_dms(self, *, closed: bool = True) -> None:
        """Let in no direct messages of the bot (they get 403 50007), or let them in again."""
        (self._hands.world.closed_dms.add if closed else self._hands.world.closed_dms.discard)(self.id)

    def sees(self, place: Channel) -> list[Message]:
        """List the messages that this person sees in a place: those for all, and those for them alone."""
        return [message for message in place.stored.values() if message.private_to in {None, self.user}]

    def write(self, place: Channel, text: str) -> Message:
        """Write a message; the bot is told of it if its intents say so."""
        if place.recipient is None and not place.permissions_of(self.user) & Permission.SEND_MESSAGES:
            raise NotOfferedError(f"{self.user.name} may not write in #{place.name}")
        message = Message(place, self.user)
        message.put({"content": text}, {}, flags=0)
        place.store(message)
        self._hands.world.tell_message("MESSAGE_CREATE", message)
        return message

    async def command(self, place: Channel, name: str, /, **values: Value | Person) -> Reply:
        """Use a slash command: its name, with subcommands as "quiz start", and its options by name."""
        return await self._hands.do(self.prepare_command(place, name, **values))

    async def message_command(self, place: Channel, name: str, message: Message) -> Reply:
        """Use a command of a message's menu ("Apps")."""
        return await self._hands.do(self.prepare_message_command(place, name, message))

    async def complete(
        self, place: Channel, name: str, option: str, typed_so_far: str | float, /, **values: Value | Person
    ) -> list[Choice]:
        """Type into an option and get what the bot offers; `values` are options that are filled already."""
        interaction = self._command(
            Doing.COMPLETE, place, name, values | {option: typed_so_far}, focused=option
        )
        return (await self._hands.do(interaction)).choices

    async def press(
        self, message: Message, *, label: str | None = None, custom_id: str | None = None
    ) -> Reply:
        """Press a button, found by its label or custom_id wherever it is nested."""
        return await self._hands.do(self.prepare_press(message, label=label, custom_id=custom_id))

    async def choose(self, message: Message, custom_id: str, values: Sequence[Pick | Person]) -> Reply:
        """Choose in a list: values of options, or people, channels or roles."""
        return await self._hands.do(self.prepare_choice(message, custom_id, values))

    async def submit(self, modal: Modal, values: Mapping[str, object]) -> Reply:
        """Fill in a form, by custom_id, and send it."""
        opened = modal.opened_by
        if opened.person != self.user:
            raise NotOfferedError("the form was opened by somebody else")
        resolved = Resolved(opened.place, self.user)
        given = {
            key: [_user(each) for each in value] if isinstance(value, list | tuple) else value
            for key, value in values.items()
        }
        data: Json = {"custom_id": modal.custom_id, "components": filled(modal.components, given, resolved)}
        if resolved.payload():
            data["resolved"] = resolved.payload()
        data["opened_by"] = opened.metadata()
        interaction = self._interaction(Doing.SUBMIT, opened.place, data, opened.source)
        return await self._hands.do(interaction)

    def prepare_command(self, place: Channel, name: str, /, **values: Value | Person) -> Interaction:
        """Make a use of a slash command without sending it, for load runs."""
        return self._command(Doing.COMMAND, place, name, values)

    def prepare_press(
        self, message: Message, *, label: str | None = None, custom_id: str | None = None
    ) -> Interaction:
        """Make a press without sending it, for load runs."""
        self._reach(message)
        button = find_button(message, label, custom_id)
        data: Json = {"component_type": 2, "custom_id": button.custom_id, "id": 1}
        return self._interaction(Doing.PRESS, message.channel, data, message)

    def prepare_choice(
        self, message: Message, custom_id: str, values: Sequence[Pick | Person]
    ) -> Interaction:
        """Make a choice in a list without sending it, for load runs."""
        self._reach(message)
        resolved = Resolved(message.channel, self.user)
        data = picked(message, custom_id, [_user(value) for value in values], resolved)
        return self._interaction(Doing.PRESS, message.channel, data, message)

    def prepare_message_command(self, place: Channel, name: str, message: Message) -> Interaction:
        """Make a use of a message's menu without sending it, for load runs."""
        command = self._hands.offered(place, name, 3, self.user)
        resolved = Resolved(place, self.user, messages={str(message.id): message.payload()})
        data: Json = {
            "id": command["id"],
            "name": command["name"],
            "type": 3,
            "target_id": str(message.id),
            "resolved": resolved.payload(),
        }
        return self._interaction(Doing.COMMAND, place, data)

    def _command(
        self,
        doing: Doing,
        place: Channel,
        name: str,
        values: Mapping[str, Value | Person],
        *,
        focused: str | None = None,
    ) -> Interaction:
        first, *path = name.split()
        command = self._hands.offered(place, first, 1, self.user)
        resolved = Resolved(place, self.user)
        given: dict[str, Value] = {key: _user(value) for key, value in values.items()}
        options = typed(command, path, given, resolved, focused=focused)
        data: Json = {"id": command["id"], "name": first, "type": 1, "options": options}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        if resolved.payload():
            data["resolved"] = resolved.payload()
        return self._interaction(doing, place, data)

    def _reach(self, message: Message) -> None:
        if message.deleted:
            raise NotOfferedError("the message is gone")
        if message.private_to not in {None, self.user}:
            raise NotOfferedError("the message is somebody else's alone")

    def _interaction(
        self, doing: Doing, place: Channel, data: Json, source: Message | None = None
    ) -> Interaction:
        return Interaction(self._hands.world.ids, doing, self.user, place, data, source=source)


def _user(value: Given | Person) -> Given | User:
    return value.user if isinstance(value, Person) else value
