"""What a commitment is about: the kind of a promise by the verb it is made with and the thing it names (folded text)."""

import re

INFO_THING = re.compile(
    r"\b(?:e-?mails?|links?|labels?|confirmation|invoice|receipt|details|information|info|instructions?|forms?|document\w*|cop(?:y|ies)|"
    r"answers?|news|updates?|tracking|quote|survey|sms|text|message|photos?|"
    r"(?:reset|verification|authentication|access|activation|tracking|security|log ?in|qr) (?:codes?|numbers?)|numbers?|"
    r"mail\w{0,4}|potwierdzeni\w*|informacj\w*|instrukcj\w*|etykiet\w*|formularz\w*|faktur\w*|szczegol\w*|odpowied\w*|wiadomos\w*|"
    r"smsa?|sms-a|numer\w{0,3}|dokument\w*|umow\w|zdjeci\w*|aktualizacj\w*|kod(?:u|em)? (?:nadania|odbioru|zwrotu|qr|weryfik\w+|aktywac\w+))\b"
)
DISCOUNT_THING = re.compile(
    r"\b(?:discount\w*|coupons?|vouchers?|promo(?:tion(?:al)?)? (?:codes?|prices?)|\d{1,2} ?(?:%|percent)(?: off)?|gift cards?|bonus points|"
    r"rabat\w*|znizk\w*|kod(?:u|em)? (?:rabatow\w+|promocyjn\w+|znizkow\w+|na (?:darmow|rabat|znizk|zakup)\w*)|kupon\w*|bony?|bonu|vouchera?|upust\w*|"
    r"\d{1,2} ?(?:procent|proc\.?)|punkt(?:y|ow) (?:lojaln|bonus)\w*)"
)
REFUND_THING = re.compile(
    r"\b(?:refund\w*|money back|(?:your|the) money|reimburse\w*|pieniadz\w*|pieniedzy|srodk\w+|kwot\w|naleznos\w+|przelew\w*|nadplat\w+|"
    r"zwrot(?:u|em)? (?:kosztow|srodkow|pieniedzy|platnosci|naleznosci|kwoty|nadplaty|\d|za|na (?:konto|karte))|zwrot)\b"
)
REPLACEMENT_THING = re.compile(
    r"\b(?:replacements?|exchange\w*|(?:a |an? (?:brand )?|the )?new (?:one|pair|item|copy|order|pack|set|jacket|shirt|product)s?|"
    r"another (?:one|pair|item|copy)|"
    r"zamiennik\w*|zamiann\w+|wymian\w+|(?:now|inn|drug|kolejn|zastepcz|sprawn)(?:a|y|e|ego|ej|i|iego|iej) \w+|now(?:a|y|e|ego)$)"
)
PARCEL_THING = re.compile(
    r"\b(?:it|them|that|this|orders?|parcels?|packages?|items?|shipments?|goods|products?|delivery|courier|pairs?|pieces?|parts?|"
    r"paczk\w*|przesylk\w*|zamowieni\w*|towar\w*|produkt\w*|czesc\w*|brakujac\w+|je|go|ja|kurier\w*|ubrani\w*)\b"
)
CONTACT_THING = re.compile(r"\b(?:(?:phone )?call|callback|telefonu?|kontakt\w*)\b")


def thing_of(words: str) -> str:
    """The kind of promise that a thing named in these words makes; empty if none is."""
    if DISCOUNT_THING.search(words):
        return "discount"
    if REPLACEMENT_THING.search(words) and not re.search(r"\b(?:label|etykiet)", words):
        return "replacement"
    refund, info = REFUND_THING.search(words), INFO_THING.search(words)
    if info and (refund is None or info.start() < refund.start()):
        return "info"
    if refund:
        return "refund"
    return "delivery" if PARCEL_THING.search(words) else ""


_AMOUNT = re.compile(
    r"[$£€] ?\d{1,7}(?:[.,]\d{3})*(?:[.,]\d{1,2})?(?!\d)"
    r"|(?<![\w.,])\d{1,3}(?:[ .,]?\d{3}){0,2}(?:[.,]\d{1,2})? ?(?:zl(?:otych|ote)?|pln|eur(?:o)?|usd|gbp|dollars?|pounds?|[$£€])(?!\w)"
    r"|(?<![\w.,])\d{1,2} ?(?:%|procent|percent)"
)


def amount_in(plain: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the first amount of money or percentage stands."""
    found = _AMOUNT.search(plain, start, end)
    return found.span() if found else None
