"""Polish typed without its marks gets them back; English is left as it stands, also where a word of it is Polish too."""

import pytest

from domain.memory.contradicting.remarked import with_marks
from tests.domain.memory.contradicting.world import two

ENGLISH = """
We do deliver tomorrow.
Yes, we do offer a plastic cover and a window sticker.
I can do that for you, the fabric is yellow and narrow.
The pan is in stock, the classic one with the yellow handle.
Go to the shop on Monday, my family is completely happy, no problem.
Do place your order by tomorrow, your parcel will follow shortly.
Size W 32 and L 34 do fit, z or w is only a letter.
Unfortunately we do not sell cosmetic cases, likely not before tomorrow.
You can pay on delivery or do a bank transfer to my account, the rate is fixed.
Angela from Moscow and Camila from Krakow do work in the public shop.
Pan Am and PO box are names, do not follow them.
Do follow up on the Plac Zbawiciela order with a platinum card, placed immediately.
SA and DNI are short for something, the maja and the prog are not ours.
"""
POLISH = [
    ("Zamowienie zostalo wyslane, dojdzie w srode.", "Zamówienie zostało wysłane, dojdzie w środę."),
    ("Gwarancja trwa 12 miesiecy.", "miesięcy"),
    ("Kurtka kosztuje 199zl, wczesniej kosztowala 249 zl.", "Kurtka kosztuje 199zł, wcześniej kosztowała 249 zł."),
    ("Powiedziano mi, ze zwrotow nie trzeba oplacac.", ", że zwrotów"),
    ("Promocja The Last of Us skonczyla sie wczoraj.", "skończyła się"),
    ("Klient moze zwrocic yellow window sticker i plastic cover.", "może zwrócić yellow window sticker i plastic cover."),
    ("Kod START10 przestal dzialac.", "przestał działać"),
]  # fmt: skip


@pytest.mark.parametrize("text", ENGLISH.strip().splitlines())
def test_english_stays_letter_for_letter(text: str):
    assert text == with_marks(text)


@pytest.mark.parametrize(("text", "marked"), POLISH)
def test_polish_has_its_marks_again_where_they_were(text: str, marked: str):
    assert marked in with_marks(text)
    assert len(text) == len(with_marks(text))


def test_a_code_keeps_its_letters():
    assert "0FYQ1SA9Z7" in with_marks("Kod znizkowy 0FYQ1SA9Z7 jest niewazny")


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        ("date", "We do deliver: order W7449508 arrives tomorrow.", "Order W7449508 will be delivered on Monday."),
        ("stock", "We do have the Yellow Arrow tent in stock.", "The Yellow Arrow tent is out of stock."),
        ("price", "The coat is 199 zl.", "The coat is 249 zl."),
    ],
)
def test_english_that_says_do_is_read_like_any_other(kind: str, left: str, right: str):
    assert [kind] == two(left, right, 1).kinds
