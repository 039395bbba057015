"""The brief's sentences in Polish and English. No gendered verbs: "Obiecane" needs none."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.memory.states import plain_state
from domain.memory.terms import in_years

LONGEST = 110

CHANNELS = {
    "pl": {
        "chat": "czat", "phone": "telefon", "email": "e-mail", "in_store": "salon", "sms": "SMS", "whatsapp": "WhatsApp",
        "messenger": "Messenger", "telegram": "Telegram", "marketplace": "marketplace", "app": "aplikacja",
        "social": "media społecznościowe", "crm": "CRM", "commerce": "sklep internetowy",
    },
    "en": {
        "chat": "chat", "phone": "phone", "email": "e-mail", "in_store": "shop", "sms": "SMS", "whatsapp": "WhatsApp",
        "messenger": "Messenger", "telegram": "Telegram", "marketplace": "marketplace", "app": "app",
        "social": "social media", "crm": "CRM", "commerce": "web shop",
    },
}  # fmt: skip

MONTHS = {
    "pl": ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października",
           "listopada", "grudnia"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"),
}  # fmt: skip

# States of orders and parcels; an unknown one is shown as its system wrote it. "Paczka" is feminine.
STATES = {
    "pl": {
        "paid": "opłacone", "reserved": "zarezerwowane", "ready_for_pickup": "czeka na odbiór", "collected": "odebrane",
        "shipped": "wysłane", "out_for_delivery": "u kuriera", "delivered": "doręczone", "in_transit": "w drodze",
        "cancelled": "anulowane", "returned": "zwrócone", "refunded": "pieniądze zwrócone", "new": "przyjęte", "created": "przyjęte",
        "placed": "złożone", "confirmed": "potwierdzone", "processing": "w realizacji", "in_preparation": "w realizacji", "packed": "spakowane",
        "return_to_sender": "wraca do nadawcy", "on_hold": "wstrzymane",
    },
    "en": {
        "paid": "paid", "reserved": "reserved", "ready_for_pickup": "waiting to be collected", "collected": "collected",
        "shipped": "shipped", "out_for_delivery": "out for delivery", "delivered": "delivered",
        "in_transit": "on its way", "cancelled": "cancelled", "returned": "returned", "in_preparation": "being prepared",
    },
}  # fmt: skip
FEMININE = {
    "packed": "spakowana", "created": "przyjęta", "on_hold": "wstrzymana",
    "collected": "odebrana", "shipped": "wysłana", "delivered": "doręczona", "cancelled": "anulowana", "returned": "zwrócona",
}  # fmt: skip

# How a case is named in front of the customer's own words.
NEEDS = {
    "pl": {"question": "Pytanie", "order": "Zamówienie", "return": "Zwrot lub wymiana", "complaint": "Reklamacja", "praise": "Pochwała"},
    "en": {"question": "Question", "order": "Order", "return": "Return or exchange", "complaint": "Complaint", "praise": "Praise"},
}  # fmt: skip
# What is contradicted, after "o" and "about".
SUBJECTS = {
    "pl": {"price": "cenie", "promotion": "promocji", "stock": "dostępności", "date": "terminie", "policy": "zasadach",
           "order": "zamówieniu", "points": "punktach"},
    "en": {"price": "the price", "promotion": "a promotion", "stock": "availability", "date": "a date", "policy": "the terms",
           "order": "the order", "points": "points"},
}  # fmt: skip

# Values of contradictions that are words of ours (docs/contradictions.md); others are shown as they are.
VALUES = {
    "pl": {"yes": "obowiązuje", "no": "nie obowiązuje", "in": "jest", "out": "brak", "free": "bezpłatnie", "paid": "płatnie",
           "not_sent": "niewysłane", "under_way": "w drodze", "done": "doręczone", "cancelled": "anulowane", "closed": "zamknięte"},
    "en": {"yes": "holds", "no": "does not hold", "in": "in stock", "out": "out of stock", "free": "free", "paid": "at a cost",
           "not_sent": "not sent", "under_way": "on its way", "done": "delivered", "cancelled": "cancelled", "closed": "closed"},
}  # fmt: skip

DAYS = {"pl": {"d": "{n} dni", "wd": "{n} dni roboczych"}, "en": {"d": "{n} days", "wd": "{n} working days"}}
ONE_DAY = {"pl": {"d": "1 dzień", "wd": "1 dzień roboczy"}, "en": {"d": "1 day", "wd": "1 working day"}}
_SPAN = re.compile(r"(?P<n>\d+) (?P<unit>w?d)")
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-\d\d")

SAID = {
    "pl": {
        "first": "{day} ({channel}): {words}",
        "need": "{kind}{order}, {day} ({channel}): {words}",
        "need-order": ", zamówienie {number}",
        "need-order-moved": ", zamówienie {number} ({state}, {moved})",
        "settled": "Załatwione {settled}: {words}",
        "last": "Ostatnie słowa ({channel}, {day}): {words}",
        "shop": "W salonie {day}, {who}: {words}",
        "failed": "Nie dotarła nasza wiadomość ({channel}, {day}): {words}",
        "order-noted": "Zamówienie {number}: {state}{place}, {day}.",
        "shipment-noted": "Paczka {number}: {state}{place}, {day}.",
        "promise": "Obiecane do {due}: {what} ({who}, {channel}).",
        "promise-undated": "Obiecane bez terminu: {what} ({who}, {channel}).",
        "promise-broken": "Niedotrzymane: {what} ({who}, {channel}), termin minął {due}.",
        "promise-broken-undated": "Niedotrzymane: {what} ({who}, {channel}).",
        "contradiction": "Sprzeczne informacje o {kind}{subject}: {left} ({left_channel}, {left_day}) i {right} ({right_channel}, {right_day}).",
        "wants": "Oczekiwanie: {meant}{words}",
        "deadline": "Termin klienta: {meant}{words}",
        "tried": "Już wypróbowane: {meant}{words}",
        "path": "Ta sama sprawa: {steps}.",
    },
    "en": {
        "first": "{day} ({channel}): {words}",
        "need": "{kind}{order}, {day} ({channel}): {words}",
        "need-order": ", order {number}",
        "need-order-moved": ", order {number} ({state}, {moved})",
        "settled": "Settled on {settled}: {words}",
        "last": "Last words ({channel}, {day}): {words}",
        "shop": "In the shop on {day}, {who}: {words}",
        "failed": "Our message did not arrive ({channel}, {day}): {words}",
        "order-noted": "Order {number}: {state}{place}, {day}.",
        "shipment-noted": "Parcel {number}: {state}{place}, {day}.",
        "promise": "Promised by {due}: {what} ({who}, {channel}).",
        "promise-undated": "Promised without a date: {what} ({who}, {channel}).",
        "promise-broken": "Not kept: {what} ({who}, {channel}), due {due}.",
        "promise-broken-undated": "Not kept: {what} ({who}, {channel}).",
        "contradiction": "Told differently about {kind}{subject}: {left} ({left_channel}, {left_day}) and {right} ({right_channel}, {right_day}).",
        "wants": "Wants: {meant}{words}",
        "deadline": "The customer's deadline: {meant}{words}",
        "tried": "Tried already: {meant}{words}",
        "path": "One need all along: {steps}.",
    },
}

_END = re.compile(r"[.!?…](?=\s|$)|\n")  # of a sentence
_GREETING = re.compile(
    r"^(?:dzień dobry|dobry wieczór|witam|cześć|hej|halo|hi|hello|good morning|morning)(?:(?: \w+)?[,.!?]| there| all)?\s+",
    re.IGNORECASE,
)
# How the shop opens, where both voices stand in one text.
_OPENS = re.compile(
    r"^(?:[^?]{0,100}?\b(?:(?:how|what) (?:can|may|could) (?:i|we) (?:(?:help|assist)(?: you)?|do for you)|(?:can|may) i (?:help|assist) you|"
    r"w czym (?:mogę|możemy)(?: \w+)? pomóc)(?: with)?(?: today)?|(?:hello,? |hi,? )*(?:thank you|thanks) for (?:contacting|calling"
    r"|choosing)(?: \w+){0,3}(?=[.,!]))[?.,!]*\s+",
    re.IGNORECASE,
)
OPENINGS = 4  # of them one after another


def state_of(event: str, state: object, language: str) -> str:
    """An order's or parcel's state in words."""
    if not isinstance(state, str) or not state:
        return "?"
    plain = plain_state(state)
    words = STATES[language].get(plain, state.replace("_", " "))
    return FEMININE.get(plain, words) if event == "shipment-noted" and language == "pl" else words


def read_day(norm: str, zone: ZoneInfo) -> datetime | None:
    """The day of a date's norm, in the shop's zone; None where it is not known which day was meant."""
    try:
        day = date.fromisoformat(norm[:10])
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, 12, tzinfo=zone)


def told_value(value: str, language: str) -> str:
    """A contradiction's value for a reader: "14 d" in days, a day by its name, words of ours in theirs."""
    count = _SPAN.fullmatch(value)
    if count is not None:
        number, unit = int(count["n"]), count["unit"]
        years = in_years(number, language) if unit == "d" else ""
        return years or (ONE_DAY if number == 1 else DAYS)[language][unit].format(n=number)
    if _DAY.fullmatch(value):
        _, month, day = value.split("-")
        return f"{int(day)} {MONTHS[language][int(month) - 1]}"
    return VALUES[language].get(value, value)


def quoted(text: str, language: str, ours: bool = False) -> str:
    """Somebody's words in the language's quotation marks: no opening greeting, cut at a word when long."""
    words = without_greeting(text, ours)
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(" ", 1)[0].rstrip(".,;:…") + "…"
    return f"„{words}”" if language == "pl" else f"“{words}”"


def without_greeting(text: str, ours: bool = False) -> str:
    """Somebody's words in one line, from behind the opening greeting on; behind the shop's too where they may be `ours`."""
    words = " ".join(text.split())
    for _ in range(OPENINGS):
        shorter = _GREETING.sub("", words)
        shorter = _OPENS.sub("", shorter, count=1) if ours else shorter
        if shorter == words or not shorter:
            break
        words = shorter
    return words[:1].upper() + words[1:]


def sentence_at(text: str, span: tuple[int, int]) -> str:
    """The whole sentence in which a span stands: a part of one may cut an amount from its currency."""
    start, stop = span
    ends = [match.end() for match in _END.finditer(text)]
    begin = max((end for end in ends if end <= start), default=0)
    return text[begin : min((end for end in ends if end >= stop), default=len(text))].strip()
