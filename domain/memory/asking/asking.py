"""Whether a text asks for a fact that it names: one look back from the name, so that the cost is linear.

"May I have your full name, account number and PIN?": from each name back over what may stand between, over the list it
stands in, to the words that ask.
"""

from domain.memory.asking import lists
from domain.memory.asking.leads import CLIPPED, DIRECT, FAR, INDIRECT, lead
from domain.memory.asking.talk import Sentence, Talk
from domain.memory.extract.cores import COMMA, END
from domain.memory.extract.topics import Mention

Found = tuple[int, float] | None  # the core at which the asking begins, and how sure it is

_PLACED = frozenset(
    ("name", "address", "phone", "email", "postcode")
)  # of a place or a thing, where it does not say whose
_STRANGERS, _STRANGERS_BEGGED = 3, 8  # words beside names of facts in a sentence without a verb
_DOES = frozenset(
    ("i", "we", "to", "i'll", "we'll", "can", "could", "shall", "should", "will", "may", "and", "or", "just")
)
_WHOM = (["you"], ["him"], ["her"], ["them"], ["it"], ["us"], ["me"])
_OWN = ("what's", "customer's", "account's", "mother's", "pet's")


def asks(talk: Talk, mention: Mention) -> Found:
    """Whether this is asked for."""
    if _is_other(talk, mention) or _value_follows(talk, mention):
        return None
    sentence = talk.sentence(mention)
    found = (
        _led_to(talk, mention, sentence)
        or _clipped(talk, mention, sentence)
        or _ends_asking(talk, mention, sentence)
        or _lacked(talk, mention, sentence)
    )
    if found is None or _is_the_thing(talk, mention, found[0]):
        return None
    return found


# ---- what is named -----------------------------------------------------------------------------------------------------


def _is_other(talk: Talk, mention: Mention) -> bool:
    """Somebody else's, a shop's, or another one than that which was told."""
    words, at, end = talk.words, mention.start, mention.end
    before = talk.lows[at - 1] if at and words.gap(at) < COMMA else ""
    if before in lists.OF_OTHERS and (before != "its" or "order_no" not in mention.keys):
        return True
    if before.endswith(("'s", "s'")) and before not in _OWN:
        return True
    after = talk.lows[end : end + 3]
    if talk.lows[at] == "name" and after[:1] in (["the"], ["a"], ["your"]) and words.gap(end) < COMMA:  # "name the day"
        return True
    if before in _DOES and after[:1] in _WHOM and words.gap(end) < COMMA:  # "shall I email you the label?"
        return True
    if not lists.OTHER_ONE.isdisjoint(talk.said(at - 3, at)):
        return True
    if not lists.OF_PLACES.isdisjoint(after) and all(words.gap(each) < COMMA for each in range(end, end + len(after))):
        return True
    placed = after[:1] in (["of"], ["for"]) and not _PLACED.isdisjoint(mention.keys)
    return placed and lists.OF_OWN.isdisjoint(after[1:])


def _value_follows(talk: Talk, mention: Mention) -> bool:
    """The value stands beside it: it is read back, not asked for."""
    lows, words = talk.lows, talk.words
    for at in range(mention.end, min(len(lows), mention.end + 4)):
        low = lows[at]
        if words.gap(at) >= END or low in lists.EXAMPLES or at in talk.mentions:
            return False
        digits = sum(map(str.isdigit, low))
        if "@" in low or digits >= 3 or (digits and words.gap(at) == COMMA and ":" in words.tail(at - 1)):
            return True
    return False


def _is_the_thing(talk: Talk, mention: Mention, start: int) -> bool:
    """ "Do you have your phone with you?", "can you send an e-mail?": the thing itself, not its number or address."""
    low, asked = talk.lows[mention.start], talk.lows[start : mention.start]
    if mention.end - mention.start > 1 or not asked:
        return False
    if low in lists.BARE_PHONES:
        held = not lists.HOLD.isdisjoint(asked) and lists.TAKE.isdisjoint({*asked} - {"have", "know"})
        return held or not lists.WHAT.isdisjoint(asked) or asked[-1] in ("a", "an", "the")
    if low in lists.BARE_MAILS:
        return asked[-1] in lists.NOT_THE_ADDRESS and lists.WHAT.isdisjoint(asked)
    return low == "address" and asked[-1] in lists.NOT_THE_ADDRESS - {"the"} and lists.WHAT.isdisjoint(asked)


# ---- what leads to it --------------------------------------------------------------------------------------------------


def _led_to(talk: Talk, mention: Mention, sentence: Sentence) -> Found:
    """Go back to the words that ask: first over what belongs to the name, then over the list before it."""
    words, lows = talk.words, talk.lows
    at, listing, stop = mention.start - 1, words.gap(mention.start) == COMMA, max(sentence.low, mention.start - 8 - FAR)
    while at >= stop:
        other = talk.ends_at.get(at + 1)
        if other is not None:
            at, listing = other.start - 1, True
            continue
        sure = lead(talk, at, mention, sentence)
        if sure is not None:
            return (_from(talk, at, sentence), sure) if sure else None
        word = lows[at]
        if word in talk.joins or words.gap(at) == COMMA:
            listing = True
        elif not (word in lists.BETWEEN or _links(talk, at)) and (not listing or word in lists.CLAUSE):
            return None
        at -= 1
    return None


def _links(talk: Talk, at: int) -> bool:
    """ "the answer to", "the spelling of", "ask for": words that tie a request to the name of what it is for."""
    word, before = talk.lows[at], talk.lows[at - 1] if at else ""
    if word in ("of", "to", "for"):
        return before in lists.LINKED[word]
    return word in lists.LINKS


def _from(talk: Talk, at: int, sentence: Sentence) -> int:
    """Where the asking begins: at the verb's own "could you please"."""
    first = max(sentence.low, at - FAR)
    while (
        at > first
        and talk.words.gap(at) < COMMA
        and (talk.lows[at - 1] in lists.OPENING or talk.lows[at - 1] in talk.we)
    ):
        at -= 1
    return at


# ---- without words that ask --------------------------------------------------------------------------------------------


def _clipped(talk: Talk, mention: Mention, sentence: Sentence) -> Found:
    """ "Account number?", "And your first name, please.", "Full name and PIN": nothing but names in the sentence."""
    strangers = sentence.strangers
    if strangers is None:
        return None
    near = talk.lows[max(sentence.low, mention.start - 3) : min(sentence.high, mention.end + FAR)]
    begged = not lists.PLEASE.isdisjoint(near) or (sentence.alone and not strangers)
    if not begged and not sentence.questions:
        return None
    most = _STRANGERS_BEGGED if begged or "your" in near else _STRANGERS
    return (mention.start, CLIPPED) if strangers <= most else None


def _ends_asking(talk: Talk, mention: Mention, sentence: Sentence) -> Found:
    """ "And your name is?", "your date of birth is required", "numer zamówienia proszę", "an order number you can give"."""
    words, end = talk.words, mention.end
    after = talk.lows[end : min(sentence.high, end + 4)]
    if not after:
        return _tagged_on(talk, mention, sentence)
    if (
        after[0] in lists.WHENEVER
        and words.gap(end) == COMMA
        and lists.COMPANIONS.issuperset(talk.lows[sentence.low : mention.start])
    ):
        return mention.start, CLIPPED  # "your account number, when you're ready"
    if after in (["is"], ["was"], ["to"]) and sentence.questions:
        return mention.start, INDIRECT
    if after[0] in lists.ARE and not lists.WANTED.isdisjoint(after):
        return (mention.start, CLIPPED) if lists.NEVER.isdisjoint(after) else None
    if after[0] == "you" and sentence.questions and not lists.CAN.isdisjoint(after[1:2]):
        return mention.start, INDIRECT
    begs = next((at for at, word in enumerate(after) if word in lists.BEG), None)
    return (mention.start, INDIRECT) if begs is not None and words.gap(end + begs + 1) >= COMMA else None


def _tagged_on(talk: Talk, mention: Mention, sentence: Sentence) -> Found:
    """ "…, and your postcode?" at the end of a sentence about something else."""
    at = mention.start - 1
    if not sentence.questions or at < sentence.low or talk.lows[at] != "your":
        return None
    joined = talk.words.gap(at) == COMMA or talk.said(at - 1, at) in (["and"], ["or"])
    return (mention.start, CLIPPED) if joined else None


def _lacked(talk: Talk, mention: Mention, sentence: Sentence) -> Found:
    """ "I can't see your order number, could you send it?": what is not there, and a plea for it in the same sentence."""
    bare = mention.end - mention.start == 1 and talk.lows[mention.start] in lists.BARE_PHONES | lists.BARE_MAILS
    if bare or lists.LACKED.isdisjoint(talk.lows[max(sentence.low, mention.start - FAR) : mention.start]):
        return None
    after = talk.lows[mention.end : min(sentence.high, mention.end + FAR)]
    for at, word in enumerate(after):
        if word in lists.FOR_IT:
            near = after[max(0, at - 4) : at + 3]
            if not lists.PLEADED.isdisjoint(near) or (after[at - 2 : at] == ["what", "is"] and sentence.questions):
                return mention.start, INDIRECT
    return None


__all__ = ["DIRECT", "asks"]
