"""The words of an HTML part: tags out, breaks as newlines, entities read; one pass over any input, however hostile.

The standard library's parser goes over a broken tail again and again (100 KB of "<a '" held it for minutes), and a
sender must not be able to hold everybody else up.
"""

import html
import re

_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"})
_UNSEEN = frozenset({"head", "template", "noscript"})
_RAW = frozenset({"script", "style", "title"})  # what stands in them is no markup

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,30})")
_IN_TAG = re.compile(r"""=\s*(["'])|>""")
_RAW_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _RAW}
_SPACE = re.compile(r"\s+")
_LONG_NUMBER = re.compile(r"&#[0-9]{8,}")  # no character has one; Python refuses to read it


def words_of_html(text: str) -> str:
    """The plain words, one line for each block that has any."""
    lines = (" ".join(line.split()) for line in "".join(_Reader(text).read()).split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader:
    """Walks over the text once; whatever is not closed goes to the end, as in a browser."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._unseen = text, 0, 0
        self._found: list[str] = []

    def read(self) -> list[str]:
        while self._at < len(self._text):
            opening = self._text.find("<", self._at)
            if opening < 0:
                opening = len(self._text)
            self._say(self._text[self._at : opening])
            self._at = opening
            self._markup()
        return self._found

    def _say(self, words: str) -> None:
        if words and not self._unseen:
            self._found.append(_SPACE.sub(" ", html.unescape(_LONG_NUMBER.sub("&#65533", words))))

    def _markup(self) -> None:
        tag = _TAG.match(self._text, self._at)
        if tag is not None:
            self._tag(tag)
        elif self._text.startswith("<!--", self._at):
            self._past("-->", 4)
        elif self._text.startswith(("<!", "<?", "</"), self._at):
            self._past(">", 2)
        elif self._at < len(self._text):  # a bare "<", as in "5 < 6"
            self._say("<")
            self._at += 1

    def _past(self, end: str, skip: int) -> None:
        found = self._text.find(end, self._at + skip)
        self._at = len(self._text) if found < 0 else found + len(end)

    def _tag(self, tag: re.Match[str]) -> None:
        name, closes = tag.group(1).lower(), tag.group().startswith("</")
        self._at = self._end_of_tag(tag.end())
        if name in _BREAKS and not self._unseen:
            self._found.append("\n")
        if name in _RAW and not closes:
            end = _RAW_END[name].search(self._text, self._at)
            self._at = end.start() if end else len(self._text)
        elif name in _UNSEEN:
            self._unseen = max(0, self._unseen - 1) if closes else self._unseen + 1
        elif name == "body":  # a head that was never closed ends here
            self._unseen = 0

    def _end_of_tag(self, at: int) -> int:
        """Where the tag is over; a ">" inside a quoted value does not end it."""
        while mark := _IN_TAG.search(self._text, at):
            if mark.group() == ">":
                return mark.end()
            at = self._text.find(mark.group(1), mark.end()) + 1
            if at == 0:
                break
        return len(self._text)
