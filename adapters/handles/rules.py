"""How a shop's handles are read: its kinds, its own entry points, and what is known to be unfit to link anybody."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import msgspec

from adapters.handles.cards import read_card, read_code, read_gs1_card
from adapters.handles.chats import read_whatsapp
from adapters.handles.emails import read_email
from adapters.handles.kinds import AS_WRITTEN, CONTRACT_KINDS
from adapters.handles.phones import read_phone
from adapters.handles.reading import Reading, as_written, plain
from adapters.handles.unfit import UnfitTable, known_table
from domain.identity.handles import OWN, PLACEHOLDER, RELAY, ROLE, SWITCHBOARD, UNREADABLE, WITHHELD

NUMBERED = frozenset({"phone", "whatsapp"})  # forms whose normal form is a number


def _as_written(text: str, _region: str) -> Reading:
    return Reading(text)


def _small_letters(text: str, _region: str) -> Reading:
    return Reading(text.lower())


def _number(text: str, _region: str) -> Reading:
    norm = re.sub(r"\s", "", text).upper()
    return Reading(norm) if norm else Reading(None, UNREADABLE)


_READERS: dict[str, Callable[[str, str], Reading]] = {
    AS_WRITTEN: _as_written, "small_letters": _small_letters, "code": read_code, "number": _number, "phone": read_phone,
    "email": read_email, "whatsapp": read_whatsapp, "card": read_card, "gs1_card": read_gs1_card,
}  # fmt: skip


class HandleRules(msgspec.Struct, frozen=True, kw_only=True):
    """Forms by kind; own numbers (E.164), own addresses and own domains; the table of the unfit."""

    forms: Mapping[str, str]
    table: UnfitTable
    own: frozenset[str] = frozenset()
    own_domains: frozenset[str] = frozenset()
    switchboards: frozenset[str] = frozenset()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind a handle may be of."""
        return tuple(self.forms)

    def read(self, kind: str, raw: str, region: str, here: frozenset[str] = frozenset()) -> Reading:
        """The normal form of a handle, and why it may link nobody. `here`: normal forms of where it came in."""
        form = self.forms.get(kind, AS_WRITTEN)
        text = as_written(raw) if form == AS_WRITTEN else plain(raw)
        if self.table.names_nobody(_unaddressed(text)):
            return Reading(None, WITHHELD)
        if form == "phone" and self.table.is_withheld_number(text):
            return Reading(None, WITHHELD)
        reading = _READERS[form](text, region)
        if reading.norm is None or reading.unfit:
            return reading
        unfit = OWN if reading.norm in here and form in {*NUMBERED, "email"} else self.fitness(kind, reading.norm)
        return Reading(reading.norm, unfit) if unfit else reading

    def fitness(self, kind: str, norm: str) -> str:
        """Why the lists hold this normal form unfit to link anybody; empty where it is fit."""
        form = self.forms.get(kind, AS_WRITTEN)
        if form in NUMBERED:
            return OWN if norm in self.own else SWITCHBOARD if norm in self.switchboards else ""
        return self._mailbox(norm) if form == "email" else ""

    def _mailbox(self, norm: str) -> str:
        local, _, domain = norm.rpartition("@")
        if norm in self.own or domain in self.own_domains:
            return OWN
        name = local.partition("+")[0] or local
        table = self.table
        if table.relays.fullmatch(domain):
            return RELAY
        if name in table.placeholder_mailboxes or table.placeholder_domains.fullmatch(domain):
            return PLACEHOLDER
        return ROLE if name in table.role_mailboxes else ""


@lru_cache(maxsize=1024)  # entry points are few
def entry_points(entry_point: str, region: str) -> frozenset[str]:
    """The normal forms an entry point can have as a handle: nobody is the number they called."""
    text = plain(entry_point)
    if not any(mark.isdigit() or mark == "@" for mark in text):
        return frozenset()
    found = (read_email(text, region) if "@" in text else read_phone(text, region)).norm
    return frozenset() if found is None else frozenset({found})


def make_rules(
    added: Mapping[str, str],
    own_numbers: Iterable[str],
    own_addresses: Iterable[str],
    region: str,
    unfit_file: str = "",
) -> HandleRules:
    """A shop's rules. An own address may be a whole domain, `@shop.example`. Raises ValueError naming what cannot be read."""
    table = known_table(unfit_file)
    addresses = [each.strip() for each in own_addresses if each.strip()]
    domains = {each for each in addresses if each.startswith("@")}
    own = {_must_read(read_phone, each, region) for each in own_numbers if each.strip()}
    own |= {_must_read(read_email, each, region) for each in addresses if each not in domains}
    return HandleRules(
        forms=dict(CONTRACT_KINDS) | dict(added), table=table, own=frozenset(own),
        own_domains=frozenset(_must_read(read_email, f"x{each}", region).removeprefix("x@") for each in domains),
        switchboards=frozenset(_must_read(read_phone, each, region) for each in table.switchboards))  # fmt: skip


def _must_read(reader: Callable[[str, str], Reading], text: str, region: str) -> str:
    norm = reader(plain(text), region).norm
    if norm is None:
        raise ValueError(f"has an entry that cannot be read: {text.strip()!r}.")
    return norm


def _unaddressed(text: str) -> str:
    """`anonymous` where an exchange writes it as an address: sip:anonymous@anonymous.invalid (RFC 3323 section 4.1.1.3)."""
    if text.endswith(">") and "<" in text:
        text = text[text.rindex("<") + 1 : -1]
    text = re.sub(r"^(?:tel|sips?):", "", text, flags=re.IGNORECASE)
    return text.removesuffix("@anonymous.invalid").removeprefix("+")


STANDARD = make_rules({}, (), (), "PL")
