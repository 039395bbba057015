"""Who asks in an item: an agent's or a bot's own words, and of a transcript without speakers only what is the shop's voice."""

import msgspec

from domain.memory.asking.questions import Question, questions_in
from domain.memory.extract.conversation import ASKING
from domain.memory.unmarked import either_way
from domain.timeline.items import Item

ASKED_IN = frozenset({"message-sent", "call-transcribed", "store-visit-noted"})
# What a customer never asks the shop for; the rest is the shop's only where it says "your".
_SHOPS = frozenset(
    {"account_no", "order_no", "customer_no", "username", "postcode", "birth_date", "pin", "security_answer"}
)
_YOURS = either_way("your pana pani państwa pański twój twoje twoją swój swoje swoją")


class Asked(msgspec.Struct, frozen=True):
    """One question of an item: who asks, and the words it stands in."""

    role: str
    question: Question
    words: str


def asked_in_item(item: Item) -> list[Asked]:
    """What an item asks for, each key once."""
    found: dict[str, Asked] = {}
    if item.event not in ASKED_IN:
        return []
    for role, text in _parts(item):
        if role in ASKING or role == "unknown":
            for question in questions_in(text):
                if role in ASKING or _is_the_shops(question, text):
                    found.setdefault(question.key, Asked(role, question, text))
    return list(found.values())


def _parts(item: Item) -> list[tuple[str, str]]:
    """A transcript has its speakers apart."""
    segments = item.segments
    if len({each.party for each in segments}) > 1 and item.text == "\n".join(each.text for each in segments):
        return [(each.party, each.text) for each in segments]
    return [(item.author.role, item.text)]


def _is_the_shops(question: Question, text: str) -> bool:
    """ "May I have your full name" is the shop's; "what's your name?" may be the customer's."""
    words = text[slice(*question.span)].lower().split()
    if question.key in _SHOPS:
        return True
    return (
        question.key in ("name", "email", "phone", "address")
        and not _YOURS.isdisjoint(words)
        and words[0][:4] not in ("what", "jaki")
    )
