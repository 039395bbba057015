"""Numbers, addresses and dates told: beside the word for them, or bare in answer to a question; never a secret in clear."""

import random
from functools import partial
from itertools import pairwise

import pytest

from domain.memory.extract import find, hear
from domain.memory.extract.text import CLAUSES
from domain.memory.secrets import mask
from tests.cost import seconds_of

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
        ("Account number and pin", "40817263, but I forgot my pin", "account_no", "40817263"),
        ("Full name account number and pin", "40817263", "account_no", "40817263"),
        ("Let me get your order number.", "8812093344", "order_no", "8812093344"),
        ("How about your username and email address.", "ofinnegan88", "username", "ofinnegan88"),
        ("May I have your account id?", "ofinnegan88", "username", "ofinnegan88"),
        ("May I have your account id?", "KTQRXEWPLM", "account_no", "KTQRXEWPLM"),
        ("Could you verify your phone number and zip code?", "+442079460303 90210", "phone", "+442079460303"),
        ("Could you verify your phone number and zip code?", "+1 (305) 555-0100 90210", "phone", "+13055550100"),
    ],
)
def test_a_bare_answer_is_what_was_asked_for(question: str, answer: str, key: str, norm: str):
    _, asked = hear("agent", question)
    found, left = hear("customer", answer, asked)
    assert norm == {each.key: each.norm for each in found}[key]
    assert {key, "postcode"} >= {each.key for each in found}
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
    ("answer", "account", "order"),
    [
        (f"8812093344 {CODE}", CODE, "8812093344"), (f"{CODE} and 8812093344", CODE, "8812093344"), (f"{CODE} my order id is 8812093344", CODE, "8812093344"),
        ("8812093344 8D7ZD31Q3G", "8D7ZD31Q3G", "8812093344"), ("40817263 8812093344", "40817263", "8812093344"),
        ("8812093344", None, "8812093344"), (f"account id: {CODE}", CODE, None),
    ],
)  # fmt: skip
def test_two_numbers_go_to_the_account_and_the_order_they_look_like(
    answer: str, account: str | None, order: str | None
):
    _, asked = hear("agent", "I will need your account id & order id, please")
    assert {"account_no", "order_no"} == set(asked.keys)
    found = {each.key: each.norm for each in hear("customer", answer, asked)[0]}
    assert (account, order) == (found.get("account_no"), found.get("order_no"))


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Account number and pin", {"account_no", "pin"}), ("Your name and order id please", {"name", "order_no"}),
        ("thanks. also your order number", {"order_no"}),
        ("We don't need the account id but I do need the order id", {"order_no"}), ("Your account number is 40817263.", set()),
        ("Can I have a name for the event?", set()),
        ("I've sent it to your e-mail.", set()), ("Numer zamówienia i nazwisko poproszę", {"order_no", "name"}),
    ],
)  # fmt: skip
def test_topics_alone_are_a_question_and_what_is_not_needed_is_none(said: str, asked: set[str]):
    assert asked == set(hear("agent", said)[1].keys)


def test_the_shop_tells_of_orders_amounts_and_days_and_never_who_somebody_is():
    told, _ = hear(
        "agent",
        "My name is Barnaby. Your order PL-48213 for 129 zł went to Orla Finnegan, orla@example.com, tel. 601 000 214.",
    )
    assert {"order_no": "PL-48213", "amount": "129.00 PLN"} == {each.key: each.norm for each in told}


def test_a_secret_that_was_owed_is_known_when_it_comes_later():
    _, asked = hear("agent", "And your PIN, please?")
    _, asked = hear("customer", "I forgot it", asked)
    _, asked = hear("agent", "Could you provide your date of birth?", asked)
    _, asked = hear("agent", "Take your time.", asked)
    told, _ = hear("customer", "wait, it may be either 4815 or 1623", asked)
    assert ["pin", "pin"] == [each.key for each in told]
    told, _ = hear("customer", "either ••••  or ••••", asked)
    assert ["pin", "pin"] == [each.key for each in told]


@pytest.mark.parametrize(
    ("question", "answer", "values"),
    [
        ("What was the name of your first pet?", "I had a goldfish named Poppy. Do you?", ["Poppy"]),
        ("Your mother's maiden name?", "I think it is Quillfeather", ["Quillfeather"]),
        ("Your mother's maiden name?", "Oh geez I don't remember", []), ("Your mother's maiden name?", "••••••", ["••••••"]),
        ("What was the name of your first pet?", "I could never forget my first dog. Buddy was his name.", ["Buddy"]),
    ],
)  # fmt: skip
def test_a_security_answer_is_the_word_that_answers(question: str, answer: str, values: list[str]):
    told, _ = hear("customer", answer, hear("agent", question)[1])
    assert values == [answer[slice(*each.span)] for each in told if each.key == "security_answer"]


@pytest.mark.parametrize(
    "said",
    ["the tracking number is 620000118881", "I paid 250000 for it", "invoice number 99887766", "my order is late", "order 2 lamps", "the year 2019",
     "I was here on 24/12/2025", "zamówienie nie przyszło", "numer przesyłki 620000118881", "my pet llama chewed it", "model 4000123"],
)  # fmt: skip
def test_other_numbers_are_nothing_of_the_customer(said: str):
    assert set() == {key for key in told(said) if key not in ("problem", "date")}


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
    """Whatever is sent: 1 MB takes no longer than the part of it that is read, some 35 ms of processor time (here 150)."""
    print("seed 20261122")
    pieces = ["my name is ", "a@b.pl ", "601 000 214 ", "+48 ", "account number ", "pin •••• ", "? ", "12 ", "ul. a ", "name name ", "1/1/", "'-", "ą",
              "January ", "order id and ", "is my name ", "•", "A1", "i'm X ", "zł ", "1 000 ", "1,000,", "sto ", "zero ", "two hundred ",
              "at dot com ", "małpa ", "kropka ",
              "maja 3 ", "do piątku ", "nie ", "sorry it's ", "is broken ", "..", "1.1.", "0", ". ", "12-345 ", "Aa 1", "hundred and ", "double ",
              "5 days ago ", "code not ",
              "haven't x x ", "security question ", "named ", "Bob ", "x" * 50 + " ", "1" * 50 + " ", "1/", "oh ", "+1 ", "Bob 1 ", "ul. 1/1/",
              "1 A Way "]  # fmt: skip
    source = random.Random(20261122)
    texts = [piece * (1_000_000 // len(piece)) for piece in pieces]
    texts += ["".join(source.choices(pieces, k=20_000))[:100_000] for _ in range(10)]
    for text in texts:
        for role in ("customer", "unknown"):
            _, asked = hear("agent", "May I have your name, account number, pin, address, zip and date of birth?")
            read = partial(hear, role, text, asked)
            assert 0.15 > seconds_of(read, 0.15), (role, text[:30])
            assert 100 >= len(read()[0])


def test_findings_never_overlap_and_always_point_into_the_text():
    print("seed 7")
    source = random.Random(7)
    pieces = ["my name is ", "Orla ", "a@b.pl ", "601 000 214 ", "account number ", "40817263 ", "pin •••• ", "? ", "12 Elm Street ", "90210 ", "born ",
              "3.05.1981 ", ": ", ", ", "İ", "ß ", "order ", "sześć zero jeden dwa ", "129 zł ", "do piątku ", "is broken ", "sorry, I meant ",
              "EAN 5901234123457 "]  # fmt: skip
    for _ in range(500):
        text = "".join(source.choices(pieces, k=14))
        for both in (False, True):
            found = find(text, ("name", "account_no", "pin"), both)
            spans = [each.span for each in found]
            assert all(0 <= start < end <= len(text) for start, end in spans)
            values = [each.span for each in found if each.key not in CLAUSES]
            assert all(one[1] <= other[0] for one, other in pairwise(values))
