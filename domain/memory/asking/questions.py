"""What an agent's or a bot's text asks a customer for: the keys of facts, Polish and English, direct and indirect."""

import msgspec
from msgspec.structs import replace

from domain.memory.asking.asking import asks
from domain.memory.asking.leads import DIRECT
from domain.memory.asking.naming import whole_in
from domain.memory.asking.situations import situations_in
from domain.memory.asking.talk import Talk
from domain.memory.extract.excerpts import read_of

MOST = 100  # names of facts looked at in one text
LEAST = 0.7  # sure enough to say that it asks


class Question(msgspec.Struct, frozen=True):
    """A text asks for a fact: where the asking stands (characters, end exclusive), and how sure that is (0 to 1)."""

    key: str
    span: tuple[int, int]
    confidence: float


def questions_in(text: str) -> list[Question]:
    """What a text asks for, each key once, in the order asked."""
    part, words = read_of(text)
    talk = Talk(words)
    found: dict[str, Question] = {}
    for start in sorted(talk.mentions)[:MOST]:
        mention = talk.mentions[start]
        asked = None if mention.weak or mention.keys == ("",) else asks(talk, mention)
        if asked is not None and asked[1] >= LEAST:
            span = words.starts[min(asked[0], start)], words.ends[mention.end - 1]
            for key in mention.keys:
                found.setdefault(key, Question(key, span, asked[1]))
    for start, end, key in (*whole_in(words), *situations_in(words)):
        found.setdefault(key, Question(key, (words.starts[start], words.ends[end - 1]), DIRECT))
    asked = sorted(found.values(), key=lambda each: each.span)
    return [replace(each, span=part.span(*each.span)) for each in asked] if part.pieces else asked
