"""Of a long text the beginning, the end, and what may tell something are read; each value stands where it stands in the text."""

import random

import pytest

from domain.memory.asking import questions_in
from domain.memory.extract import Finding, find, hear
from domain.memory.extract.excerpts import SPENT, WHOLE, excerpt_of
from domain.memory.promising import promises_in
from domain.memory.secrets import hide, listen
from tests.domain.memory.promising.said import SAID_AT, WARSAW

SEED = 20_261_122
PROSE = "Spędziliśmy weekend w górach, pogoda dopisała, widoki były piękne, a schronisko ciepłe i pełne ludzi. "
HOSTILE = {
    "digits": "1 2 3 4 ", "groups": "0048 ", "one number": "7", "dots": "12.12.", "at": "a@", "words": "my name is ", "polish": "nazywam się ", "pins": "PIN ",
    "passwords": "password is ", "short passwords": "k 4 ", "told": "zwrot ", "births": "born 1 ",
    "hyphens": "4-", "brackets": "(((", "edges": "a----", "one word": "a",
    "questions": "order number? ", "commas": ",,,", "streets": "12 Long Street ", "amounts": "129 zł ", "marks": "•• ", "capitals": "ABCDEFGH ",
    "remembered": "I remembered 4815 ", "maiden": "maiden name is ", "spoken": "cztery osiem ", "cards": "4111 1111 1111 1111 ",
}  # fmt: skip


def letter(*told: str, pages: int = 4) -> str:
    """A long letter of prose with these sentences apart in it."""
    gap = PROSE * (pages * 2_000 // len(PROSE) // (len(told) + 1))
    return gap + gap.join(f"{each} " for each in told) + gap


def values(text: str) -> list[tuple[str, str]]:
    return [(each.key, each.value) for each in find(text)]


def test_a_page_is_read_whole():
    text = (PROSE * 30)[:WHOLE]
    assert (text, ()) == (excerpt_of(text).text, excerpt_of(text).pieces)


def test_values_anywhere_in_a_long_letter_are_told_where_they_stand():
    text = letter(
        "Mój numer zamówienia to PL-48213.",
        "Mail: orla@example.org",
        "Nazywam się Orla Finnegan.",
        "Telefon 601 000 214",
    )
    found = find(text)
    assert {"order_no", "email", "name", "phone"} <= {each.key for each in found}
    for each in found:
        assert each.value == text[each.span[0] : each.span[1]]
    assert [each.span for each in found] == sorted(each.span for each in found)


def test_what_a_letter_begins_and_ends_with_is_read():
    text = "Nazywam się Orla Finnegan. " + PROSE * 60 + "Czekam na zwrot pieniędzy.\nZ poważaniem\nOrla Finnegan"
    found = find(text)
    assert "name" in [each.key for each in found]
    assert len(text) == max(each.span[1] for each in found if each.key == "name")


def test_a_question_at_the_end_of_a_long_letter_is_heard_where_it_stands():
    text = PROSE * 60 + "Could you give me your order number, please?"
    (question,) = questions_in(text)
    assert ("order_no", "order number") == (question.key, text[slice(*question.span)][-12:])
    assert ("order_no",) == hear("agent", text)[1].keys


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_of_a_megabyte_made_to_hurt_no_more_is_read_than_of_a_letter(piece: str):
    text = piece * (1_000_000 // len(piece))
    assert 2 * SPENT > len(excerpt_of(text).text)
    for role in ("customer", "agent", "unknown"):
        hidden, _ = listen(role, text)
        assert len(text) == len(hide(text, hidden))
        found, _ = hear(role, text)
        assert all(each.value in (text[each.span[0] : each.span[1]], "••••") for each in found)
    assert all(each.span[1] <= len(text) for each in (*questions_in(text), *promises_in(text, SAID_AT, WARSAW)))


def test_pieces_stand_in_the_excerpt_as_in_the_text():
    chance = random.Random(SEED)
    parts = [PROSE, "PL-48213 ", "orla@example.org ", "moje imię ", "1 2 3 4 ", "\n", "zwrot pieniędzy ", "x" * 300]
    for _ in range(200):
        text = "".join(chance.choice(parts) * chance.choice([1, 1, 5, 40]) for _ in range(chance.randrange(2, 30)))
        excerpt = excerpt_of(text)
        for at, letter_here in enumerate(excerpt.text):
            there = text[excerpt.place(at)] if excerpt.place(at) < len(text) else "\n"
            joined = letter_here == "\n" and excerpt.pieces and any(start == at + 1 for start, _ in excerpt.pieces)
            assert joined or letter_here == there, f"seed {SEED}"


def test_facts_and_questions_of_one_text_do_not_share_what_is_known_of_its_speaker():
    first, second = (find("orla finnegan tu"), find("orla finnegan tu"))
    assert first == second
    assert all(isinstance(each, Finding) for each in first)
