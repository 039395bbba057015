"""What holds for every text: length and blanks stay, dots stay dots, and nothing takes long."""

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.memory.secrets import DOT, Awaited, hide, listen, mask

WORDS = st.sampled_from(
    ["PIN", "pin", "to", "is", "4815", "48 15", "4 8 1 5", "48213", "zamówienie", "order", "hasło:", "hasło", "password", "Kot99", "kot", "or", ",", ".", "?",
     "4111 1111 1111 1111", "CVV", "737", "maiden name", "Nowak", "nazwisko panieńskie", "pesel", "44051401359", "cztery", "osiem", "••••", "-", "\n", "İ",
     "14.11.2026", "zł", "konto", "zip", "either", "4AAAAAAAAAAAAAAA1", "٤٨١٥", "²²²²", "my", "the", "was"]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(WORDS, max_size=12).map(" ".join), st.lists(WORDS, max_size=6).map("".join), st.text(max_size=60)
)
ASKED = Awaited(
    fresh=("pin", "security_answer", "password", "card"),
    stale=("card_code", "person_number"),
    known=frozenset({hash("4815")}),
)
HOSTILE = (
    "pin " * 60_000, "4" * 250_000, "4 " * 120_000, "4-" * 120_000, "pin 4815 " * 25_000, "a 4815 pin " * 20_000, "password is " * 20_000, "hasło " * 40_000,
    "maiden name is " * 16_000, "pin cztery osiem " * 14_000, "order account phone 4815 pin " * 8_000, "double " * 35_000, "card 41111111 " * 17_000,
)  # fmt: skip


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_a_masked_text_has_the_same_length_and_differs_only_in_dots(text: str):
    for kept in (mask(text), hide(text, listen("customer", text, ASKED)[0])):
        assert len(text) == len(kept)
        assert all(
            now in (before, DOT) and (now == before or not before.isspace())
            for before, now in zip(text, kept, strict=True)
        )


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_every_secret_stands_within_the_text(text: str):
    for role in ("customer", "agent", "unknown", "system"):
        hidden, _ = listen(role, text, ASKED)
        assert all(0 <= each.start < each.end <= len(text) for each in hidden)


def test_hostile_texts_of_a_quarter_megabyte_are_read_at_once():
    for hostile in HOSTILE:
        hidden, _ = listen("customer", hostile, ASKED)
        assert len(hostile) == len(hide(hostile, hidden))
