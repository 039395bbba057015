"""Values said in words, as calls bring them: digit by digit, in groups, doubled; Polish and English."""

import pytest

from tests.domain.memory.extract.telling import found, norms


@pytest.mark.parametrize(
    ("said", "asked", "key", "norm"),
    [
        ("mój numer telefonu to sześćset jeden zero zero zero dwieście czternaście", (), "phone", "601000214"),
        ("sześć zero jeden, zero zero zero, dwa jeden cztery", ("phone",), "phone", "601000214"),
        ("proszę dzwonić pod numer pięćset dwa trzysta trzydzieści cztery sto jeden", (), "phone", "502334101"),
        ("my mobile number is oh seven seven double zero nine hundred one two three", (), "phone", "07700900123"),
        ("zero seven seven double zero nine triple four one two", ("phone",), "phone", "07700944412"),
        ("cztery zero osiem jeden siedem dwa sześć trzy", ("account_no",), "account_no", "40817263"),
        ("numer zamówienia osiem osiem jeden dwa zero dziewięć trzy", (), "order_no", "8812093"),
        ("the order number is eight eight one two zero nine three", (), "order_no", "8812093"),
        ("trzydzieści jeden zero czterdzieści dwa", ("postcode",), "postcode", "31-042"),
        ("nine zero two one zero", ("postcode",), "postcode", "90210"),
        ("the third of May nineteen eighty one", ("birth_date",), "birth_date", "1981-05-03"),
        ("urodziłam się trzeciego maja tysiąc dziewięćset osiemdziesiątego pierwszego roku", (), "birth_date", "1981-05-03"),
        ("zapłaciłam sto dwadzieścia złotych", (), "amount", "120.00 PLN"),
        ("tysiąc dwieście złotych za te buty", (), "amount", "1200.00 PLN"),
        ("it cost two hundred and five pounds", (), "amount", "205.00 GBP"),
        ("mój mail to orla kropka finnegan małpa example kropka pl", (), "email", "orla.finnegan@example.pl"),
        ("my email is orla underscore finnegan at example dot co dot uk thanks", (), "email", "orla_finnegan@example.co.uk"),
    ],
)  # fmt: skip
def test_what_is_said_in_words_is_what_it_would_be_in_digits(said: str, asked: tuple[str, ...], key: str, norm: str):
    assert [norm] == norms(said, key, *asked)


def test_a_secret_said_in_words_is_hidden_like_any_other():
    (pin,) = found("cztery osiem jeden pięć", "pin")
    assert ("pin", "••••", "") == (pin.key, pin.value, pin.norm)
    (pin,) = found("four eight one five", "pin")
    assert ("pin", "••••", "") == (pin.key, pin.value, pin.norm)


@pytest.mark.parametrize(
    "said",
    ["one moment please", "two of the three lamps", "mam dwa pytania", "jeden z trzech", "look at example dot com", "sto lat", "first one, second one",
     "za pięć dwunasta", "ten of twelve", "nie ma o co prosić"],
)  # fmt: skip
def test_numbers_of_everyday_talk_are_no_facts(said: str):
    assert [] == found(said, at=None)
