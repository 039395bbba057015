"""What a code is made of, and what the development way out shows of it."""

import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.identity.codes import CODE_ID, CodeDesk
from app.security.gate import utc_now
from tests.app.identity.post_office import a_caller, ask, links
from tests.app.running import running_service


def a_desk(*drawn: int) -> Any:
    """A desk whose randomness is these numbers, four bytes each."""
    numbers = iter(drawn)
    nothing: Any = None
    return CodeDesk(nothing, nothing, nothing, nothing, lambda count: next(numbers).to_bytes(count, "big"), utc_now, "")


def test_a_code_has_six_digits_zeros_first_too():
    assert ["000000", "000007", "999999", "123456"] == [
        a_desk(drawn)._six_digits() for drawn in (0, 7, 999_999, 2_000_123_456)
    ]


def test_what_would_make_some_codes_likelier_is_drawn_again():
    highest = 4_294 * 1_000_000
    assert "999999" == a_desk(highest - 1)._six_digits()
    assert "000042" == a_desk(highest, 2**32 - 1, 42)._six_digits()


def test_every_last_digit_is_as_likely_as_the_others():
    step = (4_294 * 1_000_000) // 10_000
    counted = Counter(
        a_desk(drawn + shift)._six_digits()[-1]
        for shift, drawn in zip(itertools.cycle(range(10)), range(0, 10_000 * step, step))
    )
    assert {f"{digit}": 1_000 for digit in range(10)} == dict(sorted(counted.items()))


def test_the_console_says_the_code_and_nobodys_address(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    with running_service(tmp_path, THROUGHLINE_OUTBOUND="console") as running:
        shop = running.shop("demo")
        customer_id = a_caller(shop)
        body = {"link_id": links(shop, customer_id)["phone"], "language": "en"}
        code_id = ask(shop.agent, f"/v1/customers/{customer_id}/codes", body).json()["code_id"]
        assert CODE_ID.fullmatch(code_id)
        said = capfd.readouterr().out
        assert "[outbound] phone +48 ••• ••• 214: Polana Outdoor: your code is " in said
        assert "601000214" not in said and "601 000 214" not in said
        code = said.split("your code is ")[1][:6]
        assert 200 == ask(shop.agent, f"/v1/codes/{code_id}/confirmation", {"code": code}).status_code
        shop.close()
