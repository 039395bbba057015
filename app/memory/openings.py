"""How an interaction begins: its first words may answer what the customer's last one, on another channel, left open.

"Could I have your name, please?" in the chat, "Ben" on the phone a minute later. They may also hold, in small letters or
bare, a word by which the customer is known here already.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import msgspec

from app.memory.threads import KEPT, asked_before, told_in, turn_of
from domain.memory.extract import NOTHING, Asked, Finding
from domain.memory.extract.shop import Shop
from domain.memory.facts import IN_THE_LIGHT_OF_THE_PAGE, OF_ANOTHER, SECRET_KEYS
from domain.memory.memory import overlaps
from domain.memory.turns import Turn
from domain.page import Page
from domain.timeline.items import Item
from domain.voices import SAID, TELLING

RULE = f"{IN_THE_LIGHT_OF_THE_PAGE}1"
WITHIN = timedelta(days=7)  # as long as the same need counts as one (domain/memory/casing/strands.py)
LOOKED_AT = 60  # items of a page that stand before the first words
ANSWER = 8  # words of a bare answer; who says more begins anew
TAKEN_TOGETHER = 400  # items of a page that are looked at when two come together
TOGETHER = 24  # interactions of them
_LETTERS = re.compile(r"[^\W\d_]{3,}")


class Opening(msgspec.Struct, frozen=True):
    """What is known as an interaction begins: the turns that the one before it ended with, the words the customer goes by."""

    before: tuple[Turn, ...] = ()
    called: frozenset[str] = frozenset()

    @property
    def asked(self) -> Asked:
        """What stands asked after them."""
        return asked_before(list(self.before)) if self.before else NOTHING


def begins(turn: Turn, before: Sequence[Turn]) -> bool:
    """Whether a turn holds the customer's first words of its interaction, and they alone."""
    return [role for role, _ in turn.parts] == ["customer"] and not any(
        role in TELLING for each in before for role, _ in each.parts
    )


def opening_of(page: Page, interaction_id: str, turn: Turn, greeted: bool) -> Opening:
    """What first words are read in the light of. `greeted`: somebody else spoke first here, so that theirs is the question."""
    short = len(turn.parts[0][1].split()) <= ANSWER
    before = () if greeted or not short else tuple(_last_before(page, interaction_id, turn))
    return Opening(before, _called(page))


def told_in_opening(
    turn: Turn, opening: Opening, told: Sequence[tuple[str, Finding]], zone: ZoneInfo, shop: Shop
) -> list[tuple[str, Finding]]:
    """What first words tell in that light besides what they `told` by themselves, as found by a rule of its own."""
    asked = opening.asked
    if not asked.keys and not opening.called:
        return []
    taken = [each.span for _, each in told]
    again, _ = told_in(turn, asked, zone, shop, opening.called)
    more = [each for each in again if each[1].key in (*asked.keys, "name") and not overlaps(each[1].span, taken)]
    more = [each for each in more if not each[1].rule.startswith(OF_ANOTHER)]
    return [(role, msgspec.structs.replace(each, rule=RULE)) for role, each in more]


def told_later(
    page: Page, item: Item, turn: Turn, greeted: bool, told: Sequence[tuple[str, Finding]], zone: ZoneInfo, shop: Shop
) -> list[tuple[str, Finding]]:
    """The same for first words that were stored before this was known. Secrets are left alone: nothing hid them in the text."""
    opening = opening_of(page, item.interaction_id or "", turn, greeted)
    return [each for each in told_in_opening(turn, opening, told, zone, shop) if each[1].key not in SECRET_KEYS]


def new_on(page: Page, zone: ZoneInfo, shop: Shop) -> Iterator[tuple[Item, list[tuple[str, Finding]]]]:
    """What the first words of a page's newest interactions tell and had not told before pages came together."""
    for item in _firsts(page):
        turn = turn_of(item, item.occurred_at, item.position)
        if not begins(turn, ()):
            continue
        told, _ = told_in(turn, NOTHING, zone, shop)
        more = told_later(page, item, turn, False, told, zone, shop)
        known = (
            {(fact.key, fact.span) for fact in page.memory.told() if fact.item_id == item.item_id} if more else set()
        )
        new = [(role, each) for role, each in more if (each.key, each.span) not in known]
        if new and page.timeline.of_interaction(item.interaction_id or "")[0].item_id == item.item_id:
            yield item, new


def _firsts(page: Page) -> list[Item]:
    """The first items of a page's newest interactions, the newest first, as far as is looked."""
    firsts: dict[str | None, Item] = {}
    said = _said(page, len(page.timeline), TAKEN_TOGETHER)
    for item in sorted(said, key=lambda each: (each.occurred_at, each.position)):
        firsts.setdefault(item.interaction_id, item)
    return list(islice(reversed(firsts.values()), TOGETHER))


def _last_before(page: Page, interaction_id: str, turn: Turn) -> list[Turn]:
    """The last turns of the interaction that went on last, if it was lately."""
    end = page.timeline.before(turn.at, beyond=True)
    earlier = [
        item for item in _said(page, end, LOOKED_AT)
        if item.interaction_id != interaction_id and item.position < turn.position and item.occurred_at <= turn.at
    ]  # fmt: skip
    last = max(earlier, key=lambda each: (each.occurred_at, each.position), default=None)
    if last is None or turn.at - last.occurred_at > WITHIN:
        return []
    its = [
        turn_of(each, each.occurred_at, each.position) for each in earlier if each.interaction_id == last.interaction_id
    ]
    return sorted(its)[-KEPT:]


def _said(page: Page, end: int, most: int) -> list[Item]:
    items = page.timeline.in_order(max(0, end - most), end)
    return [item for item in items if item.event in SAID and item.interaction_id]


def _called(page: Page) -> frozenset[str]:
    """The words of the customer's names, as systems and channels have them, and of their e-mail addresses, in small letters."""
    who = page.customer
    said = [who.system_name, who.said_names.fullest()]
    said += [each.value.partition("@")[0] for each in who.handles.values() if each.kind == "email"]
    return frozenset(word.lower() for each in said for word in _LETTERS.findall(each))
