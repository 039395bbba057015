"""The words that ask, and who is to do what by them: "could you give" asks, "we can give" does not.

Each says how sure it is that what stands behind it is asked for: 0 that it is not, None that it says nothing here.
"""

from collections.abc import Callable

from domain.memory.asking import lists
from domain.memory.asking.talk import Sentence, Talk
from domain.memory.extract.cores import COMMA
from domain.memory.extract.topics import Mention

FAR = 14  # cores before a verb that are looked at for who is to do it
DIRECT, INDIRECT, CLIPPED, WEAK = 0.95, 0.85, 0.8, 0.75

Says = Callable[[Talk, int, Mention, Sentence], float | None]


def lead(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """What a core says as a word that asks."""
    word = talk.lows[at]
    for kind, says in SAYS:
        if word in kind:
            sure = says(talk, at, mention, sentence)
            if sure is not None:
                return sure
    return None


def _beg(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "Proszę o": not "proszę pani," (so a person is spoken to), nor "proszę czekać" (something else is asked)."""
    after = talk.said(at + 1, at + 2)
    if after in (["pana"], ["pani"], ["panstwa"]) and talk.words.gap(at + 2) == COMMA:
        return None
    if after and after[0].endswith("c") and len(after[0]) > 3 and after[0] not in lists.GIVE | lists.LEARN:
        return None
    return 0.0 if _denied(talk, at, sentence) else DIRECT


def _denied(talk: Talk, at: int, sentence: Sentence) -> bool:
    return not lists.NEVER.isdisjoint(talk.lows[max(sentence.low, at - 2) : at])


def _give(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "could you give", "please confirm", "I need you to verify", and bare "confirm": not "we can provide"."""
    lows, end = talk.lows, mention.end
    if end < len(lows) and talk.words.gap(end) < COMMA and lows[end] in lists.FINITE:
        return 0.0  # "please confirm your address is": it is read back
    plain = True  # nothing but adverbs so far: a bidding
    for back in range(at - 1, max(sentence.low - 1, at - FAR), -1):
        if talk.words.gap(back + 1) >= COMMA and plain:
            return INDIRECT
        sure = _doer(talk, back, at, mention, sentence)
        if sure is not None:
            return sure
        plain = plain and (lows[back] in talk.adverbs or lows[back] in lists.GIVE)
    return INDIRECT if plain else 0.0


def _doer(talk: Talk, back: int, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """Whom a word before a verb of giving makes do it."""
    lows, word = talk.lows, talk.lows[back]
    if word in lists.NEVER and at - back <= 3:
        return 0.0
    if word in lists.PLEASE or word in lists.BEG:
        return DIRECT
    if word in lists.YOU:
        wish = not lists.WISH.isdisjoint(lows[back:at]) and lists.THEM.isdisjoint(lows[at : mention.start])
        return 0.0 if wish or (back > sentence.low and lows[back - 1] in lists.PAST) else DIRECT
    if word in lists.THEM and lows[back + 1] == "to":
        return 0.0
    wants = word in lists.WANT_POLISH or (word in talk.we and not lists.WANTS.isdisjoint(lows[back:at]))
    if wants or word in talk.we:
        return INDIRECT if wants and lows[at] in lists.CHECKS else 0.0
    return None


def _bidden(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "Podaj", "podasz": the form itself bids."""
    return 0.0 if _denied(talk, at, sentence) else DIRECT


def _learn(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "Czy mogę poznać", "muszę znać": who wants to know it is we."""
    near = talk.lows[max(sentence.low, at - 4) : at]
    if talk.we.isdisjoint(near) and lists.WANTS.isdisjoint(near):
        return None
    return 0.0 if _denied(talk, at, sentence) else DIRECT


def _giving(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "would you mind telling", "start by getting": not "thank you for confirming"."""
    near = talk.lows[max(sentence.low, at - 4) : at]
    if not near:
        return None
    return 0.0 if lists.BEGIN.isdisjoint(near) else DIRECT


def _take(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "may I have", "can we get", "let me take", "I'd like to know": not "I have", "I can see"."""
    lows, low = talk.lows, sentence.low
    for back in range(at - 1, max(low - 1, at - 7), -1):
        word = lows[back]
        if word in lists.HELPS:
            return DIRECT
        if word in talk.we:
            asked = (back > low and lows[back - 1] in lists.MAY) or not lists.WONDER.isdisjoint(
                lows[max(low, back - 3) : back]
            )
            wants = not lists.WANTS.isdisjoint(lows[back + 1 : at])
            return DIRECT if asked else INDIRECT if wants else 0.0
        if word in lists.YOU or not (
            word in talk.adverbs or word in lists.MAY or word in lists.WANTS or word in lists.TAKE
        ):
            return None
    return None


def _need(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "we'll need": not "you need", "we don't need"."""
    lows, low = talk.lows, sentence.low
    near, after = lows[max(low, at - 3) : at], talk.said(at + 1, at + 2)
    if not lists.NEVER.isdisjoint(near) or "longer" in near:
        return 0.0
    back = at - 1
    while back > low and talk.words.gap(back + 1) < COMMA and (lows[back] in talk.adverbs or lows[back] in lists.SHALL):
        back -= 1
    doer = lows[back] if back >= low and talk.words.gap(back + 1) < COMMA else ""
    if doer in lists.YOU or after in (["pan"], ["panstwo"]) or (after == ["pani"] and lows[at] == "potrzebuje"):
        return 0.0
    if lows[at] in lists.NEED_ENGLISH and doer and doer not in talk.we | talk.adverbs | talk.joins | lists.SHALL:
        return 0.0  # the courier needs it
    return INDIRECT


def _what(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "what is your", "which", "jaki jest": right before it, but for "is" and the other things of a list."""
    lows = talk.lows
    if lows[at] == "brzmi" and "jak" not in lows[max(sentence.low, at - 3) : at]:
        return None
    if lows[at] in lists.WHAT_POLISH and mention.start == at + 1 and not sentence.questions:
        return None
    between = lows[at + 1 : mention.start]
    if any(inner in talk.mentions for inner in range(at + 1, mention.start)):
        return DIRECT
    return DIRECT if all(word in lists.LED_BY_WHAT or word in talk.joins for word in between) else None


def _hold(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "do you have", "can you remember", "if you know": not "you have"."""
    lows = talk.lows
    near = lows[max(sentence.low, at - 5) : at + 3]
    if lists.DO.isdisjoint(near) and not sentence.questions:
        return None
    if lows[at] not in lists.HOLD_POLISH and lists.YOU.isdisjoint(near[:-3]):
        return None
    if sentence.questions:
        return INDIRECT
    offered = not lists.THEN_WE.isdisjoint(lows[mention.end : sentence.high])
    return WEAK if offered and not {"if", "whether"}.isdisjoint(near) else 0.0


def _about(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "what about your", "how about your"."""
    return INDIRECT if talk.said(at - 1, at) in (["what"], ["how"]) and sentence.questions else None


def _quoting(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "Please reply quoting your order number"."""
    before = talk.lows[sentence.low : at][-FAR:]
    return None if lists.PLEASE.isdisjoint(before) else DIRECT


def _without(talk: Talk, at: int, mention: Mention, sentence: Sentence) -> float | None:
    """ "I cannot find it without your order number"."""
    return None if lists.CANNOT.isdisjoint(talk.lows[sentence.low : sentence.high][:60]) else WEAK


SAYS: tuple[tuple[frozenset[str], Says], ...] = (
    (lists.BEG, _beg), (lists.GIVE, _give), (lists.BIDDEN, _bidden), (lists.LEARN, _learn), (lists.GIVING, _giving), (lists.QUOTING, _quoting),
    (lists.TAKE, _take),
    (lists.NEED, _need), (lists.WHAT, _what), (lists.HOLD, _hold), (frozenset(("about",)), _about), (frozenset(("without", "bez")), _without),
)  # fmt: skip
