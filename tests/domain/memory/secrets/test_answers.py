"""A bare answer is a secret where a secret was asked for, and only there."""

import pytest

from domain.memory.secrets import NOTHING, Awaited, hide, listen, listen_to

AGENT, CUSTOMER, SYSTEM, BOTH = "agent", "customer", "system", "unknown"


def heard(*turns: tuple[str, str]) -> list[str]:
    """What is left to read of a conversation."""
    kept: list[str] = []
    awaited = NOTHING
    for role, text in turns:
        hidden, awaited = listen(role, text, awaited)
        kept.append(hide(text, hidden))
    return kept


def answered(question: str, answer: str) -> str:
    return heard((AGENT, question), (CUSTOMER, answer))[-1]


@pytest.mark.parametrize(
    ("question", "answer", "kept"),
    [
        ("Proszę podać PIN do konta klubowego.", "4815", "••••"),
        ("Right, and your PIN as well please.", "it's 4815, sorry", "it's ••••, sorry"),
        ("Jaki jest Pana PIN?", "cztery osiem jeden pięć", "•••••• ••••• ••••• ••••"),
        ("Jaki jest Pana PIN?", "czterdzieści osiem piętnaście", "•••••••••••• ••••• ••••••••••"),
        ("And your PIN?", "four eight one five", "•••• ••••• ••• ••••"),
        ("And your PIN?", "double four one five", "•••••• •••• ••• ••••"),
        ("PIN?", "4 8 1 5", "• • • •"),
        ("What is your pin number?", "48-15 or 4851", "48-15 or ••••"),
        ("Jakie jest nazwisko panieńskie Pani matki?", "Kowalska", "••••••••"),
        ("Proszę podać nazwisko panieńskie matki.", "z domu Nowak-Zielińska.", "z domu •••••-•••••••••."),
        ("Jak wabił się Pana pierwszy pies?", "Burek", "•••••"),
        ("What was your mother's maiden name?", "It was O'Hara, why?", "It was ••••••, why?"),
        ("And what was the name of the pet you had as a child?", "oh, Biscuit!", "oh, •••••••!"),
        ("Jakie jest Pani hasło telefoniczne?", "Słonecznik7", "•••••••••••"),
        ("Proszę podać hasło.", "słonecznik", "••••••••••"),
        ("Podaj numer karty", "4111 1111 1111 1112", "•••• •••• •••• ••••"),
        ("Poproszę numer karty i kod CVV", "4111111111111111 12/28 737", "•••••••••••••••• 12/28 •••"),
        ("Proszę podać PESEL", "44051401458", "•••••••••••"),  # mistyped: its check digit is wrong
    ],
)
def test_a_bare_answer_to_a_question_for_a_secret_is_masked(question: str, answer: str, kept: str):
    assert kept == answered(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Poproszę numer zamówienia.", "48213"),
        ("Proszę nie podawać nikomu PIN-u. Poproszę numer zamówienia.", "48213"),
        ("We never ask for your PIN. What is your order number?", "4821"),
        ("Jaki jest Pana PIN?", "nie pamiętam, zamówienie 48213 z 14.11.2026"),
        ("What's your PIN?", "I don't have it. My order is 48213 for £120.50, phone 07700 900123"),
        ("Poproszę PIN.", "przelałam 1500 zł w 2024 roku"),
        ("Poproszę kod pocztowy", "00-950"),
        ("Ile sztuk?", "1500"),
        ("What was your mother's maiden name?", "Why would you need to know that?"),
        ("What was your mother's maiden name?", "I don't remember, sorry"),
        ("Jakie jest nazwisko panieńskie matki?", "nie pamiętam"),
        ("Can I reset your password?", "yes please, the order is PL-48213"),
        ("Could I get your full name, please?", "Anna Nowak"),
    ],
)
def test_an_answer_that_is_no_secret_is_left(question: str, answer: str):
    assert answer == answered(question, answer)


def test_of_an_order_number_and_a_pin_asked_for_at_once_only_the_pin_is_masked():
    assert "48213 i ••••" == answered("Poproszę numer zamówienia i PIN.", "48213 i 4815")
    assert "48213" == answered("Poproszę numer zamówienia i PIN.", "48213")


def test_of_two_questions_in_a_row_the_long_number_answers_the_first():
    asked = ((AGENT, "Can you tell me your account number?"), (AGENT, "Right, and your PIN as well please."))
    assert "95381901" == heard(*asked, (CUSTOMER, "95381901"))[-1]
    assert "95381901, ••••" == heard(*asked, (CUSTOMER, "95381901, 4815"))[-1]


def test_a_question_stays_open_over_another_one_until_it_is_answered():
    kept = heard(
        (AGENT, "Poproszę PIN."), (CUSTOMER, "nie pamiętam"), (AGENT, "To proszę podać datę urodzenia."),
        (CUSTOMER, "zaraz, przypomniałam sobie: 4815"))  # fmt: skip
    assert "zaraz, przypomniałam sobie: ••••" == kept[-1]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("9431, does that sound right?", "••••, does that sound right?"),
        ("I may have just remembered it. Either 9503 or 3596", "I may have just remembered it. Either •••• or ••••"),
        ("1980", "1980"), ("0512", "0512"), ("051280", "051280"), ("198005", "198005"), ("14.11.1980", "14.11.1980"),
        ("my order is 9431", "my order is 9431"), ("48213", "48213"),
    ],
)  # fmt: skip
def test_a_guess_behind_a_question_for_the_birth_date_that_can_be_none_is_masked(answer: str, kept: str):
    asked = (
        (AGENT, "Could you provide your date of birth, please?"),
        (CUSTOMER, "hm"),
        (AGENT, "Can you tell me the rest?"),
    )
    assert kept == heard(*asked, (CUSTOMER, answer))[-1]


def test_a_question_for_another_number_ends_the_one_for_the_birth_date():
    asked = ((AGENT, "Proszę podać datę urodzenia."), (AGENT, "Albo numer zamówienia?"))
    assert "9431" == heard(*asked, (CUSTOMER, "9431"))[-1]
    assert "9431" == heard(asked[0], *[(CUSTOMER, "chwila")] * 3, (CUSTOMER, "9431"))[-1]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("I just remembered it: 4815", "I just remembered it: ••••"), ("zaraz, przypomniałam sobie, 4815", "zaraz, przypomniałam sobie, ••••"),
        ("I remembered it, either 4815 or 4851", "I remembered it, either •••• or ••••"),
        ("I remembered the order, 48213", "I remembered the order, 48213"), ("I remember 1500 people", "I remember 1500 people"),
        ("pamiętam, 1500 zł", "pamiętam, 1500 zł"), ("I remember paying 4815", "I remember paying 4815"),
    ],
)  # fmt: skip
def test_a_number_that_came_back_to_mind_is_masked(text: str, kept: str):
    assert kept == heard((CUSTOMER, text))[-1]


def test_a_question_is_forgotten_after_a_while():
    kept = heard((AGENT, "Poproszę PIN."), *[(CUSTOMER, "chwileczkę")] * 12, (CUSTOMER, "4815"))
    assert "4815" == kept[-1]


def test_who_was_asked_answers_and_nobody_else():
    assert "4815" == heard((CUSTOMER, "What is my PIN?"), (AGENT, "4815"))[-1]
    assert "4815" == heard((AGENT, "Poproszę PIN."), (SYSTEM, "4815"))[-1]


def test_a_pin_that_was_told_is_known_again_whoever_says_it():
    kept = heard(
        (AGENT, "Poproszę PIN."), (CUSTOMER, "4815"), (SYSTEM, 'enter-details ["4815"]'), (AGENT, "Dziękuję, 4815 się zgadza."),
        (CUSTOMER, "zamówienie 48150"))  # fmt: skip
    assert ["••••", 'enter-details ["••••"]', "Dziękuję, •••• się zgadza.", "zamówienie 48150"] == kept[1:]


def test_in_a_text_of_both_speakers_the_answer_stands_behind_the_question():
    text = "zip code, pin number, and email address? 93882 zip anna@example.org 376701 pin"
    assert text.replace("376701", "••••••") == heard((BOTH, text))[-1]


def test_each_speaker_of_a_transcript_is_heard_apart():
    parts = ((AGENT, "Poproszę PIN."), (CUSTOMER, "4815"), (AGENT, "A numer zamówienia?"), (CUSTOMER, "48213"))
    hidden, awaited = listen_to(parts)
    assert [0, 1, 0, 0] == [len(each) for each in hidden]
    assert () == awaited.fresh


def test_what_is_dots_already_counts_as_told():
    _, awaited = listen_to(((AGENT, "Poproszę PIN."), (CUSTOMER, "••••")))
    assert NOTHING == awaited


def test_of_a_number_that_was_told_only_a_digest_is_kept():
    _, awaited = listen(CUSTOMER, "mój PIN to 4815", NOTHING, lambda digits: len(digits) * 1_000)
    assert Awaited(told=1, age=1, known=frozenset({4_000})) == awaited
