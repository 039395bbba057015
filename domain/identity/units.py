"""What identity is worked out from: things that came with handles, and what else was told with them."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

import msgspec

from domain.identity.handles import ASSERTED, PROVEN, QUOTED
from domain.identity.likeness.names import same_name
from domain.identity.likeness.near import edits
from domain.identity.rules import ACCOUNT, LENT, STANDARD, Rules

INTERACTION, EVIDENCE, RECORD = "interaction", "evidence", "record"
NUMBERS = ("account_no", "username", "customer_no", "order_no")  # told numbers that find a person together with a name
_FIRST_LAST = re.compile(r"([^\W\d_]{2,})[._-]([^\W\d_]{2,})(?:\d[^\W_]*|[._-][^\W\d_]*\d[^\W_]*)?")
LONGEST_SLIP = 2  # letters between what begins and ends alike: two that changed places
MANY = 400  # comparisons; beyond, the parts are tried
NO_ACCOUNTS = QUOTED | LENT.keys() - {"crm_no"}  # every other kind is an account at some system
_alike = lru_cache(20_000)(same_name)
RECORDS = frozenset({"crm_no"})
Anchor = tuple[str, str]  # (kind, value): what handles that reach one mailbox or one line have in common


class Claimed(msgspec.Struct, frozen=True, order=True, gc=False):
    """One handle as it was presented. `digest` names it in the log (hex)."""

    kind: str
    value: str
    level: int
    digest: str = ""


class Unit(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One interaction, one piece of evidence, or one record of the shop's: never split, and of one person.

    `home` is the customer in whose stream it stands, whoever absorbed that one since. `told` are facts, as (key, norm).
    """

    unit_id: str
    what: str
    home: str
    claims: tuple[Claimed, ...] = ()
    names: tuple[str, ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()  # what a record says besides
    heard: bool = False  # speech recognition stood between
    pinned: bool = False  # a person said whose it is

    @property
    def order(self) -> tuple[object, ...]:
        """By what was presented, not by when: the same feed in another order gives the same order here."""
        return (self.what, sorted((each.kind, each.value, -each.level) for each in self.claims), self.names, self.told)


def anchor_of(claim: Claimed) -> Anchor:
    """An e-mail's mailbox less its sub-address (RFC 5233: user+detail reaches user); a messenger number's line."""
    if claim.kind == "email":
        return "email", mailbox(claim.value)
    if claim.kind == "whatsapp" and claim.value.startswith("+"):
        return "phone", claim.value
    return claim.kind, claim.value


@lru_cache(20_000)
def mailbox(address: str) -> str:
    """An address without its sub-address."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


class Traits(msgspec.Struct):
    """What is known of whoever some units are of, as far as it can contradict or agree."""

    names: set[str] = msgspec.field(default_factory=set[str])
    record_names: set[str] = msgspec.field(default_factory=set[str])
    proven_emails: set[str] = msgspec.field(default_factory=set[str])
    emails: set[str] = msgspec.field(default_factory=set[str])  # typed ones too
    cards: set[str] = msgspec.field(default_factory=set[str])
    accounts: set[tuple[str, str]] = msgspec.field(default_factory=set[tuple[str, str]])  # proven ones, with their kind
    birth_dates: set[str] = msgspec.field(default_factory=set[str])
    numbers: set[tuple[str, str]] = msgspec.field(default_factory=set[tuple[str, str]])
    homes: set[str] = msgspec.field(default_factory=set[str])

    def add(self, unit: Unit) -> None:
        """Know this unit, too."""
        self.names.update(unit.names)
        if unit.what == RECORD:
            self.record_names.update(unit.names)
        self.homes.add(unit.home)
        for key, norm in unit.told:
            if key == "birth_date":
                self.birth_dates.add(norm)
            elif key in NUMBERS:
                self.numbers.add((key, norm))
        for claim in unit.claims:
            if claim.kind == "email":
                self.emails.add(mailbox(claim.value))
                if claim.level >= ASSERTED:
                    self.proven_emails.add(mailbox(claim.value))
            elif claim.kind == "loyalty_card" and claim.level >= ASSERTED:
                self.cards.add(claim.value)
            elif claim.level >= PROVEN and claim.kind not in NO_ACCOUNTS:
                self.accounts.add((claim.kind, claim.value))

    @property
    def key(self) -> tuple[frozenset[object], ...]:
        """Equal where everything known is."""
        return tuple(frozenset(getattr(self, name)) for name in Traits.__struct_fields__)

    def join(self, other: "Traits") -> None:
        """Know what the other knows."""
        self.names |= other.names
        self.record_names |= other.record_names
        self.proven_emails |= other.proven_emails
        self.emails |= other.emails
        self.cards |= other.cards
        self.accounts |= other.accounts
        self.birth_dates |= other.birth_dates
        self.numbers |= other.numbers
        self.homes |= other.homes


def traits_of(units: Iterable[Unit]) -> Traits:
    """Of all of them together."""
    traits = Traits()
    for unit in units:
        traits.add(unit)
    return traits


def contradiction(one: Traits, other: Traits, rules: Rules = STANDARD) -> str:
    """Why these cannot be one person though the shop's own records or proofs are taken at their word; empty: they can."""
    if _addresses_apart(one.proven_emails, other.proven_emails):
        return "emails"
    if one.cards and other.cards and one.cards.isdisjoint(other.cards):
        return "cards"
    if _names_apart(one.record_names, other.record_names, rules):
        return "record_names"
    if _named_apart(one, other, rules) or _named_apart(other, one, rules):
        return "address_names"
    if _accounts_apart(one, other, rules) and _names_apart(one.names, other.names, rules):
        return "accounts"
    return ""


def doubt(one: Traits, other: Traits, rules: Rules = STANDARD) -> str:
    """Why these are hardly one person by what was merely said; empty: nothing speaks against it."""
    if _addresses_apart(one.emails, other.emails):
        return "typed_emails"
    if _names_apart(one.names, other.names, rules):
        return "names"
    if one.birth_dates and other.birth_dates and one.birth_dates.isdisjoint(other.birth_dates):
        return "birth_dates"
    return ""


def divisible(whole: Traits, doubted: bool, rules: Rules = STANDARD) -> bool:
    """Whether some parts of it could contradict each other; False is certain, and far cheaper than trying every part."""
    emails = whole.emails if doubted else whole.proven_emails
    names = whole.names if doubted else whole.record_names

    def possible(one: str, other: str) -> bool:
        return _alike(one, other) >= rules.names_cannot_be

    return (
        len(whole.cards) > 1
        or (doubted and len(whole.birth_dates) > 1)
        or (len(emails) > 1 and _differ(emails, emails, _near_address))
        or _differ(names, names, possible)
        or _differ(whole.record_names, _spelled(whole.proven_emails), possible)
        or (not doubted and _several_accounts(whole, rules) and _differ(whole.names, whole.names, possible))
        or _most_accounts(whole, rules) > rules.few
    )


def _differ(some: set[str], others: set[str], alike: Callable[[str, str], bool]) -> bool:
    if not some or not others or (some is others and len(some) == 1):
        return False
    return len(some) * len(others) > MANY or not all(alike(one, other) for one in some for other in others)


def names_agree(one: Traits, other: Traits, rules: Rules = STANDARD) -> bool:
    """Whether some name of one is a name of the other's."""
    return some_agree(one.names, other.names, rules)


def some_agree(one: Iterable[str], other: Collection[str], rules: Rules = STANDARD) -> bool:
    """Whether some of these names is one of those."""
    return any(_alike(left, right) >= rules.names_agree for left in one for right in other)


def _names_apart(left: set[str], right: set[str], rules: Rules) -> bool:
    return bool(left and right) and not any(
        _alike(one, other) >= rules.names_cannot_be for one in left for other in right)  # fmt: skip


def _accounts_apart(one: Traits, other: Traits, rules: Rules) -> bool:
    """Both have an account of one's own at the same system, not the same one, and none anywhere in common."""
    left, right = _own_accounts(one, rules), _own_accounts(other, rules)
    return left.isdisjoint(right) and not {kind for kind, _ in left}.isdisjoint(kind for kind, _ in right)


def many_accounts(parts: Iterable[Traits], rules: Rules = STANDARD) -> bool:
    """Whether more of these have an account of their own at one system than one person has. Who agrees in name counts once,
    and so does who has several; the shop's own records of one person may be doubled.
    """
    found: dict[str, list[Traits]] = {}
    for part in parts:
        for kind in {kind for kind, _ in _own_accounts(part, rules)} - RECORDS:
            others = found.setdefault(kind, [])
            if not any(names_agree(part, other, rules) for other in others):
                others.append(part)
            if len(others) > rules.few:
                return True
    return False


def _most_accounts(whole: Traits, rules: Rules) -> int:
    """How many accounts of one system there are."""
    counts = Counter(kind for kind, _ in _own_accounts(whole, rules) if kind not in RECORDS)
    return max(counts.values(), default=0)


def _several_accounts(whole: Traits, rules: Rules) -> bool:
    kinds = [kind for kind, _ in _own_accounts(whole, rules)]
    return len(kinds) > len(set(kinds))


def _own_accounts(traits: Traits, rules: Rules) -> set[tuple[str, str]]:
    return {each for each in traits.accounts if rules.rank(each[0]) >= ACCOUNT}


def _addresses_apart(left: set[str], right: set[str]) -> bool:
    return bool(left and right) and not any(_near_address(one, other) for one in left for other in right)


@lru_cache(20_000)
def _near_address(one: str, other: str) -> bool:
    """The same mailbox, or one slip of the finger from it."""
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    shorter = min(len(one), len(other))
    start = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    end = next((at for at in range(shorter - start) if one[-1 - at] != other[-1 - at]), shorter - start)
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    return max(len(left), len(right)) <= LONGEST_SLIP and edits(left, right) <= 1


def _named_apart(one: Traits, other: Traits, rules: Rules) -> bool:
    """A record's name beside addresses that spell other people's (first.last@), where no name told says otherwise."""
    if (
        not one.record_names
        or not other.proven_emails
        or (other.names and not _names_apart(one.names, other.names, rules))
    ):
        return False
    return _names_apart(one.record_names, _spelled(other.proven_emails), rules)


def _spelled(addresses: set[str]) -> set[str]:
    return {name for address in addresses if (name := name_in(address))}


@lru_cache(20_000)
def name_in(address: str) -> str:
    """The name an address spells as first.last, a number or a tag with one after it; empty when it is of another form."""
    found = _FIRST_LAST.fullmatch(address.partition("@")[0])
    return " ".join(found.groups()) if found else ""
