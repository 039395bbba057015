"""What a text asks for: our own sentences in both languages, and texts made to be slow."""

import pytest

from domain.memory.asking import Question, questions_in
from tests.cost import seconds_of
from tests.domain.memory.asking import said_en, said_pl

SAID = [
    (f"{name}:{part}", text, keys)
    for name, language in (("pl", said_pl), ("en", said_en))
    for part in ("TUNED", "ASIDE", "AFTERWARDS")
    for text, keys in getattr(language, part)
]
# Known not to be seen; to be taken off here when it is.
UNSEEN = {"Could we get a contact number for the courier?"}


@pytest.mark.parametrize(
    ("text", "keys"), [(text, keys) for _, text, keys in SAID], ids=lambda value: value[:40] or "nothing"
)
def test_a_text_asks_for_what_it_asks_for(text: str, keys: str):
    assert (set(keys.split()) == {each.key for each in questions_in(text)}) is (text not in UNSEEN)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello. May I have your full name, please?", "May I have your full name"),
        ("Dzień dobry. Czy mogę prosić o numer telefonu?", "Czy mogę prosić o numer telefonu"),
        ("And your postcode?", "postcode"),
    ],
)
def test_a_question_says_where_it_stands(text: str, words: str):
    assert [words] == [text[slice(*each.span)] for each in questions_in(text)]


def test_each_key_is_asked_for_once_and_in_order():
    text = "Your order number please. I need your name and your order number."
    assert ["order_no", "name"] == [each.key for each in questions_in(text)]


def test_a_bare_question_is_less_sure_than_a_whole_one():
    (bare,), (whole,) = questions_in("Account number?"), questions_in("Could you give me your account number?")
    assert bare.confidence < whole.confidence


HOSTILE = {
    "names": "order number " * 80_000, "begging": "please confirm your " * 50_000, "commas": "x, " * 300_000, "no blank": "x" * 1_000_000,
    "could you": "could you give me your name and " * 30_000, "polish": "numer pani " * 90_000, "what": "what is " * 120_000 + "your name?",
    "marks": "?!.," * 250_000, "lines": "\n- name" * 140_000,
}  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_million_letters_made_to_be_slow_are_not(text: str):
    assert seconds_of(lambda: questions_in(text), 0.25) < 0.25  # seconds; a usual message takes 15 µs


def test_twice_the_text_costs_about_twice():
    def cost(count: int) -> float:
        text = "could you give me your name, order number and " * count
        return seconds_of(lambda: [questions_in(text) for _ in range(5)])

    assert cost(80) < 4 * cost(40)


def test_nothing_is_asked_by_nothing():
    assert [] == questions_in("")
    assert [] == questions_in("???")
    assert [Question("name", (0, 4), 0.8)] == questions_in("Name")
