"""What the bot itself says, in the reader's language.

The English sentence is its own id: `texts("en")("Did you mean:")`. Translations are gettext catalogues under
`locales/<locale>/LC_MESSAGES/tarikh.mo`; a sentence without a translation stays English, so a half-done
translation never breaks an answer. History itself is not translated here: it comes from the pack.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_LOCALES = Path(__file__).parent / "locales"


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of one locale. Values are put into the sentence's `{name}` places after translation."""

    locale: str
    catalogue: gettext.NullTranslations

    def __call__(self, sentence: str, /, **values: object) -> str:
        """Say a sentence in this locale."""
        said = self.catalogue.gettext(sentence)
        return said.format(**values) if values else said

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """Say a sentence in the plural form that `number` takes; `{count}` in it stands for the number."""
        return self.catalogue.ngettext(one, many, number).format(count=number, **values)


@lru_cache(maxsize=16)
def texts(locale: str, folder: Path = _LOCALES) -> Texts:
    """The sentences of a locale such as "en" or "fa"; English where there is no catalogue for it."""
    return Texts(locale, gettext.translation("tarikh", folder, [locale], fallback=True))
