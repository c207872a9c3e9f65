"""Sealing: what lies in the database but must not be read there, as the tokens of workspaces.

Fernet of the library `cryptography` (AES-128 in CBC mode and HMAC-SHA256) under the operator's keys. The
first key seals, every key opens, so that a key can be changed while old values are still there.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.address import Secret


class SealError(Exception):
    """Something cannot be sealed or opened. Its text is one sentence for people, without secrets."""


def new_key() -> str:
    """A new key for `TARIKH_ENCRYPTION_KEYS`, from the system's source of chance."""
    return Fernet.generate_key().decode("ascii")


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals and opens texts.

    Attributes:
        keys: Fernet keys, the newest first. Without any, nothing can be sealed or opened.
    """

    keys: tuple[Secret, ...] = ()

    def seal(self, text: Secret) -> str:
        """Seal a text with the first key.

        Raises:
            SealError: There is no key.
        """
        return self._fernet().encrypt(text.reveal().encode()).decode("ascii")

    def open(self, sealed: str) -> Secret:
        """Open what was sealed with any of the keys.

        Raises:
            SealError: None of the keys opens it, or it is damaged.
        """
        try:
            return Secret(self._fernet().decrypt(sealed.encode()).decode())
        except InvalidToken:
            raise SealError(
                "None of TARIKH_ENCRYPTION_KEYS opens what is sealed in the database: put the key back with "
                "which it was sealed."
            ) from None

    def _fernet(self) -> MultiFernet:
        if not self.keys:
            raise SealError("TARIKH_ENCRYPTION_KEYS is missing: `tarikh key` makes a key.")
        return MultiFernet([Fernet(key.reveal()) for key in self.keys])
