"""What one text tells: forms that speak for themselves, values beside the word for them, bare answers to what was asked."""

import re

from domain.memory.extract import amounts, needs, products, shapes, spoken, times
from domain.memory.extract.bare import bare_words
from domain.memory.extract.finding import Finding
from domain.memory.extract.places import found_at
from domain.memory.extract.stops import LEADS, STOPS
from domain.memory.extract.text import Text
from domain.memory.extract.values import is_dated, number_label, told_values

_BULLETS = re.compile(r"\bpin\b[^\n•]{0,20}(?P<v>•[• ]{2,80}•)", re.IGNORECASE)
_CODE_OF_LETTERS = re.compile(r"(?=[A-Z])(?<!\w)[A-Z]{8}")
_BORN_AFTER = 40  # characters between the word for a birth date and the date
_SHOP_BEFORE = 40  # characters before a street in which it may be called a shop's
_POSTCODE_AFTER = 60  # characters behind a street in which its postcode stands
_FLAT = 20  # characters before a street in which its flat may stand
_FLAT_BEFORE = re.compile(r"(?<!\w)(?:flat|apartment|apt|unit|suite)\.? ?#?\d{1,4}[a-z]?,? $", re.IGNORECASE)
_IN_ADDRESS = re.compile(
    rf"(?<![\w-])(?:\d{{5}}(?:-\d{{4}})?|\d{{2}}-\d{{3}}|{shapes.BRITISH.pattern})(?![\w-])", re.IGNORECASE
)
_POLISH_TOWN = re.compile(r"(?=\d)(?<![\w-])\d{2}-\d{3}(?= [^\W\d_]{3,})(?![\w-])")


class Reading(Text):
    """Reads one text."""

    __slots__ = ()

    def read(self) -> list[Finding]:
        """Everything the rules find, in the order it stands."""
        if self.digits:
            self._forms()
            self._addresses()
            if "birth_date" in self.keys:
                self._birth_dates()
            amounts.written(self)
            products.numbered(self)
            told_values(self)
        else:
            if "@" in self.text:
                self._forms()
            if _CODE_OF_LETTERS.search(self.text):
                told_values(self)
        spoken.said(self)
        bare_words(self)
        times.told(self, self.digits)
        products.named(self)
        needs.told(self)
        return self.in_order()

    def read_of_shop(self) -> list[Finding]:
        """What the shop's own words may tell: values that stand in them, nothing of a person."""
        if self.digits:
            self._forms()
            amounts.written(self)
            products.numbered(self)
            told_values(self)
        times.told(self, self.digits)
        products.named(self)
        return self.in_order()

    def _forms(self) -> None:
        for match in _BULLETS.finditer(self.text) if "•" in self.text else ():
            self.add("pin", *match.span("v"), "pin-told.2", 0.95)
        shaped = self.told.shop.shaped
        for match in shaped.finditer(self.text) if shaped is not None else ():
            key = self.told.shop.key_of(match[0])
            if key:
                self.add(key, *match.span(), "shaped.1", 0.95)
        for key, start, end, rule, confidence in shapes.forms_of(self.text):
            other = number_label(self, start) if key == "phone" else None
            if other is not None and other != key:
                if other:
                    self.add(other, start, end, "told-beside.3", 0.9)
                continue
            self.add(key, start, end, rule, confidence)

    def _addresses(self) -> None:
        for match in shapes.streets_in(self.text, self.lows, self.places):
            if shapes.OF_A_SHOP.search(self.text, max(0, match.start() - _SHOP_BEFORE), match.start()):
                continue  # "your store on …"
            flat = _FLAT_BEFORE.search(self.text, max(0, match.start() - _FLAT), match.start())
            start = flat.start() if flat is not None else match.start()
            self.add("address", start, match.end(), "street.3", 0.85)
            code = _IN_ADDRESS.search(self.text, match.end(), match.end() + _POSTCODE_AFTER)
            if code:
                self.add("postcode", *code.span(), "postcode-of-street.2", 0.9)
        self._bare_street()
        if any(each.key == "address" for each in self.found):
            for match in found_at(shapes.POLISH_CODE, self.text, self.places):
                self.add("postcode", *match.span(), "postcode-of-street.2", 0.85)
        for match in found_at(_POLISH_TOWN, self.text, self.places) if "-" in self.text else ():
            self.add("postcode", *match.span(), "postcode-of-town.1", 0.9)
        if not self.keys.isdisjoint(("postcode", "address")):
            for match in shapes.BRITISH.finditer(self.text):
                self.add("postcode", *match.span(), "postcode-written.1", 0.9)

    def _bare_street(self) -> None:
        """ "Mieszkam na Długiej 12"; in an answer also "Długa 12 m. 3" alone."""
        match = shapes.LIVING.search(self.text) if "ieszka" in self.text else None
        if match is None and "address" in self.wanted and not self.both:
            first = next((at for at, low in enumerate(self.words.lows) if low not in LEADS), len(self.words))
            bare = first < len(self.words) and self.words.lows[first] not in STOPS and first not in self.mentions
            match = shapes.ANSWERED.match(self.text, self.words.starts[first]) if bare else None
        if match is not None:
            self.add("address", *match.span("v"), "living-in.1", 0.8)

    def _birth_dates(self) -> None:
        marks = [self.words.ends[each.end - 1] for each in self.mentions.values() if "birth_date" in each.keys]
        for pattern in (shapes.DATE, shapes.WRITTEN_DATE):
            for match in pattern.finditer(self.text):
                start, end = match.span()
                beside = any(0 <= start - mark <= _BORN_AFTER for mark in marks)
                if (beside or "birth_date" in self.wanted) and is_dated(match[0]) and not self._is_todays(start):
                    self.add("birth_date", start, end, "birth-date.2", 0.9)
                    break

    def _is_todays(self, start: int) -> bool:
        """ "Today's date is 5/18/2026"."""
        at = self.core_at(start + 1)
        return any(low.startswith(("today", "dzis", "dziś")) for low in self.words.lows[max(0, at - 4) : at])
