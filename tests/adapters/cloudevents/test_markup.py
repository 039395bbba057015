"""The words of HTML: what a person would read, and quickly."""

import pytest

from adapters.cloudevents.markup import words_of_html
from tests.cost import seconds_of


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("Zamek <b>się</b> rozchodzi", "Zamek się rozchodzi"),
        ("za<b>mek</b>", "zamek"),
        ("<p>Raz</p><p>dwa</p>", "Raz\ndwa"),
        ("a<br>b<br/>c<BR />d", "a\nb\nc\nd"),
        ("broken\nin the\tsource", "broken in the source"),
        ("5 < 6 &amp; 7 &gt; 2, &oacute;&#322;", "5 < 6 & 7 > 2, ół"),
        ("&nbsp;&#0;|&#xD800;|&#99999999999999;", "\ufffd|\ufffd|\ufffd"),
        ("<head><title>T</title><style>p{}</style></head><body>hej</body>", "hej"),
        ("<head><meta charset=x><body>a head never closed", "a head never closed"),
        ("<script>alert('<p>')</script>po", "po"),
        ("<SCRIPT>x</sCrIpT >po", "po"),
        ("<script>never closed", ""),
        ("<!-- hidden <p> --> seen", "seen"),
        ("<!-- never closed", ""),
        ("<!doctype html><?xml x?>x", "x"),
        ("<a title=\"a>b\" href='c>d'>link</a>.", "link."),
        ("<p class=it's>apostrophe</p>", "apostrophe"),
        ("an open <b", "an open"),
        ("</p></p></head>x", "x"),
        ("", ""),
    ],
)
def test_words(html: str, words: str):
    assert words == words_of_html(html)


@pytest.mark.parametrize(
    "tail", ["<", "<a", "<a '", '<a b="', "<a =", "<!--", "<![CDATA[", "<?", "</", "&", "&#", "&#9", "&#x", "<script>", "<script></scrip",
             "<script></script>", "<title>", "<head>", "< ", "<a = '"])  # fmt: skip
def test_a_quarter_of_a_megabyte_of_nonsense_is_read_at_once(tail: str):
    assert 2.0 > seconds_of(lambda: words_of_html((tail * 250_000)[:250_000]), 2.0)
