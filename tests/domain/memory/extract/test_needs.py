"""What went wrong, what is wanted, what was tried, how to be reached: by fixed words, cautiously."""

import pytest

from tests.domain.memory.extract.telling import found, norms


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("Zamek w kurtce z zamówienia PL-48213 się rozchodzi.", "damaged"), ("Lampa nie działa", "not_working"), ("paczka nadal nie dotarła", "late"),
        ("ciągle czekam na przesyłkę", "late"), ("przyszedł zły rozmiar", "wrong_size"), ("te buty są za małe", "wrong_size"),
        ("w paczce brakuje kabla", "missing"),
        ("pobrano dwa razy opłatę", "overcharged"), ("nie mogę się zalogować", "cannot_log_in"), ("kod rabatowy: kod nie działa", "code_refused"),
        ("przyszedł inny kolor niż zamawiałam", "wrong_item"), ("czekam na zwrot od tygodnia", "not_refunded"),
        ("Hi, the zip is broken", "damaged"), ("the lamp stopped working", "not_working"), ("my parcel never arrived", "late"),
        ("I got the wrong item", "wrong_item"),
        ("it doesn't fit", "wrong_size"), ("I was charged twice", "overcharged"), ("I can't log in", "cannot_log_in"),
        ("it says delivered but it is not here", "shown_delivered"),
        ("two screws are missing", "missing"), ("I still haven't received my refund", "not_refunded"),
    ],
)  # fmt: skip
def test_what_went_wrong_is_told_by_its_clause(said: str, problem: str):
    (told,) = [each for each in found(said) if each.key == "problem"]
    assert problem == told.norm
    assert told.value in said


@pytest.mark.parametrize(
    "said",
    ["If it doesn't fit, can I send it back?", "Is it damaged?", "it is not broken", "jeśli nie działa, oddam", "Czy nie działa?",
     "the shop is closed", "nic nie brakuje", "dziękuję"],
)  # fmt: skip
def test_conditions_questions_and_denials_are_no_problems(said: str):
    assert [] == norms(said, "problem")


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("Poproszę o zwrot pieniędzy, nie chcę wymiany.", "refund"), ("Chciałabym wymienić buty", "exchange"), ("proszę o naprawę", "repair"),
        ("Chcę anulować zamówienie", "cancel"),
        ("chciałbym zwrócić lampę", "return"), ("proszę o fakturę", "invoice"), ("chcę złożyć reklamację", "complaint"), ("proszę oddzwonić", "callback"),
        ("can I get a refund?", "refund"), ("I'd like my money back", "refund"), ("I want to return my shoes", "return"),
        ("please send a replacement", "replacement"),
        ("cancel my order", "cancel"), ("where is my order?", "status"), ("I would like to change my shipping address", "change_address"),
    ],
)  # fmt: skip
def test_what_is_wanted_needs_a_word_of_wanting(said: str, wanted: str):
    assert [wanted] == norms(said, "wanted_outcome")


@pytest.mark.parametrize(
    "said",
    [
        "I don't want a refund",
        "nie chcę zwrotu pieniędzy",
        "the refund came, thank you",
        "what is the exchange rate",
        "naprawdę dziękuję",
    ],
)
def test_what_is_not_wanted_or_only_spoken_of_is_nothing(said: str):
    assert [] == norms(said, "wanted_outcome")


@pytest.mark.parametrize(
    ("said", "tried"),
    [("Już dzwoniłam dwa razy", "called"), ("pisałem do państwa", "wrote"), ("zresetowałam router", "restarted"),
     ("I already called you", "called"), ("I restarted it twice", "restarted"),
     ("I've tried everything", "tried"), ("byłam w salonie i nic", "visited")],
)  # fmt: skip
def test_what_was_tried_is_told(said: str, tried: str):
    assert [tried] == norms(said, "tried_already")


@pytest.mark.parametrize(
    ("said", "ways"),
    [("please email me, don't call", ["email", "not_phone"]), ("proszę nie dzwonić, wolę SMS", ["not_phone", "sms"]),
     ("call me on Monday", ["phone"]), ("you can call me Orla", []),
     ("call me a cab", []), ("najlepiej mailem", ["email"])],
)  # fmt: skip
def test_how_somebody_wishes_to_be_reached(said: str, ways: list[str]):
    assert ways == norms(said, "contact_preference")


def test_of_two_speakers_the_shops_own_words_are_not_the_customers():
    assert [] == norms("let's get that fixed for you. i can offer a refund", "wanted_outcome", both=True)
    assert ["refund"] == norms("how can i help you? hi, i would like a refund", "wanted_outcome", both=True)
    assert [] == norms("i see that your lamp is broken", "problem", both=True)


def test_a_clause_never_shows_a_secret():
    told = found("my pin 4815 doesn't work, sorry", "pin")
    assert {"pin", "problem"} == {each.key for each in told}
    assert not any("4815" in each.value for each in told)
