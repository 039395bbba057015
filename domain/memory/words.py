"""The brief's sentences in Polish and English."""

LONGEST = 120

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

SAID = {
    "pl": {
        "way": "Od {day}: {way}.",
        "first": "Zaczęło się od: {words}",
        "last": "Ostatnio ({channel}): {words}",
        "order-noted": "Zamówienie: {text}.",
        "shipment-noted": "Przesyłka: {text}.",
        "promise": "{who} obiecuje: {what} (termin: {due}).",
        "no-date": "bez daty",
    },
    "en": {
        "way": "Since {day}: {way}.",
        "first": "It began with: {words}",
        "last": "Last word ({channel}): {words}",
        "order-noted": "Order: {text}.",
        "shipment-noted": "Parcel: {text}.",
        "promise": "{who} promises: {what} (due {due}).",
        "no-date": "no date given",
    },
}


def quoted(text: str, language: str) -> str:
    """A customer's words in the language's quotation marks, cut at a word when long."""
    words = " ".join(text.split())
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(" ", 1)[0] + "…"
    return f"„{words}”" if language == "pl" else f"“{words}”"
