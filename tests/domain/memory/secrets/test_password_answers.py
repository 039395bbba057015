"""A password told in answer to a question is masked however it is told; what is no password stays to be read."""

import pytest

from tests.domain.memory.secrets.test_answers import AGENT, CUSTOMER, answered, heard

EN, PL = "What is your password, please?", "Proszę podać hasło do konta."
WITH_NAME = "Could you tell me your name and your password, please?"


@pytest.mark.parametrize(
    ("question", "answer", "kept"),
    [
        (EN, "blue heron", "•••• •••••"),
        (EN, "it's copper kettle, thanks", "it's •••••• ••••••, thanks"),
        (EN, "sure, it's correct heron battery staple", "sure, it's correct heron battery staple"),  # "correct" is a word of sentences
        (EN, "482", "•••"),
        (EN, "90417", "•••••"),
        (EN, "k e s t r e l 4", "• • • • • • • •"),
        (EN, "k-e-s-t-r-e-l", "•-•-•-•-•-•-•"),
        (EN, "it's capital K, e, s, t, four", "it's ••••••• •• •• •• •• ••••"),
        (EN, "k for kilo, e for echo, s for sierra, seven", "• ••• ••••• • ••• ••••• • ••• ••••••• •••••"),
        (EN, "it's the name of my dog, Burek", "it's the name of my dog, •••••"),
        (EN, "my dog's name, which is Burek", "my dog's name, which is •••••"),
        (PL, "czarny bocian", "•••••• ••••••"),
        (PL, "hasło to miedziany czajnik", "hasło to ••••••••• •••••••"),
        (PL, "to imię mojego psa, Burek", "to imię mojego psa, •••••"),
        (PL, "b jak Barbara, o jak Olga, c jak Celina, pięć", "• ••• •••••••• • ••• ••••• • ••• ••••••• ••••"),
        (PL, "duże K, o, t, 9", "•••• •• •• •• •"),
        (PL, "90417", "•••••"),
        (WITH_NAME, "orla and kestrel", "orla and •••••••"),
        (WITH_NAME, "orla 12 k 7", "orla •• • •"),
        ("Can I have your username and password?", "orla.f, kestrel", "orla.f, •••••••"),
        ("Poproszę login i hasło.", "orla i pustułka", "orla i ••••••••"),
    ],
)  # fmt: skip
def test_a_password_told_in_answer_is_masked(question: str, answer: str, kept: str):
    assert kept == answered(question, answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (EN, "it's the name of my dog"), (EN, "I don't remember it"), (EN, "one moment please"), (EN, "not working properly"),
        (EN, "my account number is 48213"), (EN, "I paid 845 usd"), (EN, "the flight is 2343"), (EN, "i want headphones"), (EN, "quantity 250"),
        (PL, "to imię mojego psa"), (PL, "nie pamiętam"), (PL, "chwileczkę, szukam"), (PL, "zamówienie 48213"), (PL, "hasło nie działa"),
        (WITH_NAME, "Orla"), (WITH_NAME, "Orla Finnegan"), (WITH_NAME, "my name is orla"),
        ("Can I have your username and password?", "orla7"),
    ],
)  # fmt: skip
def test_what_is_no_password_is_left(question: str, answer: str):
    assert answer == answered(question, answer)


@pytest.mark.parametrize(
    "between",
    [
        ((CUSTOMER, "one moment"), (AGENT, "Take your time.")),
        ((CUSTOMER, "hm"), (AGENT, "Could you spell it for me, please?")),
        ((CUSTOMER, "it's the name of my dog"), (AGENT, "And that is?")),
        ((CUSTOMER, "chwileczkę"), (AGENT, "Oczywiście, poczekam.")),
        ((CUSTOMER, "zaraz"), (AGENT, "Proszę przeliterować.")),
    ],
)
def test_a_password_asked_for_two_turns_before_is_masked(between: tuple[tuple[str, str], ...]):
    assert "••••••" == heard((AGENT, EN), *between, (CUSTOMER, "burek7"))[-1]
    assert "•••••••" == heard((AGENT, EN), *between, (CUSTOMER, "kestrel"))[-1]


def test_behind_another_question_only_what_can_be_nothing_else_is_a_password():
    asked = ((AGENT, EN), (CUSTOMER, "wait"), (AGENT, "Is there anything else?"))
    assert "it is •••••••• by the way" == heard(*asked, (CUSTOMER, "it is kestrel7 by the way"))[-1]
    assert "a heron lamp" == heard(*asked, (CUSTOMER, "a heron lamp"))[-1]
    assert "48213" == heard(*asked, (CUSTOMER, "48213"))[-1]
    assert "kestrel7" == heard((AGENT, EN), (AGENT, "And your username?"), (CUSTOMER, "kestrel7"))[-1]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("my password is blue heron", "my password is •••• •••••"), ("the password is k e s t 4", "the password is • • • • •"),
        ("hasło to czarny bocian.", "hasło to •••••• ••••••."), ("my paasword kestrel7", "my paasword ••••••••"),
        ("my password is not working", "my password is not working"), ("the password is nearly expired", "the password is nearly expired"),
        ("hasło jest chyba niedobre od wczoraj", "hasło jest chyba niedobre od wczoraj"),
    ],
)  # fmt: skip
def test_several_plain_words_and_spelled_ones_are_masked_where_they_are_named(text: str, kept: str):
    assert kept == heard((CUSTOMER, text))[-1]
