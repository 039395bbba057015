"""Values beside a word that names them, and bare answers to what was asked for."""

import re

from domain.identity.likeness.spoken_dates import parts_of
from domain.memory.extract import corrections, shapes
from domain.memory.extract.cores import COMMA, END, NONE, Words
from domain.memory.extract.text import Text
from domain.memory.extract.topics import Mention
from domain.memory.unmarked import either_way

_SIGNED = re.compile(r"[\d•_]")
MOST = 200  # numbers and codes of one text that are looked at
_FILLERS = either_way("""
is was it's its it to are the my a an for no nr number id as = i think either should be still here would with of and on ending
jest mój moja moje mam numer numerem o brzmi będzie podaję to
""")  # fmt: skip
_BEHIND = either_way("is was as my the to jest mój moje moja for")
_NEAR = 4  # words between the name of a fact and its value
_LOOSE = (
    "username",
    "postcode",
    "phone",
    "pin",
)  # account and order numbers have no small letters, unless named beside
_BY_NAME = frozenset(("username", "account_no"))
_ACCOUNTS = frozenset(("account_no", "customer_no"))
_NEXT_VALUE = 8  # words in which the other one of two numbers follows
_GUESSES = either_way("either or try be maybe using albo lub może być")
_NAMED_BEFORE = 12  # words between the word for a secret and its dots
_CODE_OF_LETTERS = 8  # capitals alone are a code from this length on
_BANKING = frozenset(("bank", "balance", "saldo", "banku"))
# Source: UKE, Plan Numeracji Krajowej: the first two digits of public mobile networks.
_MOBILE = re.compile(r"(?:45|5[01379]|6[069]|7[2389]|88)\d{7}")
_OWN_NUMBER, _BARE_NUMBER = frozenset(("moj", "mojego")), frozenset(("nr", "numer", "numeru"))
_SPOKEN = 8  # words of a number that is dots by now
_DOTS = 8  # of a PIN
_PASSWORDS = ("hasł", "hasl", "passw", "passc", "passp")  # no fact: nobody is asked for it again
_LABELS = ("", "order_no", "account_no", "customer_no", "phone")


def told_values(text: Text) -> None:
    """Find them, in the order they stand."""
    words, asks, end, tried = text.words, list(text.asks), 0, 0
    for at in [at for at, low in enumerate(words.lows) if len(low) >= _CODE_OF_LETTERS or not low.isalpha()]:
        if at < end or at in text.mentions or not may_be_value(words.raw(at)):
            continue
        while asks and asks[0][0] <= at:
            _want(text, asks.pop(0)[1])
        end, tried = group_end(words, at), tried + 1
        _value(text, at, end)
        if tried >= MOST:
            break
    for place, key in asks:
        if place < len(words):
            _want(text, key)


def number_label(text: Text, start: int) -> str | None:
    """The number that a run of digits is by the words beside it, where these name one."""
    label = label_of(text, text.core_at(start + 1))
    return label.keys[-1] if label is not None and label.keys[-1] in _LABELS else None


def chosen(text: Text, at: int, end: int, core: str) -> tuple[str, str]:
    """The key of a value by what stands beside it, by what was asked for, or by what it corrects; and the rule."""
    if core[0] == "•" and core.strip("•") == "":
        return _of_dots(text, at, core)
    label, behind = label_of(text, at), _behind(text, end, core)
    if label is not None:
        for key in label.keys:
            if key in shapes.FITS and shapes.FITS[key](core) and (len(label.keys) == 1 or not _told(text, key)):
                return key, "told-beside.3"
        if label.keys == ("",):
            return "", ""
    if behind:
        return behind, "told-beside.3"
    if "postcode" in text.wanted and shapes.FITS["postcode"](core):
        return "postcode", "answered.3"
    key = _answer(text, end, core)
    if key:
        return key, "answered.3"
    if text.corrected and corrections.corrects(text.words, text.corrected, at):
        return _corrected(text, core), "corrected.2"
    if _MOBILE.fullmatch(core) and not text.wanted and _is_to_be_called(text, at):
        return "phone", "to-be-called.1"
    return _beside_pin(text, at, core)


def _is_to_be_called(text: Text, at: int) -> bool:
    """ "Zadzwońcie pod 601000214", "moj nr to 601000214": the form of a Polish mobile number, and words that lead to one."""
    before = text.words.plain[max(0, at - _NEAR) : at]
    if any(low.startswith(("dzwon", "zadzwon", "oddzwon", "kontakt")) for low in before):
        return True
    return not _OWN_NUMBER.isdisjoint(before) and not _BARE_NUMBER.isdisjoint(before[-2:])


def label_of(text: Text, at: int) -> Mention | None:
    """The topic named just before a core, with nothing but a few words between."""
    lows, gaps = text.words.lows, text.words.gaps
    for back in range(at - 1, max(-1, at - 2 - _NEAR - 3), -1):
        if gaps[back + 1] >= END:
            return None
        mention = text.until.get(back + 1)
        if mention is not None and mention.end in text.asking:
            return None
        if mention is not None:
            between = lows[mention.end : at]
            strange = sum(low not in _FILLERS for low in between)
            return mention if strange == 0 or (not mention.weak and strange <= 2 and len(between) <= _NEAR) else None
        low = lows[back]
        if low not in _FILLERS and not low.isalpha() and any(map(str.isdigit, low)):
            return None
    return None


def may_be_value(raw: str) -> bool:
    """Whether a core may be a number or a code."""
    return _SIGNED.search(raw) is not None or (len(raw) >= _CODE_OF_LETTERS and raw.isupper())


def group_end(words: Words, at: int) -> int:
    """The end of digits said in groups: "1234 5678 901"."""
    end, lows = at + 1, words.lows
    if lows[at][0] == "•":  # a PIN said in words: each is dots by now
        while end < min(len(lows), at + _SPOKEN) and words.gaps[end] == NONE and lows[end].strip("•") == "":
            end += 1
        return end
    if len(lows[at]) <= 4 and lows[at].isdigit():
        while end < len(lows) and words.gaps[end] == NONE and len(lows[end]) <= 4 and lows[end].isdigit():
            end += 1
    return end


def _want(text: Text, key: str) -> None:
    if not text.asked_anew:  # the last question counts
        text.asked_anew = True
        text.wanted = []
    if key not in text.wanted:
        text.wanted.append(key)


def _value(text: Text, at: int, end: int) -> None:
    start, stop = text.words.starts[at], text.words.ends[end - 1]
    if not text.free(start, stop):
        return
    core = text.text[start:stop].replace(" ", "")
    if core[0] == "•" and len(core) > _DOTS:
        core = core[:_DOTS]
    if len(core) > 3 and shapes.DATE.fullmatch(core) and not core.isdigit():
        return
    if at and text.words.lows[at - 1] == "not" and not text.both:
        return  # "40817264, not 40817263"
    key, rule = chosen(text, at, end, core)
    if key == "username" and _is_shops(text, at):
        return
    if key:
        text.add(key, start, stop, rule, {"told-beside.3": 0.95, "beside-pin.1": 0.7}.get(rule, 0.9))


def _is_shops(text: Text, at: int) -> bool:
    """ "Your username is orla1" in a text of two speakers: the shop tells it."""
    label = label_of(text, at) if text.both else None
    return label is not None and text.words.lows[max(0, label.start - 1) : label.start] == ["your"]


def _told(text: Text, key: str) -> bool:
    return any(finding.key == key for finding in text.found)


def _answer(text: Text, end: int, core: str) -> str:
    """What a bare value answers of all that was asked for."""
    if shapes.NICK.fullmatch(core) and not _BY_NAME.isdisjoint(text.wanted):
        return "username"  # people give it where an account number was asked for
    shaped = text.told.shop.key_of(core) if text.told.shop.numbers else ""
    if shaped in text.wanted:
        return shaped
    fitting = [key for key in text.wanted if key in shapes.FITS and shapes.FITS[key](core)]
    if not fitting:
        return ""
    mixed = shapes.MIXED.fullmatch(core) is not None
    if mixed and "username" in fitting and ("account_no" in fitting or "account_no" in text.open):
        return "account_no"  # nobody is called so
    if len(fitting) > 1 and "username" in fitting and not core.isupper():
        return "username"
    if len(fitting) > 1 and "order_no" in fitting and _is_order_rather(text, end, core, fitting):
        return "order_no"
    key = next((each for each in fitting if each != "order_no"), "order_no") if mixed else fitting[0]
    return key if key in _LOOSE or core.isupper() or core.isdigit() or not core.isalnum() else ""


def _is_order_rather(text: Text, end: int, core: str, fitting: list[str]) -> bool:
    """Of two numbers given for an account and an order, the one of digits alone is the order's: orders are counted.

    Of a single one too: it stands in every letter of the shop.
    """
    if not core.isdigit() or _ACCOUNTS.isdisjoint(fitting):
        return False
    words = text.words
    for each in range(end, min(len(words), end + _NEXT_VALUE)):
        raw = words.raw(each)
        if shapes.digits_in(raw) >= 5 and "@" not in raw:
            return shapes.MIXED.fullmatch(raw) is not None
    return True


def _corrected(text: Text, core: str) -> str:
    """ "Order 8812093344, sorry, I meant 8812093345": the last told key that the value fits."""
    told = [finding.key for finding in reversed(text.found)] + list(text.told.recent)
    return next((key for key in told if key in shapes.FITS and shapes.FITS[key](core)), "")


def _beside_pin(text: Text, at: int, core: str) -> tuple[str, str]:
    """ "40817263, but I forgot my PIN" has an account number; "either 1234 or 4321" guesses a PIN that was asked for."""
    if (
        shapes.IN_DIGITS.fullmatch(core)
        and "phone" not in text.keys
        and ("pin" in text.keys or not _BANKING.isdisjoint(text.lows))
    ):
        return "account_no", "beside-pin.1"
    if shapes.GUESSED.fullmatch(core) and ("pin" in text.keys or "pin" in text.told.owed):
        before = text.words.lows[max(0, at - 2) : at]
        if before and before[-1] in _GUESSES and ("pin" in text.keys or "either" in text.lows or "or" in text.lows):
            return "pin", "pin-guessed.1"
    return "", ""


def _of_dots(text: Text, at: int, core: str) -> tuple[str, str]:
    """A secret that was recognised before it was stored: the one named last before it, or asked for."""
    for back in range(at - 1, max(-1, at - _NAMED_BEFORE), -1):
        keys = text.mentions[back].keys if back in text.mentions else ()
        if text.words.lows[back].startswith(_PASSWORDS):
            return "", ""
        if "security_answer" in keys:
            return "security_answer", "security-answer.3"
        if "pin" in keys:
            return ("pin", "pin-told.2") if shapes.FITS["pin"](core) else ("", "")
    if "security_answer" in text.wanted and "pin" not in text.wanted:
        return "security_answer", "security-answer.3"
    pin = shapes.FITS["pin"](core) and ("pin" in text.keys or "pin" in text.told.owed)
    return ("pin", "answered.3" if "pin" in text.wanted else "pin-told.2") if pin else ("", "")


def _behind(text: Text, end: int, core: str) -> str:
    """The key named just behind a value: "4815 is my pin", "90210 zip"."""
    words = text.words
    for at in range(end, min(len(words), end + 3)):
        if words.gap(at) >= COMMA:
            return ""
        mention = text.mentions.get(at)
        if mention is not None:
            fits = [key for key in mention.keys if key in shapes.FITS and shapes.FITS[key](core)]
            return fits[0] if fits and not mention.weak and not _names_the_next(words, mention, at == end) else ""
        if words.lows[at] not in _BEHIND:
            return ""
    return ""


def _names_the_next(words: Words, mention: Mention, adjacent: bool) -> bool:
    """ "K7TR20QXP4 my order id is 8812093344": the word belongs to the value behind it."""
    if adjacent and words.gap(mention.end) == COMMA and ":" in words.tail(mention.end - 1):
        return True
    if words.lows[mention.end : mention.end + 1] in (["is"], ["to"], ["jest"], ["are"]):
        return mention.end + 1 < len(words) and may_be_value(words.raw(mention.end + 1))
    follows = mention.end < len(words) and words.gap(mention.end) == NONE and may_be_value(words.raw(mention.end))
    return adjacent and follows


def is_dated(core: str) -> bool:
    """Whether a form of a date is a day of the calendar, where it has no marks between its parts."""
    return not core.isdigit() or parts_of(core) is not None
