"""The brief's sentences in Polish and English. No gendered verbs: "Obiecane" needs none."""

import re

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
        "cancelled": "anulowane", "returned": "zwrócone",
    },
    "en": {
        "paid": "paid", "reserved": "reserved", "ready_for_pickup": "waiting to be collected", "collected": "collected",
        "shipped": "shipped", "out_for_delivery": "out for delivery", "delivered": "delivered",
        "in_transit": "on its way", "cancelled": "cancelled", "returned": "returned",
    },
}  # fmt: skip
FEMININE = {
    "collected": "odebrana", "shipped": "wysłana", "delivered": "doręczona", "cancelled": "anulowana", "returned": "zwrócona",
}  # fmt: skip

SAID = {
    "pl": {
        "first": "{day} ({channel}): {words}",
        "last": "Ostatnie słowa ({channel}, {day}): {words}",
        "shop": "W salonie {day}, {who}: {words}",
        "failed": "Nie dotarła nasza wiadomość ({channel}, {day}): {words}",
        "order-noted": "Zamówienie {number}: {state}{place}, {day}.",
        "shipment-noted": "Paczka {number}: {state}{place}, {day}.",
        "promise": "Obiecane do {due}: {what} ({who}, {channel}).",
        "promise-undated": "Obiecane bez terminu: {what} ({who}, {channel}).",
    },
    "en": {
        "first": "{day} ({channel}): {words}",
        "last": "Last words ({channel}, {day}): {words}",
        "shop": "In the shop on {day}, {who}: {words}",
        "failed": "Our message did not arrive ({channel}, {day}): {words}",
        "order-noted": "Order {number}: {state}{place}, {day}.",
        "shipment-noted": "Parcel {number}: {state}{place}, {day}.",
        "promise": "Promised by {due}: {what} ({who}, {channel}).",
        "promise-undated": "Promised without a date: {what} ({who}, {channel}).",
    },
}

_GREETING = re.compile(
    r"^(?:dzień dobry|dobry wieczór|witam|cześć|hej|halo|hi|hello|good morning|morning)(?: \w+)?[,.!]?\s+",
    re.IGNORECASE,
)


def state_of(event: str, state: object, language: str) -> str:
    """An order's or parcel's state in words."""
    if not isinstance(state, str) or not state:
        return "?"
    words = STATES[language].get(state, state.replace("_", " "))
    return FEMININE.get(state, words) if event == "shipment-noted" and language == "pl" else words


def quoted(text: str, language: str) -> str:
    """Somebody's words in the language's quotation marks: no opening greeting, cut at a word when long."""
    words = _GREETING.sub("", " ".join(text.split()))
    words = words[:1].upper() + words[1:]
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(" ", 1)[0].rstrip(".,;:…") + "…"
    return f"„{words}”" if language == "pl" else f"“{words}”"
