"""The same address in two spellings is one; two addresses stay two."""

import pytest

from adapters.handles.forms import NOBODY, normal_form, region_of
from tests.cost import seconds_of


@pytest.mark.parametrize(
    ("kind", "norm", "spellings"),
    [
        ("phone", "+48601000214", ["+48 601 000 214", "601000214", "601-000-214", "(601) 000 214", "0048 601000214", "tel:+48-601-000-214",
                                   "whatsapp:+48601000214", "６０１０００２１４", "\u202a+48601000214\u202c", "+48\u00a0601\u00a0000\u00a0214"]),
        ("phone", "+12025550143", ["+1 (202) 555-0143", "001 202 555 0143"]),
        ("email", "kw@example.org", ["kw@example.org", " KW@Example.ORG ", "Katarzyna W. <kw@example.org>", "<kw@example.org>",
                                     '"W, K" <kw@example.org>', "mailto:kw@example.org", "MAILTO:kw@example.org"]),
        ("email", "k.w+sklep@example.org", ["k.w+sklep@example.org"]),
        ("email", "jan@xn--w-uga1v8h.pl", ["jan@żółw.pl", "jan@ŻÓŁW.pl", "jan@xn--w-uga1v8h.pl"]),
        ("email", "j\u00e1n@example.org", ["j\u00e1n@example.org", "ja\u0301n@example.org"]),
        ("email", "care@example.org", ["care+tlabcdefgh1@example.org"]),
        ("whatsapp", "+48601000214", ["48601000214", "+48601000214", "whatsapp:+48601000214", "+48 601 000 214", "48-601-000-214"]),
        ("whatsapp", "PL.12345", ["PL.12345"]),
        ("loyalty_card", "1234567890AB", ["1234-5678 90ab", "1234.5678.90AB"]),
        ("order_no", "PL-48213", [" pl-48213 ", "PL-48213", "PL- 48213"]),
        ("messenger", "A7", ["A7", " A7 "]),
    ],
)  # fmt: skip
def test_spellings_of_one_address(kind: str, norm: str, spellings: list[str]):
    assert [norm] * len(spellings) == [normal_form(kind, spelling, "PL") for spelling in spellings]


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", "k.w@example.org", "kw@example.org"),
        ("email", "kw+a@example.org", "kw@example.org"),
        ("phone", "601000214", "601000215"),
        ("messenger", "a7", "A7"),
        ("chat_device", "d 1", "d1"),
        ("chat_device", "d  1", "d 1"),
        ("order_no", "PL-48213", "PL48213"),
    ],
)
def test_two_addresses_stay_two(kind: str, one: str, other: str):
    assert normal_form(kind, one, "PL") != normal_form(kind, other, "PL")


@pytest.mark.parametrize("kind", ["phone", "email", "whatsapp", "loyalty_card", "crm_no", "chat_device"])
def test_nobody_is_no_address(kind: str):
    for nobody in [*NOBODY, " Anonymous ", "WITHHELD"]:
        assert normal_form(kind, nobody, "PL") is None


@pytest.mark.parametrize(
    ("kind", "text"), [("phone", "112"), ("phone", "*100#"), ("phone", "kw@example.org"), ("phone", "+48 601 000 2144444444"),
                       ("email", "kw"), ("email", "kw@"), ("email", "kw@@example.org"), ("email", "a@b@example.org"), ("email", ">"),
                       ("email", "<>"), ("email", "kw@example.org>"), ("email", "x" * 400 + "@example.org"), ("loyalty_card", " - . ")])  # fmt: skip
def test_what_cannot_be_an_address_links_nothing(kind: str, text: str):
    found = normal_form(kind, text, "PL")
    assert found is None or (text == "kw@example.org>" and found == "kw@example.org")


def test_the_region_is_the_entry_points_where_that_is_a_number():
    assert "DE" == region_of("+49 30 999999", "PL")
    assert ["PL"] * 4 == [region_of(entry, "PL") for entry in ("", "web", "sklep +49", "+")]


@pytest.mark.parametrize("text", ["<" + "a@" * 499, "a@" * 500, "+" * 1_000, "1" * 1_000, "+48601000214" + ";ext=" * 190, "a@" + "xn--" * 240, "<" * 1_000,
                                  "a@" + "a." * 499, "\ufdfa" * 1_000])  # fmt: skip
def test_a_thousand_hostile_characters_are_read_at_once(text: str):
    def read() -> None:
        for kind in ("phone", "email", "whatsapp", "loyalty_card", "order_no", "crm_no"):
            normal_form(kind, text, "PL")

    assert 0.5 > seconds_of(read, 0.5)
