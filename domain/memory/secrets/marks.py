"""The words by which people name a secret, Polish and English, and those by which they name another number."""

from collections.abc import Iterator

import msgspec

from domain.memory.listed import listed
from domain.memory.loosely import compiled

_PIN = r"(?:pin[ -]?(?:code|number|no\b\.?|nr\b)|(?:kod(?:u|em)?|numer(?:u|em)?|nr) pin|kod(?:u|em|y)? blik(?:a|u|iem)?|pin(?:['’-]?(?:u|y|em|owi|ów|s|ie))?)"
_OWN = r"(?: (?:do|to|for|of|on|na|z|dla)(?: (?:my|the|your|our|this|mojego|mojej|tego|tej|moja|moje))?"
_OF = rf"(?P<of>{_OWN} (?:account|bank account|debit card|credit card|card|konta|karty|app|aplikacji|phone|telefonu|klubu))?)?"
_CARD = (r"(?:credit (?:no|number|num)|credit(?= \d{12})|(?:credit |debit )?(?:card|crad)|kart[aęyąo]|visa|mastercard|maestro|amex)"
         r"(?: (?:kredytow|debetow|płatnicz|bankow)\w{1,3})?"
         r"(?:[ -]?(?:number|no\b\.?|nr\b|numer|num)| o numerze)?")  # fmt: skip
_LOYAL = (r"(?:loyalty|gift|member(?:ship)?|club|store|rewards?|points|sim|library|id|identity|stałego|lojalnościow\w+|podarunkow\w+|"
          r"klubow\w+|rabatow\w+) (?:card|kart)\w*|kart\w{1,2} (?:lojalnościow|podarunkow|klubow|rabatow|stałego|sim|członkowsk|dużej)\w*")  # fmt: skip
_CODE = (r"(?:cvv2?|cvc2?)(?:[/ -](?:cvc2?|cvv2?))?(?: (?:code|number|kod))?|(?:card )?(?:security|verification) code on (?:the |my )?(?:back|card)|"
         r"card (?:security|verification) (?:code|number)|security code(?= (?:of|on) (?:my |the )?card)|three digits on the back|"
         r"kod(?:u|em)? (?:cvv2?|cvc2?|zabezpieczając\w+)|trzy cyfry z (?:tyłu|odwrotu)|"
         r"kod(?:u|em)? z (?:tyłu|odwrotu) kart\w+")  # fmt: skip
_PERSON = (r"pesel(?:u|em|owi)?|ssn|social security(?: number| no)?|social(?= (?:is|number|no\b|#))(?: number| no)?"
           r"|national insurance(?: number| no)?|social insurance(?: number| no)?")  # fmt: skip
# Names of other numbers: what stands beside one of these is no secret.
_OTHER = (r"order|orders|zam[oó]wieni\w+|account|acct|acc|ac|iban|kont[oaue]\w?|rachun\w+|phone|mobile|cell|tel|telephone|telefon\w*|kom[oó]rk\w+|zip|"
          r"zipcode|post ?code|postal|kod(?:u|em)? poczt\w+|invoice|faktur\w+|tracking|przesył\w+|paczk\w+|parcel|shipment|customer|klient\w*|member|room|"
          r"pok[oó]j\w*|flight|booking|reservation|rezerwacj\w+|ending|ends|ended|ostatni\w+|last (?:four|4)|final (?:four|4)|amount|kwot\w+|price"
          r"|cen\w{1,2}|"
          r"dat[aęy]|date|dob|born|birth|urodz\w+|birthday|year|rok|reference|ref|ticket|zgłoszeni\w+|reklamacj\w+|claim|policy|polis\w+|transfer"
          r"|przelew\w*|nip|"
          r"regon|ean|gtin|sku|model\w*|serial|seryjn\w+|code|kod\w{0,2}|odbior\w+|odbiór|pickup|locker|paczkomat\w*|bus|gate|extension|wewnętrzn\w+|nr domu|"
          r"street|ulic\w+|ul|balance|saldo|worth|paid|cost|costs|charged?|spent|limit|fee|deposit|withdraw\w*|"
          r"username|login|user id|id|user|confirmation|quantity|qty|ilo[śs][ćc]")  # fmt: skip
_MARK = compiled(
    rf"(?:(?P<pin>{_PIN}{_OF})|(?P<card_code>{_CODE})|(?P<other2>{_LOYAL})|(?P<card>{_CARD})|(?P<person_number>{_PERSON})|(?P<other>{_OTHER}))(?!\w)"
)
_BEGINS = compiled(r"(?<![\w•-])[a-z][a-z]")
# What they begin with: six of seven words of a text are passed over by it.
_FIRST_LETTERS = listed("""
ac am ba bi bo bu ca ce ch cl co cr cu cv da de do ea en ex fa fe fi fl ga gi gt ib id il in ka kl ko kw la li lo ma me mo na ni nr nu od or os
pa pe ph pi po pr qt qu ra re ro sa se sh si sk so sp ss st te th ti tr ul ur us ve vi we wi wo ye za zg zi
""")
_BEHIND = compiled(
    r"[\"'”),]{0,2} {0,2}(?:(?:this is|that is|that's|is|was|are|to|jest|as|for|in|-|–|=) )?(?:(?:my|the|your|mój|moja|moj|nasz|to) "
    r"(?:(?:old|new|current|other|lost|stary|stara|nowy|nowa) )?)?$"
)
_MEASURED = compiled(
    r" ?(?:zł\w*|pln|eur\w*|usd|gbp|chf|czk|dollars?|bucks|pounds?|cents?|gr|grosz\w*|tys|k|km|m|cm|mm|kg|g|mb|gb|szt\w*|sztuk\w*|pcs|units?|items?|times|"
    r"razy|digits?|digit|cyfr\w*|cyfrow\w+|minut\w*|min|hours?|hrs?|godz\w*|seconds|days?|dni|weeks?|lat|years?|r|roku|rok|am|pm|points|punkt\w*|people|"
    r"osób|credits?|zipcode|zip|accounts?|orders?)(?!\w)|[€£$%]|\.?- ?zł|"
    r" (?:[^\W\d_][\w'.-]{0,20} ){1,3}?(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|close|crescent)(?!\w)"
)
_DATED = compiled(
    r"(?<!\w)(?:in|since|from|until|till|by|od|do|w|of|circa|late|early|mid|stycz\w+|lut\w+|mar[zc]\w*|kwie\w+|maj\w*|may|czerw\w+|june?|july?|lip\w+|"
    r"sierp\w+|aug\w*|wrze\w+|sep\w*|paźdz\w+|oct\w*|listop\w+|nov\w*|grud\w+|dec\w*|jan\w*|feb\w*|apr\w*|\d{1,2}(?:st|nd|rd|th)?,?) ?$"
)
_YEAR = compiled(r"(?:19|20)\d\d")
SECRET_WORDS = compiled(
    r"maiden|panie[ńn]sk|nazwisk\w* rodow|(?:security|secret|memorable) (?:question|answer|word|phrase)|"
    r"(?:pytani\w+|odpowied\w+|hasł\w+) (?:pomocnicz|bezpiecze|kontroln|zabezpiecz|weryfik)\w*|odpowied\w+ na pytanie"
)
ASKED_WORDS = compiled(
    SECRET_WORDS.pattern
    + r"|(?:name|called|imi\w+|nazw\w+|wabi\w+|nazywa\w+)\b.{0,40}\b(?:pets?|(?:first|childhood|pierwsz\w+|ukochan\w+) (?:dog|cat|ps\w+|pies|"
    r"kot\w*|zwierz\w+)|zwierz[aąęe]\w*|(?:primary |elementary |first )school|first teacher|szkoł\w+ podstawow\w+)|\b(?:pet|pets|pet's) name|childhood pet|"
    r"first pet|(?:city|town) (?:were you|you were) born|(?:miejsc\w+|miast\w+) urodzenia|imi\w+ (?:pierwsz\w+ )?(?:zwierz\w+|psa|kota)|"
    r"answer\w* to (?:the|your) (?:security )?question"
)
PASSWORD = compiled(
    r"(?=[ph])(?<![\w•])(?:pass ?(?:w[oa]rl?d|code|phrase|wd)s?|pass?w?(?:o?r|ro)d|pass?wo?d|pa{2,3}s{1,3}w?o?rd|"
    r"pasw[oa]rd|pwd|pswd|pw(?= ?[:=])|hasł(?:o|a|em|u)|haslo)(?!\w)"
)
ASKED_PASSWORD = compiled(
    r"(?=[a-z])(?<!\w)(?:what(?:'s| is| was| are)|tell|provide|give|confirm|verify|have|get|need|know|enter|type|podać|podac|podaj|poproszę|poprosze|proszę|"
    r"jakie|podanie|wpisać|potwierdzić)(?:,? (?!reset|new|chang|forg|recover|creat|generat|send|nowe|zmie|odzysk)[\w'’]+){0,9}"
    r",? (?:pass(?:word|code|phrase|wd)|hasł[oa]|haslo)(?!\w)"
    r"(?! (?:reset|chang|recover))|^(?:and |your |the |a |i |twoje |hasło|haslo)*(?:pass(?:word|code|phrase)|hasło|haslo)[?. ]*$"
    r"|(?<!\w)(?:number|no|id|name|nr|konta|klienta|login|numer)(?:,? and|,? i|,? oraz|,|/| &) (?:the |your |twoje )?"
    r"(?:pass(?:word|code|phrase)|hasło|haslo)(?!\w)"
)
PASSWORD_OF = compiled(PASSWORD.pattern + r"(?: (?:do|to|for|of) (?:my |your |the )?\w+| \w+(?:czne|owe|jne))?")
ASKS = compiled(
    r"\?|(?<!\w)(?:can|could|may|might|need|require|provide|give|tell|confirm|verify|please|what|what's|enter|type|share|send|proszę|prosze|poproszę|"
    r"poprosze|podać|podac|podaj|podanie|jaki|jakie|jaka|potrzeb\w+|poprosić|wpisać|podyktować|potwierdzić)(?!\w)"
)
# What is asked for besides, so that a bare number may be that.
RIVALS = compiled(
    rf"(?=[a-z])(?<![\w•-])(?:{_OTHER}|how (?:much|many)|what time|which day|ile|ilu|o której|number|numer|numeru|nr)(?!\w)"
)
NAMES_TOO = compiled(
    r"(?=[a-z])(?<!\w)(?:(?:full|first|last|your|account holder's|customer's) name(?! of)(?!s? (?:is|was))|name on (?:the|your)|"
    r"imi\w+ i nazwisk\w+|godność)(?!\w)"
)
# What asks on for the same, and what only waits for it.
GOES_ON = compiled(
    r"(?=.{1,80}$)(?:(?:sorry|pardon|and|ok|okay|thanks|thank you|i see|przepraszam|dobrze|a|i|to znaczy)[,.?!]? )*"
    r"(?:(?:(?:can|could|would|will) you |please |"
    r"czy (?:może|mogę|mogłaby|mógłby) |proszę |prosze |może )?(?:pani |pan |państwo |prosić (?:jeszcze )?|please |i )?"
    r"(?:repeat|spell|say|have|type|powtórz\w*|przeliter\w+|"
    r"powiedzieć|jeszcze raz|o powtórzenie|o przeliterowanie|wolniej)"
    r"(?:,? (?:it|that|this|je|to|please|for me|out|again|once more|slowly|jeszcze raz|wolniej|proszę))*|"
    r"(?:what (?:was|is) (?:it|that)|(?:that|it|which) (?:is|was|would be)|pardon|sorry|(?:to )?czyli|jakie(?: ono jest| to)?|(?:jak )?brzmi))[ ?.!]*$"
)
PATIENT = compiled(
    r"(?:(?:take your time|(?:no|not a) (?:rush|hurry|problem|worries)|sure|of course|certainly|ok|okay|go ahead|"
    r"i'll wait|i will wait|please do|whenever you(?:'re| are) ready|"
    r"spokojnie|nie ma (?:pośpiechu|sprawy|problemu)|oczywiście|jasne|dobrze|proszę(?: bardzo)?|prosze|(?:po)?czekam|słucham|bez pośpiechu)[ ,.!…]*){1,4}$"
)
REMEMBERS = compiled(
    r"(?=[a-z])(?<!\w)(?:rememb\w+|recall\w*|found|it(?:'s| is| was| may| might| could)|its|may be|might be|could be|either|try|przypomn\w+|pamięta\w+|"
    r"chyba|może|"
    r"spróbuj\w*|albo|mam go|już mam)(?!\w)"
)
NEVER = compiled(
    r"(?=[dn])(?<!\w)(?:never|don't|do not|nie|nigdy)(?: \w+){0,2} (?:ask|share|give|tell|send|reveal|podawa\w+|podaj\w*|prosi\w*|wysyła\w+|udostępnia\w+)"
)


_NAMES = compiled(  # no look behind in front: a pattern that begins with a letter is searched for ten times as fast
    r"(?:pin|card|kart|cvv|cvc|security code|kod|pesel|ssn|social|national ins|visa|mastercard|credit)"
)


def names_secret(low: str) -> bool:
    """Whether a text may name a secret: every text is asked this first, so it is one chain of the cheapest question there is."""
    return (
        "pin" in low or "car" in low or "kart" in low or "cv" in low or "cred" in low or "pesel" in low or "ssn" in low or "insur" in low
        or "social" in low or "secur" in low or "kod zab" in low or "blik" in low or "visa" in low or "pass" in low or "pasw" in low or "paas" in low
        or "has" in low or "pwd" in low or "pw:" in low or "pw " in low or "pw=" in low
        or "pswd" in low or "panie" in low or "pomoc" in low or "maiden" in low or "rodow" in low or "secret" in low or "memor" in low
        or "odpow" in low or "child" in low
    )  # fmt: skip


def may_ask(low: str) -> bool:
    """Whether a question may be one for a secret; it may name it by what it is about."""
    return (
        names_secret(low) or "kod" in low or "pet" in low or "zwierz" in low or "dog" in low or "cat" in low or "psa" in low or "pies" in low
        or "school" in low or "szko" in low or "teacher" in low or "born" in low or "urodzenia" in low or "digits on" in low
        or "cyfry z" in low or "answer" in low
    )  # fmt: skip


def names_at(low: str) -> Iterator[int]:
    """Where a secret with a number may be named in a text in small letters."""
    for match in _NAMES.finditer(low):
        before = low[match.start() - 1] if match.start() else " "
        if not (before.isalnum() or before in "_•-"):
            yield match.start()


class Mark(msgspec.Struct, frozen=True):
    """Where a number is named: which (a kind of secret, or empty for another number), and whether it says of what."""

    start: int
    end: int
    kind: str
    of: bool = False


def marks_in(low: str) -> list[Mark]:
    """The names of numbers in a text in small letters, in order."""
    found: list[Mark] = []
    past = 0
    for word in _BEGINS.finditer(low):
        start = word.start()
        if start < past or word[0] not in _FIRST_LETTERS:
            continue
        match = _MARK.match(low, start)
        if match is None:
            continue
        past = match.end()
        kind = match.lastgroup or ""
        if match["pin"]:
            kind = "pin"
        found.append(Mark(start, past, "" if kind.startswith("other") else kind, bool(match["pin"] and match["of"])))
    return found


def follows(low: str, end: int, mark: Mark) -> bool:
    """Whether a name stands right behind a number: "4815 is my pin"."""
    return mark.start - end <= 20 and _BEHIND.fullmatch(low, end, mark.start) is not None


def is_measured(low: str, start: int, end: int) -> bool:
    """Whether a number counts or measures something, or is a year: nobody's secret."""
    before = low[max(0, start - 14) : start]
    if before[-1:] in ("$", "€", "£") or before[-2:] in ("$ ", "€ ", "£ ") or _MEASURED.match(low, end):
        return True
    return _YEAR.fullmatch(low, start, end) is not None and _DATED.search(before) is not None
