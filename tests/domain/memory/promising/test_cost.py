"""What is sent to hurt is read in time that grows with its length alone."""

import pytest

from domain.memory.promising import promises_in
from tests.cost import seconds_of
from tests.domain.memory.promising.said import SAID_AT, WARSAW

HOSTILE = {
    "heads": "I will ", "verbs": "we will send the ", "refunds": "refund will be ", "promises": "I'll call you by 4pm and ",
    "sentences": "i'll call you. ", "ands": "i'll and and and ", "spans": "i'll in 5 within 5 ", "numbers": "i'll 1-1-1-", "dots": "i'll .....",
    "zwroty": "zwrot bedzie ", "oddzwonienia": "oddzwonie do 16 ", "zostanie": "zostanie a b ", "ludzie": "nasz nasz oddzwoni ",
    "quotes": "will a'a'a'a", "one word": "i'll" + "a" * 60, "lines": "I'll call you tomorrow\n",
}  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_megabyte_of_hostile_text_is_read_in_bounded_time(piece: str):
    text = piece * (1_000_000 // len(piece))
    assert 0.25 > seconds_of(lambda: promises_in(text, SAID_AT, WARSAW), 0.25), "seconds; some 0.01 here"
