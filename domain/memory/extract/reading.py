"""What one text tells: forms that speak for themselves, values beside the word for them, bare answers to what was asked."""

import re
from bisect import bisect_right

from domain.identity.likeness.spoken_dates import parts_of
from domain.memory.extract import shapes
from domain.memory.extract.bare import bare_words
from domain.memory.extract.cores import COMMA, END, NONE, Words
from domain.memory.extract.finding import HIDDEN, SECRETS, Finding
from domain.memory.extract.norms import norm_of
from domain.memory.extract.stops import listed
from domain.memory.extract.topics import Mention, asked_in, mentions_of

LONGEST = 20_000  # characters read of one item: a letter, not a novel
MOST = 100  # findings of one text: nobody tells more of themselves
_FILLERS = listed("""
is was it's its it to are the my a an for no nr number id as = i think either should be still here would with of and on ending
jest mój moja moje mam numer numerem o brzmi będzie podaję to
""")  # fmt: skip
_BEHIND = frozenset(("is", "was", "my", "the", "to", "jest", "mój", "moje", "moja", "for"))
_NEAR = 4  # words between the name of a fact and its value
_BULLETS = re.compile(r"\bpin\b[^\n•]{0,20}(?P<v>•[• ]{2,9}•)", re.IGNORECASE)
_BORN_AFTER = 40  # characters between the word for a birth date and the date
_POSTCODE_AFTER = 60  # characters behind a street in which its postcode stands
_IN_ADDRESS = re.compile(
    rf"(?<![\w-])(?:\d{{5}}(?:-\d{{4}})?|\d{{2}}-\d{{3}}|{shapes.BRITISH.pattern})(?![\w-])", re.IGNORECASE
)
_POLISH_TOWN = re.compile(r"(?<![\w-])\d{2}-\d{3}(?= [^\W\d_]{3,})(?![\w-])")
_HAS_DIGIT = re.compile(r"[\d•]")
_DATED = ("birth_date",)
_LOOSE = (
    "username",
    "postcode",
    "phone",
    "pin",
)  # account and order numbers have no small letters, unless named beside


class Reading:
    """Reads one text. `wanted` are the keys that were asked for; what is left of them afterwards was not answered.

    `both`: the text holds two speakers, so that it asks and answers.
    """

    def __init__(self, text: str, wanted: tuple[str, ...], both: bool) -> None:
        self.text = text[:LONGEST]
        self.words = Words(self.text)
        self.both = both
        self.open = wanted
        self.wanted = list(wanted)
        self.asked_anew = False
        self.found: list[Finding] = []
        self.taken: list[tuple[int, int]] = []  # spans of characters
        self.mentions = mentions_of(self.words)
        self.asks = asked_in(self.words, self.mentions) if both else []
        self.asking = {end for end, _ in self.asks}
        self.keys = {*wanted, *(key for mention in self.mentions.values() for key in mention.keys)}

    def read(self) -> list[Finding]:
        """Everything the rules find, in the order it stands."""
        if _HAS_DIGIT.search(self.text):
            self._forms()
            self._addresses()
            if not self.keys.isdisjoint(_DATED):
                self._birth_dates()
            self._values()
        elif "@" in self.text:
            self._forms()
        bare_words(self)
        return sorted(self.found, key=lambda finding: finding.span)

    @property
    def left(self) -> tuple[str, ...]:
        """What was asked for and not told."""
        told = {finding.key for finding in self.found}
        return tuple(dict.fromkeys(key for key in ([key for _, key in self.asks] or self.open) if key not in told))

    def add(self, key: str, start: int, end: int, rule: str, confidence: float) -> None:
        """A value found, unless another one stands there already."""
        if len(self.taken) >= MOST or any(start < stop and begun < end for begun, stop in self.taken):
            return
        value = self.text[start:end]
        self.taken.append((start, end))
        if key in self.wanted:
            self.wanted.remove(key)
        shown = HIDDEN if key in SECRETS else value
        self.found.append(
            Finding(key=key, value=shown, norm=norm_of(key, value), span=(start, end), rule=rule, confidence=confidence))  # fmt: skip

    # ---- forms that need no word beside them -------------------------------------------------------------------------

    def _forms(self) -> None:
        for match in _BULLETS.finditer(self.text) if "•" in self.text else ():
            self.add("pin", *match.span("v"), "pin-told.1", 0.95)
        for key, start, end, rule, confidence in shapes.forms_of(self.text):
            other = self._label_before(start) if key == "phone" else None
            if other is not None and other != key:
                if other:
                    self.add(other, start, end, "told-beside.1", 0.9)
                continue
            self.add(key, start, end, rule, confidence)

    def _label_before(self, start: int) -> str | None:
        """The number that a run of digits is by the words beside it, where these name another one than a phone."""
        at = _core_at(self.words, start)
        label = self._label(at)
        return (
            label.keys[-1]
            if label is not None and label.keys[-1] in ("", "order_no", "account_no", "customer_no", "phone")
            else None
        )

    def _addresses(self) -> None:
        for match in shapes.STREET.finditer(self.text):
            self.add("address", *match.span(), "street.1", 0.85)
            code = _IN_ADDRESS.search(self.text, match.end(), match.end() + _POSTCODE_AFTER)
            if code:
                self.add("postcode", *code.span(), "postcode-of-street.1", 0.9)
        for match in _POLISH_TOWN.finditer(self.text):
            self.add("postcode", *match.span(), "postcode-of-town.1", 0.9)
        if not self.keys.isdisjoint(("postcode", "address")):
            for match in shapes.BRITISH.finditer(self.text):
                self.add("postcode", *match.span(), "postcode-written.1", 0.9)

    def _birth_dates(self) -> None:
        marks = [self.words.ends[each.end - 1] for each in self.mentions.values() if "birth_date" in each.keys]
        for pattern in (shapes.DATE, shapes.WRITTEN_DATE):
            for match in pattern.finditer(self.text):
                start, end = match.span()
                beside = any(0 <= start - mark <= _BORN_AFTER for mark in marks)
                if (beside or "birth_date" in self.wanted) and (not match[0].isdigit() or parts_of(match[0])):
                    self.add("birth_date", start, end, "birth-date.1", 0.9)
                    break

    # ---- values beside a word, and answers ---------------------------------------------------------------------------

    def _values(self) -> None:
        words, asks, at = self.words, list(self.asks), 0
        while at < len(words):
            while asks and asks[0][0] <= at:
                self._want(asks.pop(0)[1])
            end = at + 1
            if at not in self.mentions and _may_be_value(words.raw(at)):
                end = _group_end(words, at)
                self._value(at, end)
            at = end

    def _want(self, key: str) -> None:
        if not self.asked_anew:  # the last question counts
            self.asked_anew = True
            self.wanted = []
        if key not in self.wanted:
            self.wanted.append(key)

    def _value(self, at: int, end: int) -> None:
        start, stop = self.words.starts[at], self.words.ends[end - 1]
        if any(start < until and begun < stop for begun, until in self.taken):
            return
        core = self.text[start:stop].replace(" ", "")
        if len(core) > 3 and shapes.DATE.fullmatch(core) and not core.isdigit():
            return
        key, rule = self._chosen(at, end, core)
        if key:
            self.add(key, start, stop, rule, 0.95 if rule == "told-beside.1" else 0.9)

    def _chosen(self, at: int, end: int, core: str) -> tuple[str, str]:
        label, behind = self._label(at), self._behind(end, core)
        if label is not None:
            for key in label.keys:
                if key in shapes.FITS and shapes.FITS[key](core) and (len(label.keys) == 1 or self._not_yet(key)):
                    return key, "told-beside.1"
            if label.keys == ("",):
                return "", ""
        if behind:
            return behind, "told-beside.1"
        if "postcode" in self.wanted and shapes.FITS["postcode"](core):
            return "postcode", "answered.1"
        fitting = [key for key in self.wanted if key in shapes.FITS and shapes.FITS[key](core)]
        if len(fitting) > 1 and "username" in fitting and not core.isupper():
            return "username", "answered.1"
        return fitting[0] if fitting and (
            fitting[0] in _LOOSE or core.isupper() or core.isdigit() or not core.isalnum()
        ) else "", "answered.1"

    def _not_yet(self, key: str) -> bool:
        return not any(finding.key == key for finding in self.found)

    def _label(self, at: int) -> Mention | None:
        """The topic named just before a core, with nothing but a few words between."""
        words = self.words
        for back in range(at - 1, max(-1, at - 2 - _NEAR - 3), -1):
            if words.gap(back + 1) >= END:
                return None
            mention = next((self.mentions[each] for each in range(max(0, back - 4), back + 1)
                            if each in self.mentions and self.mentions[each].end == back + 1), None)  # fmt: skip
            if mention is not None and mention.end in self.asking:
                return None
            if mention is not None:
                between = words.lows[mention.end : at]
                strange = sum(low not in _FILLERS for low in between)
                return (
                    mention if strange == 0 or (not mention.weak and strange <= 2 and len(between) <= _NEAR) else None
                )
            if words.lows[back] not in _FILLERS and any(map(str.isdigit, words.lows[back])):
                return None
        return None

    def _behind(self, end: int, core: str) -> str:
        """The key named just behind a value: "4815 is my pin", "90210 zip"."""
        words = self.words
        for at in range(end, min(len(words), end + 3)):
            if words.gap(at) >= COMMA:
                return ""
            mention = self.mentions.get(at)
            if mention is not None:
                fits = [key for key in mention.keys if key in shapes.FITS and shapes.FITS[key](core)]
                told_next = at == end and words.gap(mention.end) == COMMA and ":" in words.tail(mention.end - 1)
                follows = (
                    mention.end < len(words)
                    and words.gap(mention.end) == NONE
                    and _may_be_value(words.raw(mention.end))
                )
                return fits[0] if fits and not mention.weak and not told_next and not (at == end and follows) else ""
            if words.lows[at] not in _BEHIND:
                return ""
        return ""


def _may_be_value(raw: str) -> bool:
    return any(map(str.isdigit, raw)) or "•" in raw or (len(raw) >= 8 and raw.isupper()) or "_" in raw


def _group_end(words: Words, at: int) -> int:
    """The end of digits said in groups: "1234 5678 901"."""
    end = at + 1
    if words.raw(at).isdigit() and len(words.raw(at)) <= 4:
        while end < len(words) and words.gap(end) == NONE and words.raw(end).isdigit() and len(words.raw(end)) <= 4:
            end += 1
    return end


def _core_at(words: Words, start: int) -> int:
    """The core in which a character stands."""
    return max(0, bisect_right(words.starts, start + 1) - 1)
