"""Values that are bare words: names, user names, answers to security questions; they need a cue or a question."""

import re

from domain.memory.extract import known, names
from domain.memory.extract.cores import COMMA, END, Words
from domain.memory.extract.credentials import name_in_front
from domain.memory.extract.lettered import RULE, lettered_name
from domain.memory.extract.others import names_of_others
from domain.memory.extract.parted_names import name_in_parts
from domain.memory.extract.runs import name_run
from domain.memory.extract.stops import LEADS, STOPS
from domain.memory.extract.text import Text
from domain.memory.extract.topics import POLISH, Mention
from domain.memory.unmarked import either_way

_IS_CALLED = either_way("is was name named called to jest it's")
_NAMING = either_way("named called maiden wabił wabiła nazywał nazywała się")
_NOT_KNOWN = either_way(
    "don't dont can't cannot forgot forget remember remembered know idea clue nie pamiętam wiem zapomniałem zapomniałam"
)
_OF_ACCOUNT = either_way("on the my account order na koncie")
_NICK = re.compile(r"[a-z0-9_.]+")
PLACES = 8  # places in one text where an answer may begin
_LISTING = either_way("or and the your also please for this order first i oraz lub albo a proszę pana pani swoje")


def bare_words(text: Text) -> None:
    """Find them; forms and numbers come before."""
    if "username" in text.keys:
        _word_as_username(text)
    _secret_words(text)
    _names(text)


def _word_as_username(text: Text) -> None:
    """A user name without a digit: only right behind "username:" or "username is", or as the whole answer."""
    words = text.words
    if any(finding.key == "username" for finding in text.found):
        return
    for mention in text.mentions.values():
        own = mention.start and words.lows[mention.start - 1] in ("mój", "moj")
        at = mention.end + (
            words.lows[mention.end : mention.end + 1] in ((["is"], ["to"], ["jest"]) if own else (["is"],))
        )
        beside = (
            mention.keys == ("username",)
            and at < len(words)
            and (at > mention.end or ":" in words.tail(at - 1) or (mention.weak and mention.end - mention.start > 1))
        )
        if beside and words.gap(at) < END and _is_nick(words, at):
            text.add("username", words.starts[at], words.ends[at], "told-beside.3", 0.8)
            return
    at = next((each for each, low in enumerate(words.lows) if low not in LEADS), len(words))
    if "username" in text.wanted and not text.both and at == len(words) - 1 and _is_nick(words, at):
        text.add("username", words.starts[at], words.ends[at], "answered.3", 0.85)


def _secret_words(text: Text) -> None:
    if "security_answer" not in text.keys and not any(key == "security_answer" for _, key in text.asks):
        return
    words = text.words
    for mention in text.mentions.values():
        if "security_answer" in mention.keys:
            at = mention.end
            while at < min(len(words), mention.end + 3) and (words.lows[at] in _IS_CALLED or words.lows[at] in "123"):
                at += 1
            if words.gap(at) < END and (at > mention.end or ":" in words.tail(at - 1)):
                _secret_word(text, name_run(words, at, True), at)
    if "security_answer" in text.wanted and not text.both:
        unknown = not _NOT_KNOWN.isdisjoint(words.lows)
        for at in _places(text):
            name = names.answer(words, at, False, True, loose=at == 0 and not unknown)
            if name is not None and not (unknown and at == 0 and name.end - name.start > 1):
                _secret_word(text, name.end, name.start)
    if "security_answer" in text.keys and not text.both:
        _named_words(text)


def _named_words(text: Text) -> None:
    """ "I had a goldfish named Poppy", "Buddy was his name", "maiden name Smith", "I think it is Molly"."""
    words = text.words
    for at in range(1, len(words)):
        if not _is_secret_word(words, at):
            continue
        low = words.lows[at - 1]
        near = any(0 <= at - each.end <= 3 and "security_answer" in each.keys for each in text.mentions.values())
        named = low in _NAMING or (low in _IS_CALLED and (near or "security_answer" in text.wanted))
        behind = words.lows[at + 1 : at + 4] in (["was", "his", "name"], ["was", "her", "name"], ["is", "the", "name"])
        label = near and any(each.end == at for each in text.mentions.values())
        if behind or (words.gaps[at] < END and (named or label)):
            _secret_word(text, at + 1, at)


def _is_secret_word(words: Words, at: int) -> bool:
    low = words.lows[at]
    return words.capital(at) and len(low) > 2 and low.isalpha() and low not in STOPS and low not in LEADS


def _secret_word(text: Text, end: int | None, at: int) -> None:
    if end is not None:
        text.add("security_answer", text.words.starts[at], text.words.ends[end - 1], "security-answer.3", 0.85)


def _names(text: Text) -> None:
    asked = "name" in text.open or any(key == "name" for _, key in text.asks)
    text.words.own = known.own_words(text.words, text.told.called)
    found = name_in_parts(text) if len(text.mentions) > 1 and not text.both else []
    found = found or names.introductions(text.words, asked, text.both)
    found += _labelled_names(text) if "name" in text.keys else []
    if not found and asked:
        found = _answered_names(text)
    spelled = lettered_name(text) if asked and not text.both else None
    if spelled is not None:  # a name beside its letters is told in full
        found = [each for each in found if not spelled.start <= text.words.starts[each.start] < spelled.end]
    if spelled is not None and not found:
        text.add("name", spelled.start, spelled.end, RULE, 0.85, spelled.norm)
    elif not found and not text.both:
        found = known.named_bare(text.words) or name_in_front(text)
    for name in found:
        text.add("name", text.words.starts[name.start], text.words.ends[name.end - 1], name.rule, name.confidence)
    for name in names_of_others(text.words, text.lows) if not (text.both or "security_answer" in text.keys) else ():
        start, end = text.words.starts[name.start], text.words.ends[name.end - 1]
        if text.free(start, end):
            text.note("name", start, end, name.rule, name.confidence)


def _labelled_names(text: Text) -> list[names.Name]:
    """ "Name: Orla Finnegan", "the name on the account is Orla Finnegan"."""
    found: list[names.Name] = []
    for mention in text.mentions.values():
        if mention.keys == ("name",) and mention.end not in text.asking and text.words.gap(mention.end) < END:
            name = _beside(text, mention)
            offers = text.both and ":" not in text.words.tail(mention.end - 1) and names.offers_help
            if name is not None and not (offers and offers(text.words, name.end)):
                found.append(name)
    return found


def _beside(text: Text, mention: Mention) -> names.Name | None:
    words, at = text.words, mention.end
    while at < min(len(words), mention.end + 5) and words.lows[at] in _OF_ACCOUNT:
        at += 1
    copula = words.lows[at : at + 1] in (
        (["to"],) if words.lows[mention.start] in POLISH else (["is"], ["was"], ["are"])
    )
    said = copula or ":" in words.tail(mention.end - 1)
    if not said and at > mention.end:
        return None
    at += copula
    end = name_run(words, at, text.both or not said) if words.gap(at) < (END if said else COMMA) else None
    return names.Name(at, end, "name-told.4", 0.9) if end is not None and (said or end - at > 1) else None


def _answered_names(text: Text) -> list[names.Name]:
    for at in _places(text):
        bare = (at == 0 or text.words.gap(at) >= END) and not (text.both and text.open)
        name = names.answer(text.words, at, text.both, bare)
        if name is not None:
            return [name]
    last = names.in_capitals(text.words) if not text.both else names.at_the_end(text.words) if text.asks else None
    return [last] if last is not None else []


def _places(text: Text) -> list[int]:
    """Where an answer may begin: where the text does, and behind a pause; with two speakers only behind the question."""
    words = text.words
    first = next((_behind_question(text, at) for at, key in text.asks if key == "name"), None)
    if first is None and text.both:
        return [0]
    first = first or 0
    behind = (at for at in range(first + 1, len(words)) if words.gaps[at] >= COMMA or _is_value(words.lows[at - 1]))
    return [first, *behind][:PLACES]


def _is_value(low: str) -> bool:
    return len(low) > 4 and (low[-1].isdigit() or "@" in low or any(map(str.isdigit, low)))


def _behind_question(text: Text, at: int) -> int:
    """The end of what is asked for together: "your full name or account id please"."""
    words = text.words
    while at < len(words) and words.gap(at) < END and (at in text.mentions or words.lows[at] in _LISTING):
        at = text.mentions[at].end if at in text.mentions else at + 1
    if words.lows[at : at + 1] in (["to"], ["so"]):  # "to pull up your account"
        for end in range(at + 1, min(len(words), at + 10)):
            if words.gap(end) >= END:
                return end
            if words.lows[end] in ("account", "order"):
                return end + 1
    return at


def _is_nick(words: Words, at: int) -> bool:
    low = words.lows[at]
    closed = at + 1 >= len(words) or words.gap(at + 1) >= COMMA
    return closed and len(low) >= 4 and low not in STOPS and _NICK.fullmatch(low) is not None
