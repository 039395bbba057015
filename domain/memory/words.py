"""The brief's sentences in Polish and English."""

LONGEST = 100

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
        "first": "{day} ({channel}): {words}",
        "last": "Ostatnio ({channel}): {words}",
        "promise": "{who} obiecuje do {due}: {what}.",
        "no-date": "odwołania",
    },
    "en": {
        "first": "{day} ({channel}): {words}",
        "last": "Last word ({channel}): {words}",
        "promise": "{who} promises by {due}: {what}.",
        "no-date": "no set date",
    },
}


def quoted_plain(text: str) -> str:
    """Words without their last full stop, on one line, cut at a word when long."""
    words = " ".join(text.split()).rstrip(". ")
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + "…"


def quoted(text: str, language: str) -> str:
    """A customer's words in the language's quotation marks, cut at a word when long."""
    words = " ".join(text.split())
    if len(words) > LONGEST:
        words = words[:LONGEST].rsplit(" ", 1)[0] + "…"
    return f"„{words}”" if language == "pl" else f"“{words}”"
