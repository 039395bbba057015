"""Names of facts that only a question uses, beside those that tellings use too, and questions that name no fact at all."""

from domain.memory.asking.lists import BOOKED, OWN_NAME, phrases
from domain.memory.extract.cores import COMMA, Words
from domain.memory.extract.topics import Mention, mentions_of
from domain.memory.listed import listed
from domain.memory.unmarked import unmarked

_MORE: dict[str, tuple[str, ...]] = {
    "name": phrases("surname | forename | imienia | imieniem | nazwiskiem | nazwisku | dane osobowe"),
    "email": phrases("""
        mailem | mejlem | adresem e-mail | adresem email | adresem mailowym | adres mejlowy | adresu mailowego | adresu mejlowego | adres poczty |
        e-mailem | email id | mail id | mejlowy
    """),
    "phone": phrases("""
        numer pod którym | numer na który | kontakt do siebie | kontakt do pana | kontakt do pani | numer do siebie | namiary | telefonem |
        numer kom | numer tel | nr tel |
        numer do kontaktu | numer do pana | numer do pani | numer do ciebie | numeru kontaktowego |
        numerem telefonu | numerze telefonu | number to reach | number to call | number i can reach | number we can reach | callback number |
        call back number
    """),
    "address": phrases("""
        adresem | adresie | adresu zamieszkania | adresu dostawy | adresu do wysyłki | adres korespondencyjny | adres zameldowania | house number |
        nazwa ulicy | nazwę ulicy | nazwy ulicy | ulicę i numer | ulicy i numeru | numer domu | numeru domu |
        street name | name of your street | name of the street
    """),
    "postcode": phrases("kod poczt | kodzie pocztowym | postcodes | zip-code | post-code"),
    "order_no": phrases("""
        numerze zamówienia | numerem zamówienia | numer tego zamówienia | order's number | number of your order | number of the order |
        reference of your order
    """),
    "customer_no": phrases("""
        numer karty stałego klienta | numer karty lojalnościowej | numer karty klubowej | loyalty card number | loyalty number | numer klubowicza |
        membership number
    """),
    "birth_date": phrases("datą urodzenia | rok urodzenia | dzień urodzenia | dacie urodzenia | birth-date | year of birth"),
    "username": phrases("nazwą użytkownika | loginem"),
    "pin": phrases("pinem | kodem pin | numerem pin"),
    "security_answer": phrases("nazwisko rodowe | nazwiska panieńskiego | nazwiska rodowego | odpowiedzi na pytanie"),
}  # fmt: skip

# Said whole; they name no fact. Those with a pronoun in them are questions of the shop wherever they stand.
WHOLE: dict[str, tuple[str, ...]] = {
    "name": phrases("""
        am i speaking | am i talking | am i chatting | do i have the pleasure | i'm speaking with | i'm speaking to | i am speaking with |
        i am speaking to | i'm talking to | i'm chatting with | are you called | should i call you | may i call you | should i address you |
        z kim rozmawiam | z kim mam przyjemność | kim mam przyjemność | się pan nazywa | się pani nazywa | pan się nazywa | pani się nazywa |
        na kogo było | na kogo jest | na kogo zostało | na czyje nazwisko | who was the order for | who is the order for | who was it ordered by |
        kogo zapisać | kogo mam zapisać | kogo mam wpisać | na kogo zapisać | na kogo mam zapisać | na kogo mam wpisać |
        się nazywasz | się przedstawić | się pan przedstawić | się pani przedstawić | ma pan na nazwisko | ma pani na nazwisko | masz na nazwisko |
        ma pan na imię | ma pani na imię | masz na imię | zwracać się do pana | zwracać się do pani | się do pana zwracać | się do pani zwracać
    """),
    "birth_date": phrases("""
        were you born | się pan urodził | się pani urodziła | pan się urodził | pani się urodziła | się urodziłeś | się urodziłaś
    """),
    "phone": phrases("""
        number can we call | number can we reach | number can we ring | number can i call | number can i reach | number should we call |
        number should i call | leave us a number | leave me a number | leave a number |
        leave your number | leave us your number |
        pod jaki numer oddzwonić | pod jaki numer zadzwonić | pod jaki numer mam | pod jaki numer możemy | na jaki numer oddzwonić |
        na jaki numer zadzwonić | na jaki numer mam | na jaki numer możemy | pod jakim numerem możemy | pod jakim numerem mogę
    """),
    "address": phrases("""
        should i send | should we send | mam wysłać | mamy wysłać | wysłać wymianę | wysłać zwrot | do you live | are you living | pan mieszka |
        pani mieszka | mieszkasz
    """),
}  # fmt: skip
# "May I call you Orla?" is no question for the name; "what may I call you?" is.
_ONLY_WHAT = frozenset(map(unmarked, ("should i call you", "may i call you", "should i address you", "zwracać się do pana", "zwracać się do pani",
                                      "się do pana zwracać", "się do pani zwracać")))  # fmt: skip
_WHATS = listed("what how jak")
_OPENERS = listed("who whom what how when where may could can jak z kiedy gdzie prosze czy kim kogo moge")

_WHERE = frozenset(("where", "gdzie"))
_WHICH = frozenset(("what", "which", "whose", "under"))

_Phrase = tuple[tuple[str, ...], str]


def _numbers() -> dict[str, tuple[str, ...]]:
    """ "numer Pani zamówienia": whose it is, between the number and what it is of."""
    things = {
        "order_no": ("zamówienia", "zamowienia"),
        "account_no": ("konta", "rachunku"),
        "customer_no": ("klienta",),
        "phone": ("telefonu", "komórki"),
    }
    numbers = ("numer", "numeru", "numerem", "numerze", "nr")
    whose = ("pana", "pani", "państwa", "twojego", "swojego", "tego", "jakiegoś", "ostatniego")
    return {
        key: (*_MORE.get(key, ()), *(f"{number} {of} {each}" for number in numbers for of in whose for each in thing))
        for key, thing in things.items()
    }


def _by_start(phrases: dict[str, tuple[str, ...]]) -> dict[tuple[str, ...], list[_Phrase]]:
    """By the first two words, longer ones first; a word that is a name alone by itself."""
    found: dict[tuple[str, ...], list[_Phrase]] = {}
    for key, several in phrases.items():
        for phrase in several:
            words = tuple(unmarked(phrase).split())
            found.setdefault(words[:2], []).append((words, key))
    for each in found.values():
        each.sort(key=lambda one: -len(one[0]))
    return found


_NAMED, _WHOLE = _by_start(_MORE | _numbers()), _by_start(WHOLE)
_NAMED_FIRST, _WHOLE_FIRST = ({words[0] for words in known} for known in (_NAMED, _WHOLE))


def named_in(words: Words) -> dict[int, Mention]:
    """The facts that a text names, by the core each name starts at; a longer name stands for a shorter one in it."""
    found = mentions_of(words)
    for at in [at for at, each in found.items() if each.keys == ("",) and words.lows[at] == "name" and at]:
        if _is_own_name(words, at):
            found[at] = Mention(at, at + 1, ("name",))
    for at, low in enumerate(words.plain):
        phrase = _phrase(words, at, _NAMED) if low in _NAMED_FIRST else None
        if phrase is not None:
            end, there = at + len(phrase[0]), found.get(at)
            if there is None or there.end < end or there.weak:
                for inner in range(at, end):
                    found.pop(inner, None)
                found[at] = Mention(at, end, (phrase[1],))
    return found


def _is_own_name(words: Words, at: int) -> bool:
    """ "What name is the order under?", "your good name"."""
    before, after = words.lows[at - 1], words.lows[at + 1 : at + 9]
    return (before in _WHICH and not BOOKED.isdisjoint(after)) or (before in OWN_NAME and after[:1] != ["of"])


def whole_in(words: Words) -> list[tuple[int, int, str]]:
    """Questions that name no fact: first core, end, key."""
    found: list[tuple[int, int, str]] = []
    for at, low in enumerate(words.plain):
        phrase = _phrase(words, at, _WHOLE) if low in _WHOLE_FIRST else None
        if phrase is not None:
            openers = _WHATS if " ".join(phrase[0]) in _ONLY_WHAT else _OPENERS
            led = (back for back in range(at, max(-1, at - 6), -1) if words.plain[back] in openers)
            start = at if phrase[1] == "phone" or phrase[0][0] == "na" else next(led, None)
            if start is not None and (phrase[1] != "address" or words.lows[start] in _WHERE):
                found.append((start, at + len(phrase[0]), phrase[1]))
    return found


def _phrase(words: Words, at: int, known: dict[tuple[str, ...], list[_Phrase]]) -> _Phrase | None:
    lows = words.plain
    for start in (tuple(lows[at : at + 2]), (lows[at],)):
        for phrase in known.get(start, ()):
            end = at + len(phrase[0])
            if tuple(lows[at:end]) == phrase[0] and not any(words.gap(each) >= COMMA for each in range(at + 1, end)):
                return phrase
    return None
