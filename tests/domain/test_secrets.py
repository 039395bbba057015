"""What nobody may read back is masked before it is stored, and its length stays."""

import pytest

from domain.memory.extract import find
from domain.memory.secrets import mask, mask_all


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("mój PIN to 4815, proszę", "mój PIN to ••••, proszę"),
        ("PIN do klubu 4815 jakby trzeba było", "PIN do klubu •••• jakby trzeba było"),
        ("My pin is 7402.", "My pin is ••••."),
        ("PIN: 12 34", "PIN: •• ••"),
        ("pin code = 123456", "pin code = ••••••"),
        ("karta 4111 1111 1111 1111 do 12/28", "karta •••• •••• •••• •••• do 12/28"),
        ("CVV 123", "CVV •••"),
        ("hasło: Kot.99!", "hasło: •••••••"),
        ("the password is hunter2 ok", "the password is ••••••• ok"),
    ],
)
def test_a_secret_with_a_telltale_form_is_masked_with_its_length(said: str, kept: str):
    assert kept == mask(said)
    assert len(said) == len(mask(said))


@pytest.mark.parametrize(
    "said",
    [
        "zamówienie PL-48213 z 14.11.2026", "+48 601 000 214", "4111111111111112", "paczka 620000118881234567890123",
        "szpinak 500 g", "I forgot my password, can you reset it?", "PIN nie przyszedł", "kod 12345", "EAN 5901234123457",
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_left(said: str):
    assert said == mask(said)


def test_texts_inside_anything_are_masked():
    assert {"a": ["PIN ••••", 1], "b": None} == mask_all({"a": ["PIN 1234", 1], "b": None})


def test_that_a_pin_was_told_is_still_known():
    (finding,) = find(mask("mój PIN to 4815"))
    assert "pin" == finding.key and "••••" == finding.value and "" == finding.norm


def test_masking_reads_hostile_text_at_once():
    for hostile in ("pin " * 60_000, "4" * 200_000, "4 " * 100_000, "pin:::" * 40_000, "password is " * 20_000):
        assert len(hostile) == len(mask(hostile))
