"""Numbers, addresses and dates told: beside the word for them, or bare in answer to a question; never a secret in clear."""

import random
import time
from itertools import pairwise

import pytest

from domain.memory.extract import find, hear
from domain.memory.secrets import mask

CODE = "K7TR20QXP4"


def told(text: str, *wanted: str, both: bool = False) -> dict[str, str]:
    found = find(text, wanted, both)
    for finding in found:
        assert finding.value == text[slice(*finding.span)] or finding.key in ("pin", "security_answer")
    return {finding.key: finding.norm for finding in found}


@pytest.mark.parametrize(
    ("said", "key", "norm"),
    [
        ("My account number is 40817263", "account_no", "40817263"),
        ("account id: K7TR20QXP4", "account_no", CODE),
        ("40817263 is my account number", "account_no", "40817263"),
        ("numer konta 1234 5678 9012", "account_no", "123456789012"),
        ("Mój numer klienta to 778899", "customer_no", "778899"),
        ("customer number: 778899", "customer_no", "778899"),
        ("order id 8812093344 never came", "order_no", "8812093344"),
        ("Zamówienie PL-48213 nie dotarło", "order_no", "PL-48213"),
        ("chodzi o zamówienie nr 2026/11/3344", "order_no", "2026/11/3344"),
        ("numer zamówienia: 8812093344", "order_no", "8812093344"),
        ("my order #R5550123 is late", "order_no", "R5550123"),
        ("my username is ofinnegan88", "username", "ofinnegan88"),
        ("user name: lamplover", "username", "lamplover"),
        ("nazwa użytkownika: zaneta_w", "username", "zaneta_w"),
        ("my zip code is 90210", "postcode", "90210"),
        ("I live at 12 Elm Street, Springfield, IL 62704", "postcode", "62704"),
        ("I live at 12 Elm Street, Springfield", "address", "12 elm street"),
        ("ul. Długa 12/3, 00-950 Warszawa", "postcode", "00-950"),
        ("ul. Długa 12/3, 00-950 Warszawa", "address", "ul. długa 12/3"),
        ("kod pocztowy 31-042", "postcode", "31-042"),
        ("my postcode is SW1A 1AA", "postcode", "SW1A1AA"),
        ("I was born on 3 May 1981", "birth_date", "1981-05-03"),
        ("date of birth: 24/12/1990", "birth_date", "1990-12-24"),
        ("DOB 12/24/1990", "birth_date", "1990-12-24"),
        ("ur. 03.05.1981", "birth_date", "1981-05-03"),
        ("Data urodzenia 3 maja 1981", "birth_date", "1981-05-03"),
        ("urodzona 1981-05-03", "birth_date", "1981-05-03"),
        ("write to Orla.F@Example.COM please", "email", "orla.f@example.com"),
        ("call +48 601 000 214", "phone", "+48601000214"),
        ("call +44 (0)20 7946 0303", "phone", "+442079460303"),
        ("tel. 601 000 214", "phone", "601000214"),
        ("my phone number is 601000214", "phone", "601000214"),
        ("(555) 555-0123", "phone", "5555550123"),
        ("020 7946 0123", "phone", "02079460123"),
    ],
)
def test_a_value_beside_the_word_for_it_is_found(said: str, key: str, norm: str):
    assert norm == told(said).get(key)


@pytest.mark.parametrize(
    ("question", "answer", "key", "norm"),
    [
        ("Can you tell me your account number, please?", "40817263", "account_no", "40817263"),
        ("Can you tell me your account number, please?", "Sure - it's 40817263", "account_no", "40817263"),
        ("Could you give me the order number?", "8812093344", "order_no", "8812093344"),
        ("Proszę podać numer zamówienia", "8812093344", "order_no", "8812093344"),
        ("Jaki jest numer klienta?", "778899", "customer_no", "778899"),
        ("What is your username?", "ofinnegan88", "username", "ofinnegan88"),
        ("What is your username?", "lamplover", "username", "lamplover"),
        ("And your zip code?", "90210", "postcode", "90210"),
        ("Poproszę kod pocztowy", "31-042", "postcode", "31-042"),
        ("Could you provide your date of birth, please?", "24/12/1990", "birth_date", "1990-12-24"),
        ("Jaka jest data urodzenia?", "3 maja 1981", "birth_date", "1981-05-03"),
        ("What number can we call you on? Your phone please", "601000214", "phone", "601000214"),
    ],
)
def test_a_bare_answer_is_what_was_asked_for(question: str, answer: str, key: str, norm: str):
    _, asked = hear("agent", question)
    found, left = hear("customer", answer, asked)
    assert {key: norm} == {each.key: each.norm for each in found}
    assert key not in left.keys


def test_several_answers_go_to_several_questions():
    _, asked = hear("agent", "Could I have your name, account id and order id?")
    found, left = hear("customer", f"Orla Finnegan {CODE}", asked)
    assert {"name": "orla finnegan", "account_no": CODE} == {each.key: each.norm for each in found}
    found, left = hear("customer", "8812093344", left)
    assert {"order_no": "8812093344"} == {each.key: each.norm for each in found}
    assert () == left.keys


def test_a_transcript_of_both_asks_and_answers_and_its_open_question_goes_on():
    text = f"may i have your username, email and order id? ofinnegan88 orla@example.com 8812093344 and your account id? {CODE}"
    expected = {"username": "ofinnegan88", "email": "orla@example.com", "order_no": "8812093344", "account_no": CODE}
    assert expected == told(text, both=True)
    _, asked = hear("unknown", "thanks. can i also have your account id?")
    found, _ = hear("unknown", f"{CODE} great, one moment", asked)
    assert {"account_no": CODE} == {each.key: each.norm for each in found}


@pytest.mark.parametrize(
    "said",
    ["the tracking number is 620000118881", "I paid 250000 for it", "invoice number 99887766", "my order is late", "order 2 lamps", "the year 2019",
     "I was here on 24/12/2025", "zamówienie nie przyszło", "numer przesyłki 620000118881", "my pet llama chewed it", "model 4000123"],
)  # fmt: skip
def test_other_numbers_are_nothing_of_the_customer(said: str):
    assert {} == told(said)


def test_a_number_named_otherwise_is_no_phone():
    assert {"order_no": "555-010-1234"} == told("my order number is 555-010-1234")


def test_a_day_that_no_calendar_has_is_recorded_as_told():
    assert {"birth_date": "31/11/1992"} == told("31/11/1992", "birth_date")


@pytest.mark.parametrize(
    ("question", "answer", "key"),
    [
        ("Right, and your PIN as well please.", "4815", "pin"),
        ("Can you tell me your account number and PIN?", "40817263, 4815", "pin"),
        ("Proszę podać PIN", "4815", "pin"),
        ("What was your mother's maiden name?", "Quillfeather", "security_answer"),
        ("And what was the name of the pet you had as a child?", "Rexus. He was the best.", "security_answer"),
        ("Jakie jest nazwisko panieńskie matki?", "Quillfeather", "security_answer"),
    ],
)
def test_a_secret_told_in_answer_is_known_and_never_kept(question: str, answer: str, key: str):
    _, asked = hear("agent", question)
    found, _ = hear("customer", answer, asked)
    (secret,) = [each for each in found if each.key == key]
    assert ("••••", "") == (secret.value, secret.norm)
    assert answer[slice(*secret.span)] in ("4815", "Quillfeather", "Rexus")
    assert not any("4815" in repr(each) or "Quillfeather" in repr(each) or "Rexus" in repr(each) for each in found)


def test_a_secret_told_unasked_is_no_name():
    found = find("my mother's maiden name is Quillfeather")
    assert [("security_answer", "••••")] == [(each.key, each.value) for each in found]


def test_a_masked_pin_is_still_known_to_have_been_told():
    assert {"pin": ""} == told(mask("mój PIN to 4815"))


def test_no_text_takes_long_to_read():
    """Whatever is sent: 64 KB take some 35 ms of processor time (here 150, for slower machines)."""
    print("seed 20261122")
    pieces = ["my name is ", "a@b.pl ", "601 000 214 ", "+48 ", "account number ", "pin •••• ", "? ", "12 ", "ul. a ", "name name ", "1/1/", "'-", "ą",
              "January ", "order id and ", "is my name ", "•", "A1", "i'm X "]  # fmt: skip
    source = random.Random(20261122)
    texts = [piece * (65_536 // len(piece)) for piece in pieces]
    texts += ["".join(source.choices(pieces, k=20_000))[:65_536] for _ in range(10)]
    for text in texts:
        for role in ("customer", "unknown", "agent"):
            _, asked = hear("agent", "May I have your name, account number, pin, address, zip and date of birth?")
            began = time.process_time()
            found, _ = hear(role, text, asked)
            assert 0.15 > time.process_time() - began, (role, text[:30])
            assert 100 >= len(found)


def test_findings_never_overlap_and_always_point_into_the_text():
    print("seed 7")
    source = random.Random(7)
    pieces = ["my name is ", "Orla ", "a@b.pl ", "601 000 214 ", "account number ", "40817263 ", "pin •••• ", "? ", "12 Elm Street ", "90210 ", "born ",
              "3.05.1981 ", ": ", ", ", "İ", "ß ", "order "]  # fmt: skip
    for _ in range(500):
        text = "".join(source.choices(pieces, k=14))
        for both in (False, True):
            found = find(text, ("name", "account_no", "pin"), both)
            spans = [each.span for each in found]
            assert all(0 <= start < end <= len(text) for start, end in spans)
            assert all(one[1] <= other[0] for one, other in pairwise(spans))
