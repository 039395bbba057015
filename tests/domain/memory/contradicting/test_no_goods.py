"""Who is on the line, and what day it is, are had too, and are no stock; goods with such words in their names are."""

import pytest

from domain.memory.contradicting.said import statements_in
from tests.domain.memory.contradicting.world import WARSAW, WEDNESDAY


@pytest.mark.parametrize(
    "said",
    ["We have Peter Brown.", "We have Emily Clark on the line.", "We've got Mrs Green on line two.", "We don't have Mr Brown here.",
     "We have Dr Adams.", "Mamy Panią Ewę Lis na linii.", "Mamy Ewę Lis na linii.", "Nie mamy pana Jana Kowalskiego.",
     "Mamy Kasię Wiśniewską.", "Mamy środę 7 maja.", "Mamy 7 maja.", "We have Thursday 7 May.", "We have Friday the 13th."],
)  # fmt: skip
def test_people_and_days_are_no_stock(said: str):
    assert [] == statements_in(said, WEDNESDAY, WARSAW)


@pytest.mark.parametrize(
    ("said", "goods"),
    [("We have Jack Wolfskin jackets.", "Jack Wolfskin jackets"), ("Nie mamy pani kurtki Halny.", "kurtki Halny"),
     ("We have the Black Friday jacket.", "Black Friday jacket"), ("Mamy czapkę Anna Maria.", "czapkę Anna Maria"),
     ("Mamy kurtkę Halny.", "kurtkę Halny"), ("We have Calvin Klein in stock.", "Calvin Klein")],
)  # fmt: skip
def test_goods_with_such_words_in_their_names_are(said: str, goods: str):
    assert [("stock", f"product:{goods}")] == [
        (each.kind, each.subject) for each in statements_in(said, WEDNESDAY, WARSAW)
    ]
