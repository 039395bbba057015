"""What stands asked in a conversation, and what its next text tells in the light of it."""

from datetime import datetime, tzinfo

import msgspec

from domain.memory.extract.finding import Finding
from domain.memory.extract.reading import Reading
from domain.memory.extract.shop import PLAIN, Shop, Told
from domain.memory.extract.topics import asked_in
from domain.memory.facts import OF_ANOTHER, SECRET_KEYS
from domain.voices import ASKING, TELLING

OF_THE_SHOP = frozenset({"order_no", "product", "amount", "date"})
PATIENCE = 3  # texts of the customer for which a question stays open
FORGOTTEN_AFTER = 8  # texts of anybody after which it is closed: what was said before them need not be known
_REMEMBERED = 4  # texts of anybody in which a telling can be taken back without naming it
_OWED = 6  # texts of anybody in which a secret that was asked for may still come ("I remembered it: …")
_Left = tuple[tuple[str, int], ...]  # keys with the number of texts they are still known for


class Asked(msgspec.Struct, frozen=True):
    """The keys that were asked for last and not told yet; how many texts came since, the customer's and anybody's.

    `recent` are the keys told just now, `owed` the secrets asked for and not told.
    """

    keys: tuple[str, ...] = ()
    told: int = 0
    age: int = 0
    recent: _Left = ()
    owed: _Left = ()


NOTHING = Asked()


def hear(
    role: str,
    text: str,
    asked: Asked = NOTHING,
    at: datetime | None = None,
    zone: tzinfo | None = None,
    shop: Shop = PLAIN,
    called: frozenset[str] = frozenset(),
) -> tuple[list[Finding], Asked]:
    """What one text tells, and what is asked after it. A text of the system neither tells nor asks; the shop's own
    words tell of orders, products, amounts and days, never who the customer is.

    `at` is when it was said, `zone` the shop's: then days told as "tomorrow" have a norm. `called` are words by which a
    customer is known already: of their name, of their e-mail address.
    """
    if role in ASKING:
        spoken = Reading(text, (), False, Told(at, zone, shop))
        after = _asked_by(spoken, asked)
        return [each for each in spoken.read_of_shop() if each.key in OF_THE_SHOP], after
    if role not in TELLING:
        return [], _older(asked, asked.keys, 0)
    known = Told(at, zone, shop, _keys(asked.recent), _keys(asked.owed), called)
    reading = Reading(text, asked.keys, role == "unknown", known)
    found = reading.read()
    left = reading.left
    after = Asked(left) if reading.asks and left else _older(asked, left, 1)
    if not found and not asked.recent and not asked.owed:
        return found, after
    told = tuple(dict.fromkeys([each.key for each in reversed(found) if not each.rule.startswith(OF_ANOTHER)]))
    if not told and not asked.recent and not asked.owed:
        return found, after
    return found, msgspec.structs.replace(
        after,
        recent=tuple((key, _REMEMBERED) for key in told) or _worn(asked.recent),
        owed=_worn(tuple(each for each in asked.owed if each[0] not in told)),
    )


def _asked_by(text: Reading, asked: Asked) -> Asked:
    """The last question counts: another one, for something that is no fact, ends it."""
    keys = tuple(dict.fromkeys(key for _, key in asked_in(text.words, text.mentions)))
    after = Asked(keys) if keys else NOTHING if "?" in text.text else _older(asked, asked.keys, 0)
    unanswered = tuple((key, _OWED) for key in asked.keys if key in SECRET_KEYS and key not in after.keys)
    if not asked.recent and not asked.owed and not unanswered:
        return after
    owed = unanswered + tuple(each for each in _worn(asked.owed) if each[0] not in dict(unanswered))
    return msgspec.structs.replace(after, recent=_worn(asked.recent), owed=owed)


def _older(asked: Asked, keys: tuple[str, ...], told: int) -> Asked:
    if not keys or asked.told + told >= PATIENCE or asked.age + 1 >= FORGOTTEN_AFTER:
        return NOTHING
    return Asked(keys, asked.told + told, asked.age + 1)


def _keys(left: _Left) -> tuple[str, ...]:
    return tuple([key for key, _ in left]) if left else ()


def _worn(left: _Left) -> _Left:
    return tuple((key, texts - 1) for key, texts in left if texts > 1)
