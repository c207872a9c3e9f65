from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.address import Secret
from bot.sealing import Sealer, SealError, new_key


def keys(number: int) -> tuple[Secret, ...]:
    return tuple(Secret(new_key()) for _ in range(number))


@given(text=st.text(st.characters(codec="utf-8"), max_size=60))
def test_what_is_sealed_opens_as_it_was_and_cannot_be_read(text: str) -> None:
    sealer = Sealer(keys(1))
    sealed = sealer.seal(Secret(text))
    assert sealed.isascii()
    assert sealer.open(sealed) == Secret(text)
    if len(text) > 3:
        assert text not in sealed
        assert text.encode() not in base64.urlsafe_b64decode(sealed)
    assert sealer.seal(Secret(text)) != sealed  # nobody sees that two are alike


def test_the_first_key_seals_and_every_key_opens() -> None:
    old, new = keys(2)
    sealed = Sealer((old,)).seal(Secret("token"))
    both = Sealer((new, old))
    assert both.open(sealed) == Secret("token")
    anew = both.seal(both.open(sealed))
    assert Sealer((new,)).open(anew) == Secret("token")
    with pytest.raises(SealError, match="None of TARIKH_ENCRYPTION_KEYS opens"):
        Sealer((old,)).open(anew)


@pytest.mark.parametrize("wrong", ["", "token", "gAAAAA", "ثور", "x{sealed}", "{cut}", "{turned}"])
def test_what_was_damaged_or_never_sealed_does_not_open(wrong: str) -> None:
    sealer = Sealer(keys(1))
    sealed = sealer.seal(Secret("token"))
    turned = sealed[:30] + ("A" if sealed[30] != "A" else "B") + sealed[31:]
    with pytest.raises(SealError) as caught:
        sealer.open(wrong.format(sealed=sealed, cut=sealed[:-8], turned=turned))
    assert "token" not in str(caught.value)


def test_without_a_key_nothing_is_sealed_or_opened() -> None:
    sealed = Sealer(keys(1)).seal(Secret("token"))
    with pytest.raises(SealError, match=r"^TARIKH_ENCRYPTION_KEYS is missing: `tarikh key` makes a key\.$"):
        Sealer().seal(Secret("token"))
    with pytest.raises(SealError, match="is missing"):
        Sealer().open(sealed)


def test_neither_keys_nor_texts_are_shown() -> None:
    (key,) = keys(1)
    sealer = Sealer((key,))
    assert key.reveal() not in repr(sealer)
    assert "token" not in repr(sealer.open(sealer.seal(Secret("token"))))


def test_a_new_key_is_another_each_time() -> None:
    assert len({new_key() for _ in range(20)}) == 20
    assert all(len(base64.urlsafe_b64decode(new_key())) == 32 for _ in range(20))
