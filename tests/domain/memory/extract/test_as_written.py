"""What people tell as they really write and speak: without Polish marks, said in full, in a signature, in an answer alone."""

import pytest

from domain.memory.asking import questions_in
from domain.memory.contradicting.said import statements_in
from domain.memory.extract import NOTHING, hear
from domain.memory.promising import promises_in
from domain.memory.promising.reading import RECORDED
from domain.memory.secrets import listen
from domain.memory.secrets.asked import NOTHING as NOTHING_AWAITED
from tests.domain.memory.extract.telling import SUNDAY, WARSAW, norms


@pytest.mark.parametrize(
    ("said", "key", "norm", "wanted"),
    [
        ("Dzień dobry, moje nazwisko Baran, Halina Baran.", "name", "halina baran", ""),
        ("Pozdrawiam serdecznie,\nPaweł Kot\ntel. 602 333 444", "name", "paweł kot", ""),
        ("moj nr to 601234567", "phone", "601234567", ""),
        ("zadzwońcie pod 601234567", "phone", "601234567", ""),
        ("bob nine nine at example dot co dot uk is my email", "email", "bob99@example.co.uk", ""),
        ("mój login to zaneta_w", "username", "zaneta_w", ""),
        ("mieszkam na Marszałkowskiej 12", "address", "marszałkowskiej 12", ""),
        ("Długa 12 m. 3", "address", "długa 12 m. 3", "address"),
        ("dluga 12, 31-042 krakow", "address", "dluga 12", "address"),
        ("31 042", "postcode", "31-042", "postcode"),
        ("Ship it to 1600 Pennsylvania Avenue NW, Washington, DC", "address", "1600 pennsylvania avenue nw", ""),
        ("I need it by the 28th", "deadline", "2026-11-28", ""),
        ("potrzebuje tego do srody", "deadline", "2026-11-25", ""),
        ("potrzebuję tego do środy do 16", "deadline", "2026-11-25T16:00", ""),
        ("I need it by Wednesday by 4pm", "deadline", "2026-11-25T16:00", ""),
        ("10.11 odebrałem paczkę", "date", "2026-11-10", ""),
        ("mój PIN to •••••• ••••• ••••• ••••", "pin", "", ""),
        ("piecset dwanascie trzysta czterdziesci piec szescset", "phone", "512345600", "phone"),
    ],
)
def test_it_is_read_as_it_is_written(said: str, key: str, norm: str, wanted: str):
    assert [norm] == norms(said, key, *filter(None, [wanted]))


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("u was w sklepie przy ul. Marszałkowskiej 104 powiedzieli że jest", "address"),
        ("Jestem w sklepie na Marszałkowskiej 12", "address"), ("rozmawiałam z Kowalską, Anną Kowalską", "name"),
        ("zamówienie 601234567 nie doszło", "phone"), ("can you login to amazon", "username"), ("mam 31 042 punktów", "postcode"),
        ("wersja 10.11 działa", "date"), ("zapłaciłem 10.11", "date"), ("hasło do konta ••••••", "pin"),
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_not_taken_for_it(said: str, key: str):
    assert [] == norms(said, key)


@pytest.mark.parametrize(
    ("said", "key", "norm"),
    [
        ("status dostarczono a paczki nie ma", "problem", "shown_delivered"), ("dostałam inny model niż zamawiałam", "problem", "wrong_item"),
        ("pobrało mi dwa razy", "problem", "overcharged"), ("policzyliście mi za dużo", "problem", "overcharged"),
        ("pieniądze dalej nie wróciły", "problem", "not_refunded"), ("kod rabatowy nie chce wejść", "problem", "code_refused"),
        ("nie moge sie zalogowac", "problem", "cannot_log_in"), ("w paczce nie było ładowarki", "problem", "missing"),
        ("podeszwa się odkleiła", "problem", "damaged"), ("material sie pruje", "problem", "damaged"), ("bateria nie trzyma", "problem", "not_working"),
        ("it arrived smashed", "problem", "damaged"), ("my parcel never turned up", "problem", "late"),
        ("still haven't got my money back", "problem", "not_refunded"), ("the promo code isn't accepted", "problem", "code_refused"),
        ("chce wymienic na wiekszy", "wanted_outcome", "exchange"), ("chcialbym zrezygnowac z zamowienia", "wanted_outcome", "cancel"),
        ("niech ktoś do mnie oddzwoni", "wanted_outcome", "callback"), ("please fix it", "wanted_outcome", "repair"),
        ("prosze o zwrot kasy", "wanted_outcome", "refund"), ("odstępuję od umowy", "wanted_outcome", "return"),
        ("jaki jest status mojego zamówienia", "wanted_outcome", "status"), ("byłam już w sklepie", "tried_already", "visited"),
        ("wyłączałem i włączałem", "tried_already", "restarted"), ("pisalam juz na czacie", "tried_already", "wrote"),
        ("prosze pisac na maila", "contact_preference", "email"),
    ],
)  # fmt: skip
def test_the_need_is_told_in_everyday_words(said: str, key: str, norm: str):
    assert [norm] == norms(said, key)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("PL-48213, no przecież mówiłam. Malinowska.", ["malinowska"]), ("to już podawałam. Malinowska", ["malinowska"]),
        ("przeciez juz podawalam", []), ("juz mowilem", []),
    ],
)  # fmt: skip
def test_that_it_was_told_before_is_nobodys_name(said: str, name: list[str]):
    assert name == norms(said, "name", "order_no", "name")


@pytest.mark.parametrize(
    "said", ["imię Orla, nazwisko Żak", "last name Żak, first name Orla", "imie Orla nazwisko Żak"]
)
def test_a_name_in_its_parts_is_told_by_each(said: str):
    assert {"orla", "żak"} == {*norms(said, "name")}


def test_a_name_put_right_with_jednak_takes_the_earlier_one_back():
    _, asked = hear("customer", "Nazywam się Anna Zielinska", NOTHING, SUNDAY, WARSAW)
    _, asked = hear("agent", "Zielinska?", asked, SUNDAY, WARSAW)
    (name,), _ = hear("customer", "Nie, jednak Zielińska, Anna Zielińska", asked, SUNDAY, WARSAW)
    assert ("anna zielińska", True) == (name.norm, name.corrects)


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("Co już Pan próbował?", "tried_already"), ("Na kiedy Pani tego potrzebuje?", "deadline"), ("Pod jaki numer oddzwonić?", "phone"),
        ("Jak wolą Państwo być informowani?", "contact_preference"), ("z kim mam przyjemnosc?", "name"),
        ("Jaka kwota została pobrana?", "amount"), ("How much were you charged?", "amount"),
    ],
)  # fmt: skip
def test_the_shop_asks_so_too(said: str, key: str):
    assert [key] == [each.key for each in questions_in(said)]


@pytest.mark.parametrize(
    ("said", "kind", "day"),
    [
        ("Obiecuję, że do piątku to załatwimy.", "info", "2026-11-27"), ("I promise we will sort it out by Friday.", "info", "2026-11-27"),
        ("Przelew wyjdzie dziś.", "refund", "2026-11-22"), ("Przelew dziś nie wyjdzie.", "", ""),
    ],
)  # fmt: skip
def test_the_shop_promises_so(said: str, kind: str, day: str):
    made = [each for each in promises_in(said, SUNDAY, WARSAW) if each.confidence >= RECORDED]
    assert ([(kind, day)] if kind else []) == [(each.kind, f"{each.due_at:%Y-%m-%d}") for each in made]


@pytest.mark.parametrize(
    ("said", "stated"),
    [
        ("Tak, mamy na stanie.", ("stock", "product:", "in")), ("It's in stock in Leeds.", ("stock", "product:", "in")),
        ("Saldo punktów: 1 240", ("points", "points:balance", "1240")), ("Points balance: 1,240", ("points", "points:balance", "1240")),
        ("Dostawa będzie w czwartek.", ("date", "arrival:order:", "2026-11-26")),
        ("Buty Tatra są teraz za 199,99.", ("price", "product:Buty Tatra", "199.99 PLN")),
        ("Dopłata to 199,99.", ()), ("Dostawa trwa dwa dni.", ()),
    ],
)  # fmt: skip
def test_the_shop_states_so(said: str, stated: tuple[str, ...]):
    found = statements_in(said, SUNDAY, WARSAW)
    assert ([stated] if stated else []) == [(each.kind, each.subject, each.norm) for each in found]


@pytest.mark.parametrize(
    ("asked", "said", "secret"),
    [
        ("", "kod blik 482913", "482913"), ("", "my memorable word is Walrus", "Walrus"),
        ("account number and passcode please", "40817263 and 9921", "9921"),
    ],
)  # fmt: skip
def test_secrets_by_other_names_are_secrets(asked: str, said: str, secret: str):
    _, awaited = listen("agent", asked, NOTHING_AWAITED)
    hidden, _ = listen("customer", said, awaited)
    assert [secret] == [said[each.start : each.end] for each in hidden]
