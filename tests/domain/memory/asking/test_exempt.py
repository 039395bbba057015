"""The setting that says which keys a shop's policy has checked anew."""

from datetime import timedelta

import pytest

from domain.memory.asking import Exempt, read_exempt


def test_each_key_has_its_time():
    told = read_exempt(" pin:30d, account_no : 12h,birth_date:0, postcode:45m, ")
    expected = [
        ("pin", timedelta(days=30)),
        ("account_no", timedelta(hours=12)),
        ("birth_date", timedelta(0)),
        ("postcode", timedelta(minutes=45)),
    ]
    assert [Exempt(*each) for each in expected] == list(told)


def test_nothing_exempts_nothing():
    assert () == read_exempt("")


@pytest.mark.parametrize(
    "text",
    ["pin", "pin:", "pin:3", "pin:d", "pin:1.5h", "Pin:1d", "pin:1d;name:2d", "pin:-1d", "pin:1w", "pin:9999999d"],
)
def test_anything_else_is_refused_and_not_repeated(text: str):
    with pytest.raises(ValueError, match="key:after") as refused:
        read_exempt(text)
    assert text not in str(refused.value).replace("pin:30d", "")
