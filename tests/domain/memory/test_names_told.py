"""Names people give of themselves are found where they stand; what only sounds like an introduction is not."""

import pytest

from domain.memory.extract import NOTHING, Asked, find, hear

ASKED = ("name",)


def names_in(text: str, wanted: tuple[str, ...] = (), both: bool = False) -> list[str]:
    found = [finding for finding in find(text, wanted, both) if finding.key == "name"]
    assert all(text[slice(*finding.span)] == finding.value for finding in found)
    return [finding.value for finding in found]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Hello, my name is Orla Finnegan and I have a question.", "Orla Finnegan"),
        ("hi my name is orla finnegan", "orla finnegan"),
        ("My name's Orla.", "Orla"),
        ("My name is April May", "April May"),
        ("my full name is Jean-Luc O'Hara, thanks", "Jean-Luc O'Hara"),
        ("My name is Ludwig van Hoorn.", "Ludwig van Hoorn"),
        ("Hi, I'm Orla Finnegan, I ordered a lamp", "Orla Finnegan"),
        ("Hello, I am Orla. Where is my parcel?", "Orla"),
        ("Good morning, this is Orla Finnegan calling about a lamp", "Orla Finnegan"),
        ("Hi, this is Orla from Cork", "Orla"),
        ("Orla Finnegan here, where is my parcel?", "Orla Finnegan"),
        ("Name: Orla Finnegan\nOrder: 1234567", "Orla Finnegan"),
        ("The name on the account is Orla Finnegan.", "Orla Finnegan"),
        ("The lamp is broken.\n\nKind regards,\nOrla Finnegan", "Orla Finnegan"),
        ("Dzień dobry, nazywam się Żaneta Wójtowicz-Łęcka i mam pytanie", "Żaneta Wójtowicz-Łęcka"),
        ("nazywam się żaneta wójtowicz", "żaneta wójtowicz"),
        ("Mam na imię Gniewko.", "Gniewko"),
        ("Z tej strony Gniewko Wójtowicz, kiedy będzie paczka?", "Gniewko Wójtowicz"),
        ("Gniewko Wójtowicz z tej strony", "Gniewko Wójtowicz"),
        ("Dzień dobry, tu Gniewko Wójtowicz.", "Gniewko Wójtowicz"),
        ("Mówi Gniewko Wójtowicz, dzwonię w sprawie lampy", "Gniewko Wójtowicz"),
        ("Jestem Gniewko, pisałem wczoraj", "Gniewko"),
        ("Moje nazwisko to Wójtowicz", "Wójtowicz"),
        ("Zamówienie jest na nazwisko Wójtowicz.", "Wójtowicz"),
        ("Imię i nazwisko: Gniewko Wójtowicz", "Gniewko Wójtowicz"),
        ("Lampa nie działa.\nZ poważaniem\nŻaneta Wójtowicz", "Żaneta Wójtowicz"),
        ("I'm Orla book my table again", "Orla"),
        ("Hi I'm Orla finnegan can you look for my parcel", "Orla finnegan"),
        ("I am Orla. The parcel is for Barnaby.", "Orla"),
        ("Hello, a taxi from here to Cork this is Orla. Be quick", "Orla"),
        ("It's me, head porter Orla! Open the door", "Orla"),
        ("Hey it's your neighbour Orla Finnegan!", "Orla Finnegan"),
        ("Please close it. Orla Finnegan acct# 40817263 pin 4821", "Orla Finnegan"),
        ("Orla Finnegan and my account number is 40817263", "Orla Finnegan"),
        ("Proszę o saldo. Żaneta Wójtowicz, nr klienta 5512904", "Żaneta Wójtowicz"),
        ("my naem is orla finnegan", "orla finnegan"),
    ],
)
def test_a_name_told_unasked_is_found(said: str, name: str):
    assert [name] == names_in(said)


@pytest.mark.parametrize(
    "said",
    [
        "I'm looking for a lamp", "I am very happy", "I'm Polish", "This is great", "This is Ridiculous!", "it's broken", "I'M ANGRY",
        "I am a Gold member", "this is the third time", "It's Monday", "my name is on the account", "my name is misspelled",
        "I forgot my user name", "what is your name?", "his name is Barnaby", "my husband's name is Barnaby", "the name of the lamp is Lumen",
        "company name: Lumen", "nothing here", "Thanks, Barnaby!", "call me back", "call me tomorrow", "I'm on hold", "I'm back",
        "Jestem zainteresowana lampą", "jestem klientką od lat", "Jestem bardzo zła", "Jestem Polakiem", "to jest skandal", "tu nic nie działa",
        "Tu Państwo mają rację", "nazwa firmy: Lumen", "jak się pani nazywa?", "Pozdrawiam serdecznie",
        "Lampa gaśnie sama, mówi Barnaba z serwisu", "they want the name, amount and date",
        "I'm happy can you help", "I'm Polish can you help", "It's your Lumen lamp", "It's me again", "It's your new Lumen!",
        "I told you Barnaby!", "The Lumen Grande order number is 1234567", "Hi, I wonder if this is Lumen. Is it?",
    ],
)  # fmt: skip
def test_what_only_begins_like_an_introduction_is_no_name(said: str):
    assert [] == names_in(said)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Orla Finnegan", "Orla Finnegan"), ("orla finnegan", "orla finnegan"), ("Orla", "Orla"), ("orla.", "orla"),
        ("Sure, it's Orla Finnegan", "Orla Finnegan"), ("yes of course, orla finnegan", "orla finnegan"),
        ("Orla Finnegan and my order number is 1234567", "Orla Finnegan"), ("It is Orla", "Orla"),
        ("oczywiście, Żaneta Wójtowicz", "Żaneta Wójtowicz"), ("Żaneta Wójtowicz, numer zamówienia 1234567", "Żaneta Wójtowicz"),
        ("Orla Finnegan. I need it by Monday", "Orla Finnegan"), ("I told you Orla! Where is it?", "Orla"),
    ],
)  # fmt: skip
def test_a_bare_answer_to_the_question_for_a_name_is_one(said: str, name: str):
    assert [name] == names_in(said, ASKED)


@pytest.mark.parametrize(
    "said",
    ["Why do you need it?", "nope", "one moment please", "I don't want to say", "Sure", "2", "I'm staying until Sunday", "chwileczkę", "nie podam",
     "What for?", "can you hurry up"],
)  # fmt: skip
def test_not_every_answer_is_a_name(said: str):
    assert [] == names_in(said, ASKED)


@pytest.mark.parametrize(
    "question",
    [
        "May I have your name, please?", "What's your full name?", "Who am I speaking with?", "Could I get your first and last name", "your name please",
        "Can I have your name and account number?", "Jak się pani nazywa?", "Poproszę imię i nazwisko", "Z kim rozmawiam?",
        "Czy mogę prosić o pana nazwisko?", "Proszę podać imię i nazwisko.", "Can I get the name on the account?",
    ],
)  # fmt: skip
def test_a_question_for_the_name_is_understood(question: str):
    _, asked = hear("agent", question)
    assert "name" in asked.keys
    told, left = hear("customer", "Orla Finnegan", asked)
    assert ["Orla Finnegan"] == [each.value for each in told]
    assert "name" not in left.keys


@pytest.mark.parametrize(
    "said",
    ["What is the name of the host?", "Could you tell me the driver's name?", "What is the product name?", "Your name has been changed.",
     "Thank you, Orla.", "My name is Barnaby, how may I help you?", "Jaka jest nazwa produktu?"],
)  # fmt: skip
def test_other_questions_do_not_ask_for_the_customers_name(said: str):
    _, asked = hear("agent", said)
    assert "name" not in asked.keys


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (
            "hello, how may i help you? hi my lamp broke. can i have your full name? orla finnegan thanks orla",
            "orla finnegan",
        ),
        ("sure, may i have your full name or account id please orla finnegan", "orla finnegan"),
        ("can i get your name to pull up your account? sure its orla finnegan", "orla finnegan"),
        ("hi, my name is barnaby. how may i help you? hello barnaby, my name is orla finnegan", "orla finnegan"),
        ("who am i speaking with? this is orla finnegan", "orla finnegan"),
        ("proszę podać imię i nazwisko? żaneta wójtowicz dziękuję", "żaneta wójtowicz"),
        ("hi my name is orla finnegan sure i can help you with that", "orla finnegan"),
    ],
)
def test_in_a_text_of_two_speakers_the_answer_behind_the_question_counts(said: str, name: str):
    assert [name] == names_in(said, both=True)


@pytest.mark.parametrize(
    "said",
    [
        "hi, this is barnaby from lumen, how may i help you?", "i am desperate and this is ridiculous", "can i have your full name? i want my money back",
        "hello, my name is barnaby, how can i help you today?",
    ],
)  # fmt: skip
def test_the_other_speaker_and_his_words_are_not_the_customer(said: str):
    assert [] == names_in(said, both=True)


KNOWN = frozenset({"orla", "wojtowicz"})  # of an address: orla.wojtowicz@...


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("I'm orla. Where is it?", ["orla"]), ("orla", ["orla"]), ("It's orla finnegan", ["orla finnegan"]), ("Orla, id 147", ["Orla"]),
        ("tu orla, kiedy będzie paczka?", ["orla"]), ("I'm lost. Where is it?", []), ("barnaby", []), ("hello orla", []), ("lampa", []),
    ],
)  # fmt: skip
def test_words_by_which_somebody_is_known_are_their_name_in_small_letters_too(said: str, names: list[str]):
    told, _ = hear("customer", said, called=KNOWN)
    assert names == [each.value for each in told if each.key == "name"]


def test_the_norm_is_folded_and_the_value_stands_as_written():
    (finding,) = find("my name is Z\u0307aneta WÓJTOWICZ")
    assert ("Z\u0307aneta WÓJTOWICZ", "żaneta wójtowicz") == (finding.value, finding.norm)


def test_a_question_stays_open_for_three_texts_of_the_customer_and_ends_with_another_question():
    _, asked = hear("agent", "May I have your name, please?")
    for said in ("one moment please", "I have to look", "sorry"):
        told, asked = hear("customer", said, asked)
        assert [] == told
    assert NOTHING == asked
    _, asked = hear("agent", "What colour would you like?", Asked(("name",)))
    assert NOTHING == asked
    _, asked = hear("agent", "Take your time.", Asked(("name",)))
    assert ("name",) == asked.keys
