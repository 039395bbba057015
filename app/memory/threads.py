"""What was said last in each interaction, so that a bare answer is read in the light of its question.

Kept in memory and read anew from the page when it is not known: both ways give the same turns, those recorded before the
item in hand, so that every node and every replay reads alike.
"""

from bisect import insort
from collections import OrderedDict
from datetime import datetime
from hashlib import blake2b
from zoneinfo import ZoneInfo

import msgspec

from domain.customer import events as happened
from domain.memory.extract import FORGOTTEN_AFTER, NOTHING, Asked, Finding, hear
from domain.memory.extract.shop import PLAIN, Shop
from domain.memory.turns import Turn
from domain.page import Page
from domain.timeline.items import Item
from domain.voices import SAID

KEPT = 2 * FORGOTTEN_AFTER  # turns of an interaction: those a question needs, and as many for one that comes late
THREADS = 2_000  # interactions in memory
REMEMBERED = 2_000  # characters of a turn that is over
ASKED = 4_000  # turns of which is known what was asked after them


def turn_of(item: happened.ItemEvent | Item, at: datetime, position: int) -> Turn:
    """An item as a turn; a transcript has its speakers apart."""
    role = item.author.role if isinstance(item, Item) else item.author_role
    segments = item.segments if isinstance(item, Item | happened.CallTranscribed) else ()
    if len({each.party for each in segments}) > 1 and item.text == "\n".join(each.text for each in segments):
        parts = tuple((each.party, each.text) for each in segments)
    else:
        parts = ((role, item.text),)
    return Turn(at, position, item.item_id, parts)


def asked_before(turns: list[Turn]) -> Asked:
    """What stands asked after these."""
    asked = NOTHING
    for turn in turns[-FORGOTTEN_AFTER:]:
        _, asked = told_in(turn, asked)
    return asked


def told_in(
    turn: Turn, asked: Asked, zone: ZoneInfo | None = None, shop: Shop = PLAIN, called: frozenset[str] = frozenset()
) -> tuple[list[tuple[str, Finding]], Asked]:
    """What an item tells, with the role of who said it and places counted in the whole text; what is asked after it.

    `called` are words by which the customer is known already.
    """
    found: list[tuple[str, Finding]] = []
    start = 0
    for role, text in turn.parts:
        findings, asked = hear(role, text, asked, turn.at, zone, shop, called)
        for each in findings:
            span = (each.span[0] + start, each.span[1] + start)
            found.append((role, msgspec.structs.replace(each, span=span)))
        start += len(text) + 1
    return found, asked


class Threads:
    """The last turns of the interactions in hand. Bounded: what falls out is read from the page again.

    What stands asked after a turn is remembered, too: else every turn would be read once more for each that comes after it.
    """

    def __init__(self) -> None:
        self._turns: OrderedDict[tuple[str, str], list[Turn]] = OrderedDict()
        self._asked: OrderedDict[bytes, Asked] = OrderedDict()

    def asked_before(self, turns: list[Turn]) -> Asked:
        """The same as `asked_before`."""
        asked = NOTHING
        for turn in turns[-FORGOTTEN_AFTER:]:
            key = _digest(turn, asked)
            after = self._asked.get(key)
            if after is None:
                _, after = told_in(turn, asked)
                self._note(key, after)
            asked = after
        return asked

    def told_in(self, turn: Turn, asked: Asked, zone: ZoneInfo, shop: Shop) -> list[tuple[str, Finding]]:
        """What an item tells. What is asked after it is remembered, unless the shop's own shapes might make a difference to
        it (the zone makes none: it says which day is meant, not that one is), or the text is longer than what is kept of it.
        """
        told, after = told_in(turn, asked, zone, shop)
        if shop == PLAIN and shortened(turn) is turn:
            self._note(_digest(turn, asked), after)
        return told

    def _note(self, key: bytes, after: Asked) -> None:
        self._asked[key] = after
        if len(self._asked) > ASKED:
            self._asked.popitem(last=False)

    def begin(self, tenant: str, interaction_id: str) -> None:
        """An interaction starts: nothing was said in it."""
        self._turns.setdefault((tenant, interaction_id), [])
        self._turns.move_to_end((tenant, interaction_id))
        while len(self._turns) > THREADS:
            self._turns.popitem(last=False)

    def known(self, tenant: str, interaction_id: str, position: int) -> list[Turn] | None:
        """The turns recorded before a position; None when they must be read."""
        turns = self._turns.get((tenant, interaction_id))
        if turns is None or any(turn.position >= position for turn in turns):  # a row taken a second time
            return None
        return turns

    def read(self, tenant: str, interaction_id: str, position: int, page: Page) -> list[Turn]:
        """Take the turns recorded before a position from the page."""
        turns = last_said(page, interaction_id, position)
        self.begin(tenant, interaction_id)
        self._turns[(tenant, interaction_id)] = kept = [shortened(turn) for turn in turns]
        return kept

    def add(self, tenant: str, interaction_id: str, turn: Turn) -> None:
        """What was said now."""
        self.begin(tenant, interaction_id)
        turns = self._turns[(tenant, interaction_id)]
        insort(turns, shortened(turn))
        del turns[:-KEPT]


def last_said(page: Page, interaction_id: str, position: int) -> list[Turn]:
    """The last turns of an interaction, by their own time, of those recorded before a position.

    A talk of 10,000 is not read whole for them. On the page it stands in another order: what came too late stands where it
    came. But nothing stands before its own time, so that the rest is older as soon as so many were found that are not.
    """
    turns: list[Turn] = []
    for stands_at, item in page.timeline.back_through(interaction_id):
        if len(turns) == KEPT and stands_at < turns[0].at:
            break
        if item.event in SAID and item.position < position:
            insort(turns, turn_of(item, item.occurred_at, item.position))
            del turns[:-KEPT]
    return turns


def _digest(turn: Turn, asked: Asked) -> bytes:
    """What was said after what stood asked: so many texts are not kept in clear for this alone."""
    return blake2b(msgspec.msgpack.encode((turn.parts, asked)), digest_size=16).digest()


def shortened(turn: Turn) -> Turn:
    """A turn that is over, as far as it is remembered."""
    if sum(len(text) for _, text in turn.parts) <= REMEMBERED:
        return turn
    return msgspec.structs.replace(turn, parts=tuple((role, text[-REMEMBERED:]) for role, text in turn.parts[-KEPT:]))
