"""A message as Slack takes it: blocks, and the plain words of all of it beside them.

Pure. Lines are rich text, in which nothing is read as markup; small print is context blocks. Slack takes at
most 50 blocks in a message, 100 in a view, and so many characters of JSON in all blocks of a message. A
message is laid out as well as fits, at last as one rich text; no words are ever cut from what is shown.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import TYPE_CHECKING, TypeAlias

from adapters.slack import controls, layout, mrkdwn
from adapters.slack.layout import NOTHING, words
from adapters.slack.words import COMMAND, MENTION, Wording, flat
from bot.message import Button, Message, Picture, Select, Style, line

if TYPE_CHECKING:
    from adapters.slack.spans import Payload
    from bot.message import Form
    from bot.texts import Texts

_Key: TypeAlias = "tuple[int, tuple[Button, ...], tuple[Select, ...], Picture | None, str]"

TITLE = "Tarikh"
SHOWN, FORM = "shown", "form"  # callback_ids of what only tells, and of what is sent
MAX_VIEW = 100  # blocks
MAX_JSON = 13_000  # characters of a message's blocks; slackapi/bolt-js#2509 saw about 13,200 refused
MAX_TEXT = 3_900  # bytes of `text`: chat.update takes 4,000, called characters, counted (it is said) as bytes
WIDEST = 5  # bytes of a letter once it is escaped, at most

_KEPT = 1_024  # payloads, about 8 KiB each


class Renderer:
    """Makes payloads, and keeps those made last: an answer that is kept at hand need not be made again.

    A payload is shared by all who send it: nobody may change it; who needs another makes a copy.

    Args:
        commands: The names of all commands, as `bot.commands` has them.
        most: How many payloads are kept.
        command: What is typed before a command's name.

    Attributes:
        in_threads: The same for answers in threads, where another thing is typed before a command's name.
    """

    def __init__(self, commands: tuple[str, ...], most: int = _KEPT, *, command: str = COMMAND) -> None:
        self._wording = Wording(commands, command)
        self.in_threads = self if command == MENTION else Renderer(commands, most, command=MENTION)
        self._most = most
        # Found by the identity of its lines, which costs nothing, where a message's hash would be a walk over
        # all of it; a page that is turned to, or made private, shares its lines with the answer that is kept.
        # The message is kept beside its payload, so that the id is no other's.
        self._made: OrderedDict[_Key, tuple[Message, Payload]] = OrderedDict()

    def payload(self, message: Message, say: Texts) -> Payload:
        """The arguments `text` and `blocks` of a message, for a post, an edit or a response address.

        Of the very same message they are made only once. People whom it mentions are notified by `blocks`
        alone; `text` holds their names.
        """
        key = id(message.lines), message.buttons, message.selects, message.picture, say.locale
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
            return found[1]
        blocks = self._blocks(message, say)
        if _size(blocks) > MAX_JSON:
            blocks = self._blocks(message, say, dressed=False)
        made = {"text": self._text(message), "blocks": blocks}
        self._made[key] = message, made
        if len(self._made) > self._most:
            self._made.popitem(last=False)
        return made

    def modal(self, message: Message, say: Texts, metadata: str) -> Payload:
        """A view that shows a message in a window of its own.

        Args:
            message: What it shows.
            say: The bot's own words in the reader's language.
            metadata: The view's `private_metadata`, which comes back with what is pressed in it.
        """
        return {
            "type": "modal",
            "callback_id": SHOWN,
            "title": words(TITLE),
            "close": words(say("Close")),
            "private_metadata": metadata,
            "blocks": self._blocks(message, say),
        }

    def form(self, asked: Form, say: Texts, metadata: str) -> Payload:
        """A view with what a form asks for. For the arguments see `modal`."""
        return {
            "type": "modal",
            "callback_id": FORM,
            "title": words(flat(asked.title).strip() or TITLE),
            "submit": words(flat(asked.submit).strip() or say("Send")),
            "close": words(say("Cancel")),
            "private_metadata": metadata,
            "blocks": [controls.field(each, self._wording) for each in asked.fields],
        }

    def home(self, messages: tuple[Message, ...], say: Texts) -> Payload:
        """The view of App Home, in which messages stand one below the other."""
        blocks = self._stacked(messages, say, dressed=True)
        if len(blocks) > MAX_VIEW:
            blocks = self._stacked(messages, say, dressed=False)
        return {"type": "home", "blocks": blocks}

    def _stacked(self, messages: tuple[Message, ...], say: Texts, *, dressed: bool) -> list[Payload]:
        blocks: list[Payload] = []
        for message in messages:
            blocks += [{"type": "divider"}] if blocks else []
            blocks += self._blocks(message, say, dressed=dressed)
        return blocks

    def _blocks(self, message: Message, say: Texts, *, dressed: bool = True) -> list[Payload]:
        blocks = (layout.dressed if dressed else layout.bare)(message.lines, self._wording)
        if message.picture is not None:
            blocks += layout.picture(message.picture)
        for each in message.selects:
            blocks += controls.select(each, self._wording, say)
        return blocks + controls.buttons(message.buttons, self._wording)

    def _text(self, message: Message) -> str:
        """The words of all lines, for notifications and screen readers; of too many, the first.

        Slack parses them, so nothing in them may mention anybody.
        """
        said: list[str] = []
        room = MAX_TEXT
        shown = [line(message.picture.description)] if message.picture is not None else []
        for each in (*message.lines, *shown):
            lead = flat(each.marker).strip() or ("•" if each.style is Style.ITEM else "")
            told = f"{lead} {self._wording(each.text).strip()}".strip()
            escaped = mrkdwn.escape(told)
            size = len(f"{escaped}\n".encode())
            if size > room:
                said.append(mrkdwn.escape(told[: room // WIDEST]) + NOTHING)
                break
            room -= size
            said.append(escaped)
        return "\n".join(said).strip("\n") or NOTHING


def _size(blocks: list[Payload]) -> int:
    """How many characters blocks are as JSON."""
    return len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))
