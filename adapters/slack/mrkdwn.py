"""Words as Slack's mrkdwn, for the small print that holds links: a context block knows no rich text.

mrkdwn has no escape for `*`, `_`, `~`, a backtick or `:smile:`; invisible characters between them end a word
for one client and not for another. So nothing is disguised here: what could be misread is told apart by
`misread`, and is to be shown in another way. Only `&`, `<` and `>` can be escaped, and are; with them every
mention, link and moment loses its meaning.
"""

from __future__ import annotations

import re
from urllib.parse import quote

# Bold, italic, struck, code, an emoji's name, and where the words begin a quote. Vertical lines part a link.
_MARKS = re.compile(r"[*_~`|]|:[^\s:]+:|^\s*>")
_WEB = re.compile(r"https?://\S", re.IGNORECASE)
# What would end an address, or be read as something else in it.
_UNSAFE = re.compile(r"""[\s<>"'\\^`{|}\x00-\x20\x7f-\x9f\u2028-\u202e\u2066-\u206f\ud800-\udfff]""")


def escape(text: str) -> str:
    """A text in which nothing is a link, a mention or a moment."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def misread(text: str) -> bool:
    """Whether words, though escaped, could be read as markup."""
    return _MARKS.search(text) is not None


def address(wanted: str) -> str:
    """An address of the web as a link may hold it; empty for what is none."""
    if not _WEB.match(wanted):
        return ""
    return _UNSAFE.sub(lambda found: quote(found[0], safe="", errors="replace"), wanted)


def link(words: str, target: str) -> str:
    """Words that lead to an address which `address` gave; no words stand for the address itself."""
    return f"<{escape(target)}|{escape(words)}>" if words else f"<{escape(target)}>"


def mention(person: str) -> str:
    """Somebody by the id that Slack gave them, whom it shows by the name that they chose."""
    return f"<@{person}>"


def moment(at: int, words: str) -> str:
    """A time of day by the reader's clock, with seconds; `words` where it cannot be shown."""
    return f"<!date^{at}^{{time_secs}}|{escape(words)}>"
