"""Whatever is written, reading it ends well, and every span lies in the text."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.memory.promising import promises_in
from tests.domain.memory.promising.said import PROMISED_EN, PROMISED_PL, UNSURE, WARSAW

PIECES = [*(words for words, *_ in PROMISED_PL + PROMISED_EN), *UNSURE, "i ", " and ", ", ", "? ", "… ", "\n", "24.12.", "16:00", "99:99", "31 lutego",
          "do 24", "İ", "ǅ", "😀", "ﬀ", "1/1/1", "within 999 months", "w ciągu 999 tygodni", "by 0 am", "at 13 pm", "do 24:00"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=12).map("".join),
    st.datetimes(timezones=st.just(UTC)),
)
def test_any_text_at_any_time_is_read(text: str, at: datetime):
    for each in promises_in(text, at, WARSAW):
        start, end = each.span
        assert 0 <= start < end <= len(text)
        assert " ".join(text[start:end].split())[1:] == each.what[1:]
        assert each.due_at is None or each.due_at > at
        assert 0 < each.confidence <= 1
