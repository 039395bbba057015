"""A text as the guard reads it: its cores, the facts it names, and its sentences, each looked at once."""

import msgspec

from domain.memory.asking import lists
from domain.memory.asking.naming import named_in
from domain.memory.extract.cores import END, QUESTION, Words
from domain.memory.extract.topics import Mention


class Sentence(msgspec.Struct, frozen=True):
    """From one core up to another (exclusive). `questions`: it ends as a question.

    `strangers`: how many words it has beside names of facts and what belongs to them; None where one of them is a verb,
    so that it is more than a list of names. `alone`: it is the whole text.
    """

    low: int
    high: int
    questions: bool
    strangers: int | None
    alone: bool


class Talk:
    """One text. `mentions` by the core they start at, `ends_at` by the core behind them."""

    def __init__(self, words: Words) -> None:
        self.words, self.lows = words, words.plain
        self.mentions = named_in(words)
        self.ends_at = {mention.end: mention for mention in self.mentions.values()}
        polish = not lists.POLISH.isdisjoint(self.lows)  # there "i" is "and", and "a" is "but"
        self._polish = polish
        self.we = lists.US - {"i"} if polish else lists.US
        self.adverbs = lists.ADVERBS if polish else lists.ADVERBS - {"i", "a"}
        self.joins = lists.JOINS if polish else lists.JOINS - {"i", "a"}
        self._starts = [at for at, gap in enumerate(words.gaps) if gap >= END or not at]
        self._sentences: dict[int, Sentence] = {}
        self._marked = any(mark in words.text for mark in ".?!")
        self._number = 0

    def sentence(self, mention: Mention) -> Sentence:
        """The one a fact is named in. Asked for in the order of the text."""
        starts = self._starts
        while self._number + 1 < len(starts) and starts[self._number + 1] <= mention.start:
            self._number += 1
        low = starts[self._number]
        found = self._sentences.get(low)
        if found is None:
            high = starts[self._number + 1] if self._number + 1 < len(starts) else len(self.lows)
            found = self._sentences[low] = Sentence(low, high, self._questions(low, high), *self._strangers(low, high))
        return found

    def said(self, at: int, end: int) -> list[str]:
        """The cores of a stretch; one that starts before the text is cut."""
        return self.lows[max(0, at) : end]

    def _questions(self, low: int, high: int) -> bool:
        if not self._marked:
            return self._opens_asking(low, high)
        if high < len(self.lows):
            return self.words.gap(high) == QUESTION
        return "?" in self.words.tail(high - 1)

    def _strangers(self, low: int, high: int) -> tuple[int | None, bool]:
        count, at = 0, low
        while at < high:
            mention = self.mentions.get(at)
            word = self.lows[at]
            if (mention is None and word not in lists.COMPANIONS) or word in lists.VERBS:
                if word in lists.VERBS or word in lists.DOING or word in lists.CLAUSE or self._is_infinitive(at):
                    return None, False
                count += 1
            at = mention.end if mention is not None else at + 1
        return count, low == 0 and high == len(self.lows)

    def _opens_asking(self, low: int, high: int) -> bool:
        """Where nobody writes a mark: "do you have …", "ma pani …", "na jaki adres …"."""
        at = low
        while at < high and (self.lows[at] in lists.BESIDE or self.lows[at] in self.adverbs) and self.lows[at] != "czy":
            at += 1
        first = self.lows[at : at + 2]
        if not first or (first[0] in lists.OPENS_QUESTION and first[1:] != ["to"]):
            return bool(first)
        turned = first[0] in lists.HOLD_POLISH or first[0][-1:] in "aei"
        return first[1:] != [] and (
            first[1] in lists.WHAT or (turned and first[1] in lists.SPEAKERS and first[0] not in lists.PLEASE)
        )

    def _is_infinitive(self, at: int) -> bool:
        """ "zmienić", "zmienic": a Polish verb."""
        return self.words.lows[at].endswith("ć") or (
            self._polish and self.lows[at].endswith(("ic", "yc", "ac", "ec", "uc"))
        )
