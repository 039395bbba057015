"""The words by which people name a fact, asking for it or telling it: "order number", "kod pocztowy", "date of birth"."""

import msgspec

from domain.memory.extract.cores import COMMA, END, QUESTION, Words
from domain.memory.extract.stops import listed

_NUMBER = ("number", "numbers", "no", "nr", "num", "id", "ids", "id's", "code", "reference", "ref")
_NUMER = ("numer", "numeru", "numerem", "nr", "id", "identyfikator", "identyfikatora")


def _each(firsts: str, *seconds: str) -> list[str]:
    return [f"{first} {second}" for first in firsts.split() for second in seconds]


# Phrases of each key; those after "|" name it only where the value stands right beside.
_PHRASES: dict[str, tuple[list[str], list[str]]] = {
    "name": (["name", "names", "full name", "first and last name", "imię i nazwisko", "imie i nazwisko", "imienia i nazwiska",
              "imieniem i nazwiskiem", "nazwisko", "nazwiska", "imię", "godność", "pana godność", "pani godność"], []),
    "account_no": ([*_each("account acct acc acount", *_NUMBER), *_each("numer nr id identyfikator numeru numerem", "konta", "rachunku"),
                    "konto nr", "konto numer", "konta nr", "iban"], ["account", "acct", "konto", "konta", "rachunek"]),
    "customer_no": ([*_each("customer client member membership", *_NUMBER[:6]), *_each("numer nr id identyfikator numeru numerem", "klienta", "klientki"),
                     *_each("klient klienta", "nr", "numer")], []),
    "order_no": ([*_each("order purchase booking", *_NUMBER), *_each(" ".join(_NUMER), "zamówienia", "zamowienia", "zakupu"),
                  *_each("zamówienie zamówienia zamówieniu zamówieniem zamowienie zamowienia", "nr", "numer", "o numerze")],
                 ["order", "orders", "order with id", "zamówienie", "zamówienia", "zamówieniu", "zamówieniem", "zamowienie", "zamowienia"]),
    "username": (["username", "usernames", "user name", "user names", "user id", "userid", "login name", "nazwa użytkownika", "nazwę użytkownika",
                  "nazwy użytkownika", "nazwa uzytkownika", "nick", "twój login", "pana login", "pani login", "loginu"], ["login", "user"]),
    "email": (["email", "emails", "e-mail", "email address", "e-mail address", "email adress", "email addresses", "mail", "adres email", "adres e-mail",
               "adres mailowy", "adresu email", "adresu e-mail", "maila", "mejl", "mejla", "e-maila"], []),
    "phone": (["phone", "phone number", "phone numbers", "phone no", "telephone", "telephone number", "mobile", "mobile number", "cell number",
               "cell phone number", "contact number", "telefon", "telefonu", "numer telefonu", "numeru telefonu", "nr telefonu", "numer kontaktowy",
               "telefon kontaktowy", "numer komórki", "numer komórkowy"], ["cell", "tel", "kom", "komórka"]),
    "postcode": (["zip", "zipcode", "zip code", "zip codes", "postcode", "post code", "postal code", "kod pocztowy", "kodu pocztowego",
                  "kodem pocztowym"], []),
    "address": (["address", "full address", "street address", "home address", "shipping address", "mailing address", "delivery address",
                 "billing address", "current address", "adres", "adresu", "adres zamieszkania", "adres dostawy", "adres do wysyłki", "ulica"], []),
    "birth_date": (["date of birth", "birth date", "birthdate", "dob", "d.o.b", "birthday", "data urodzenia", "datę urodzenia", "daty urodzenia",
                    "date urodzenia"], ["born", "born on", "urodzony", "urodzona", "urodziłem się", "urodziłam się", "ur"]),
    "pin": (["pin", "pins", "pin number", "pin code", "pin no", "security pin", "numer pin", "kod pin", "pinu", "pin-u", "kodu pin"], []),
    "security_answer": ([*_each("maiden", "name", "is", "was"), "mother's maiden", "mothers maiden", "security question", "security questions",
                         "security answer", "security answers", "secret question", "childhood pet", "pet's name", "pets name", "pet name",
                         "pytanie pomocnicze", "pytanie bezpieczeństwa", "odpowiedź na pytanie", "nazwisko panieńskie", "nazwisko rodowe",
                         "imię zwierzęcia", "imię zwierzaka", "imię psa", "imię kota"], ["pet", "cat's name", "dog's name"]),
    "": (["tracking number", "tracking id", "card number", "room number", "serial number", "model number", "invoice number", "flight number",
          "ip address", "web address", "order status", "reference number", "numer karty", "numer przesyłki", "numer faktury", "numer seryjny",
          "nr przesyłki", "nr faktury", "nr karty", "product code", "promo code", "discount code", "kod rabatowy", "ticket number", "routing number"],
         []),
}  # fmt: skip
_PAIRS = {
    f"{one} {joined} {other} {number}": (first, second)
    for joined in ("and", "or", "")  # "&" is no core
    for number in _NUMBER
    for one, first, other, second in (("account", "account_no", "order", "order_no"), ("order", "order_no", "account", "account_no"))
}  # fmt: skip

# Before "name": whose it is. Anything else before it ("company name", "the driver's name") names something else.
_OWN = listed("your my full first last family legal complete the a an account account's customer own and or proper real correct need please "
                 "with is of provide confirm user's by have get their surname what's whats")  # fmt: skip
_OTHERS = frozenset(("his", "her", "their", "jego", "jej", "ich", "wife's", "husband's"))
_OF_OWN = frozenset(("account", "holder", "customer", "person", "you"))
_PETS = frozenset(
    ("pet", "pets", "dog", "cat", "school", "teacher", "street", "zwierzaka", "zwierzęcia", "psa", "kota")
)
_ASKS = listed("""
can could may might need provide give tell confirm verify please share what what's whats which know require requires want mind enter send starting start
proszę prosze poproszę poprosze podać podac podaj podanie jaki jakie jaka jak mogę moge można potrzebuję potrzebny potrzebne potrzebna poprosić czy
""")  # fmt: skip
_PLEASE = frozenset(("please", "proszę", "prosze", "poproszę", "poprosze"))
# First words of Polish phrases, after which "to" is a form of "is".
POLISH = listed(
    "imię imie nazwisko nazwiska godność numer nr konto rachunek telefon adres kod data login nazwa identyfikator mail mejl"
)
_MINE = frozenset(("my", "mój", "moj", "moje", "moja", "mojego", "mojej", "our", "nasz"))
_ASKING_BACK = 25  # cores before a topic that are looked at for a word of asking
# "Who am I speaking to?" asks for a name and names no topic.
_WHO = ("am i speaking", "am i talking", "am i chatting", "do i have the pleasure", "rozmawiam", "mam przyjemność", "się pan nazywa", "się pani nazywa",
        "się nazywasz", "się przedstawić", "się pan przedstawić", "się pani przedstawić", "you are called", "are you called")  # fmt: skip


class Mention(msgspec.Struct, frozen=True):
    """A topic in a text: its cores (end exclusive), the keys it names, and whether it can only label a value beside it."""

    start: int
    end: int
    keys: tuple[str, ...]
    weak: bool = False


_Trie = dict[str, list[tuple[tuple[str, ...], tuple[str, ...], bool]]]


def _trie() -> _Trie:
    found: _Trie = {}
    said = [
        (phrase, (key,), weak)
        for key, both in _PHRASES.items()
        for weak, phrases in enumerate(both)
        for phrase in phrases
    ]
    for phrase, keys, weak in [*said, *((phrase, keys, 0) for phrase, keys in _PAIRS.items())]:
        first, *rest = phrase.split()
        found.setdefault(first, []).append((tuple(rest), keys, bool(weak)))
    for each in found.values():
        each.sort(key=lambda one: -len(one[0]))
    return found


_TOPICS = _trie()


def mentions_of(words: Words) -> dict[int, Mention]:
    """The topics of a text by the core they start at."""
    found: dict[int, Mention] = {}
    lows, past = words.lows, 0
    for at, low in enumerate(lows):
        if at >= past and low in _TOPICS:
            mention = _mention(words, at)
            if mention is not None:
                found[at] = mention
                past = mention.end
    return found


def starts_topic(low: str) -> bool:
    """Whether a word may begin the naming of a fact."""
    return low in _TOPICS


def _mention(words: Words, at: int) -> Mention | None:
    lows = words.lows
    for rest, keys, weak in _TOPICS[lows[at]]:
        end = at + 1 + len(rest)
        if tuple(lows[at + 1 : end]) == rest and not any(
            words.gap(each) >= COMMA for each in range(at + 1, min(end, len(lows)))
        ):
            if keys == ("name",):
                keys = _whose(words, at, end)
            return Mention(at, end, keys, weak)
    return None


def _whose(words: Words, at: int, end: int) -> tuple[str, ...]:
    """Whether "name" means the speaker's own, the answer to a security question, or that of something else."""
    lows = words.lows
    after = lows[end : end + 7]
    if after[:1] == ["of"]:
        return (
            ("security_answer",)
            if not _PETS.isdisjoint(after)
            else ("name",)
            if not _OF_OWN.isdisjoint(after[:5])
            else ("",)
        )
    before = lows[at - 1] if at and words.gap(at) < END else ""
    if lows[at] not in ("name", "names") and (before in _OTHERS or (before.endswith("s") and before not in _OWN)):
        return ("",)
    return (
        ("name",)
        if not before or before in _OWN or words.gap(at) >= COMMA or lows[at] not in ("name", "names")
        else ("",)
    )


def asked_in(words: Words, mentions: dict[int, Mention]) -> list[tuple[int, str]]:
    """The keys a text asks for, each with the core behind the words that ask, in order."""
    found: list[tuple[int, str]] = []
    for mention in mentions.values():
        if not mention.weak and mention.keys != ("",) and _is_asked(words, mention):
            found += [(mention.end, key) for key in mention.keys]
    joined = " ".join(words.lows) if _WHO_STARTS.intersection(words.lows) else ""
    if joined:
        for phrase in _WHO:
            place = f" {joined} ".find(f" {phrase} ")
            if place >= 0:
                found.append((joined[: place + len(phrase)].count(" ") + 1, "name"))
    return sorted(found)


_WHO_STARTS = frozenset(("am", "pleasure", "rozmawiam", "przyjemność", "się", "called"))


def _is_asked(words: Words, mention: Mention) -> bool:
    """A question mark ends its sentence, or a word of asking stands before it; "my account number" tells."""
    at = mention.start
    copula = words.lows[mention.end : mention.end + 1]
    tells = copula == ["is"] or (copula == ["to"] and words.lows[at] in POLISH)
    if tells or (at and words.gap(at) < COMMA and words.lows[at - 1] in _MINE):
        return False
    if mention.end <= len(words) and ":" in words.tail(mention.end - 1):
        return False
    if len(words) <= 6 and mention.end == len(words):
        return True
    for back in range(at, max(-1, at - _ASKING_BACK), -1):
        if back < at and words.lows[back] in _ASKS:
            return True
        if words.gaps[back] >= END and back:
            break
    for ahead in range(mention.end, min(len(words), mention.end + _ASKING_BACK) + 1):
        gap = words.gap(ahead) if ahead < len(words) else (QUESTION if "?" in words.tail(len(words) - 1) else END)
        if gap >= END:
            return gap == QUESTION
        if words.lows[ahead] in _PLEASE and ahead - mention.end < 4:
            return True
    return False
