"""Finding the button or list that a person means, and choosing in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.servers.discord.components import LINK, Button, Part, Select
from tests.servers.discord.guilds import Role
from tests.servers.discord.options import NotOfferedError, Pick, Resolved
from tests.servers.discord.places import Channel
from tests.servers.discord.users import User

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.servers.discord.messages import Message
    from tests.servers.discord.wire import Json

KINDS: dict[Part, tuple[type, ...]] = {
    Part.USER_SELECT: (User,),
    Part.ROLE_SELECT: (Role,),
    Part.MENTIONABLE_SELECT: (User, Role),
    Part.CHANNEL_SELECT: (Channel,),
}


def find_button(message: Message, label: str | None, custom_id: str | None) -> Button:
    """Find the one button with this label or custom_id that can be pressed.

    Raises:
        NotOfferedError: There is none, or more than one, or it is disabled or a link.
    """
    if (label is None) == (custom_id is None):
        raise TypeError("say a label or a custom_id")
    wanted = label if custom_id is None else custom_id
    found = [
        button
        for button in message.buttons
        if (button.label == label if custom_id is None else button.custom_id == custom_id)
    ]
    if len(found) != 1:
        shown = [(button.label, button.custom_id) for button in message.buttons]
        raise NotOfferedError(f"{len(found)} buttons {wanted!r}; there are {shown}")
    if found[0].disabled or found[0].style == LINK:
        raise NotOfferedError(f"the button {wanted!r} is {'disabled' if found[0].disabled else 'a link'}")
    return found[0]


def picked(message: Message, custom_id: str, values: Sequence[Pick], resolved: Resolved) -> Json:
    """Write the data of a choice in a list of a message.

    Raises:
        NotOfferedError: There is no such list, or it does not let this be chosen.
    """
    found = next((select for select in message.selects if select.custom_id == custom_id), None)
    if found is None or found.disabled:
        shown = [select.custom_id for select in message.selects]
        raise NotOfferedError(f"no list {custom_id!r} to choose in; there are {shown}")
    data: Json = {"component_type": int(found.kind), "custom_id": custom_id, "id": 1}
    data["values"] = choose_in(found, values, resolved)
    return data | ({"resolved": resolved.payload()} if resolved.payload() else {})


def choose_in(select: Select, values: Sequence[Pick], resolved: Resolved) -> list[str]:
    """Choose in a list and give the values that are sent.

    Raises:
        NotOfferedError: Too few or too many, or something that is not offered.
    """
    if not select.least <= len(values) <= select.most:
        raise NotOfferedError(
            f"{select.custom_id!r} takes {select.least} to {select.most} values, not {len(values)}"
        )
    chosen: list[str] = []
    for value in values:
        if select.kind is Part.STRING_SELECT:
            if value not in [option.value for option in select.options]:
                raise NotOfferedError(f"{value!r} is none of {[option.value for option in select.options]}")
            chosen.append(str(value))
            continue
        if isinstance(value, str) or not isinstance(value, KINDS[select.kind]):
            raise NotOfferedError(f"{value!r} cannot be chosen in a {select.kind.name}")
        if isinstance(value, Channel) and select.channel_types and value.kind not in select.channel_types:
            raise NotOfferedError(f"#{value.name} is of kind {value.kind.name}, which is not offered")
        chosen.append(resolved.add(value))
    return chosen
