"""An address however it is carried; never two people's address for one."""

import pytest

from adapters.handles.rules import STANDARD


def norm(text: str) -> str | None:
    return STANDARD.read("email", text, "PL").norm


@pytest.mark.parametrize(
    ("address", "spellings"),
    [
        ("kw@example.org", ["kw@example.org.", "kw@example.org;", "Kasia :( <kw@example.org>", "Kasia :) <KW@example.org>", "kw@example.org (Kasia)",
                            "(praca) kw@example.org", "kw@example.org(dom (nowy))", "kw (dom)@example.org", "kw@\u200bexample.org", "\ufeffkw@example.org",
                            "mailto:kw%40example.org?subject=Zwrot", "<mailto:kw@example.org>", "kw@example.org <kw@example.org>", "k@w <kw@example.org>",
                            "<<kw@example.org>>", '"kw"@example.org', '"Kasia <3" <kw@example.org>',
                            "kw+tlabcdefgh1@example.org", "kw+tlabcdefgh1+tlabcdefgh2@example.org"]),
        ('"k w"@example.org', ['"k w"@example.org', '"K\\ W"@EXAMPLE.ORG']),
        ('"k@w"@example.org', ['"k@w"@example.org', 'Kasia <"k@w"@example.org>']),
        ("+tlabcdefgh1@example.org", ["+tlabcdefgh1@example.org"]),
        ("zażółć@example.org", ["ZAŻÓŁĆ@example.org", "zażo\u0301łc\u0301@example.org"]),
    ],
)  # fmt: skip
def test_spellings_of_one_address(address: str, spellings: list[str]):
    assert dict.fromkeys(spellings, address) == {spelling: norm(spelling) for spelling in spellings}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"k w"@example.org', "kw@example.org"),
        ("kw@example.org", "kw@mail.example.org"),
        ("kw+a@example.org", "kw+b@example.org"),
        ("kw+tl@example.org", "kw@example.org"),
        ("k\u200cw@example.org", "kw@example.org"),
    ],
)
def test_two_addresses_stay_two(one: str, other: str):
    assert norm(one) != norm(other)


@pytest.mark.parametrize("text", [
    "kw", "kw@", "@example.org", "kw@@example.org", "a@x.example, b@y.example", "A <a@x.example>, b@y.example", "a@x.example, B <b@y.example>",
    "A <a@x.example>, B <b@y.example>", "A <a@x.example> b@y.example", "kw@localhost", "kw@test", "kw@192.0.2.1", "kw@exa mple.org", "k(a)w@example.org",
    "k(a)w)@example.org", "(kw@example.org", "kw@example.org\\", "kw..x@example.org", ".kw@example.org", '"kw@example.org', "kw@-example.org", "kw@example",
    "https://example.org/kw@example.org",
])  # fmt: skip
def test_what_is_no_single_address_is_not_made_one(text: str):
    assert norm(text) is None
