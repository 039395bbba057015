"""Polish that was typed without its marks, given back those that the rules read by: "zamowienie zostalo wyslane".

Letter for letter, so that every place in the text stays. A word that could be another one ("ja", "te", "ze") is left,
and so is a text in which English words outweigh the Polish ones: "do", "pan" and "to" are words of both.
"""

import re

from domain.memory.listed import listed
from domain.memory.unmarked import unmarked

_WORDS = """
są się już będą będzie będę był była było były być cenę choć części dostawę całą kolekcję ofertę duży dużo dwóch dzień dziś gdyż jeśli jeżeli każdy każdą każdej
każdego każdym kończy która które który koszyk kwotę butów wysyłkę leżą leży mają może można mówi niż obejmują oddać miesięcy miesiące
paczkę panią parę pełni pięć piętnaście piętnastu pięciu pięćdziesiąt pięćset próg przesyłkę ratę ręki równo równe również sześć szesnaście sześćset
stoją sztukę także też trwają tydzień tysiąc tysiące tysięcy wciąż więc więcej widzę wiszą właśnie zależy zł zostać zwróć
czwórka dwadzieścia dwanaście dwieście dziesięć dziesięciu dziewięć dziewięćset dziewiętnaście trzydzieści trzynaście czterdzieści czternaście
osiemdziesiąt sześćdziesiąt siedemdziesiąt dziewięćdziesiąt jedenaście osiemnaście siedemnaście kilkanaście wydać środę środa środy środą końca
piątej szóstej siódmej ósmej dziewiątej dziesiątej piętnastej dziewiętnastej
przyjść przyjdą dojść dotrzeć ciągu miesiąc przestał obniżce punktów środków płacą proszę między oprócz spośród często połowa połowę połowy
sobotę sobotą niedzielę niedzielą odpowiedź opłatę granicę zostaną zwrotną
dać kupić użyć wysłać odesłać dosłać odebrać dostać zwracać działać
"""
_STEMS = """
bezpłatn całkowi ciągl czekają członk dojecha dopłat doręcz dostarczył dostępn działa dokładni drożej kosztował lojalnościow miesiąc miesięcz
możliw najpóźni najwcześni następn niedostępn nieważn niezbędn obniż obowiąz oczywiści odbiór odebrał odesła odstąpi odsył około opóźni opłac opłat
paźdz pieniądz pieniędz piąt pięciol poniedział poniżej posiadają potania powyżej połącz podlegają przeceniliśm przesunię przesył przełoż przyjęt
przyszł przywióz punktów płaci płatn płatnoś rękojm różnic siedemdziesi skończ spadł sprzedał staniał stałych stałym szesna środ święt świąt
tygodn usług ważn ważnoś wcześni wiadomoś wkrótce wyjątk wyłącz wyprzedaż wysył wysła wysłan własn zabrakł zadział zakończ zakupów zamknięt zamówi
zapłac zostan został złot zniżk zwrotn zwrotów zwróc łącz łączn żadn obejmują wyjecha doszł wyszł poszł zeszł
objęt nieobjęt obejmuj najbliższ używan zwykł zgłosz wysyłk pomył pomyli powiedział usłysza napisał zapewnił obieca
skończył zakończył doręczył dojechał wyjechał potaniał działał przywiózł zostawił zamówił wysłał
"""
# Beside the words above, what shows a text to be Polish: words, and how they begin. None of it is English.
_SHOWN = """
nie jest nam jeszcze tylko wynosi oraz przez przy czy zeby dni godzin jutro dzisiaj wczoraj trwa tej tego tych nasz nasza nasze pani panstwo moj
moja moje cena ceny saldo buty nadal niestety tak teraz taniej kod kodu kodem mamy zamykamy otwieramy
"""
_SHOWING = """
czynn dosta gwara klien koszt kupon kurie otwar paczk promocj przec punkt rabat sklep wyprz zakup zamow zwrot
"""
# Letters, short forms and names, too: half of one.
_EITHER = listed("na w z za po od u ze dla sa maja moze rate prog pare")
# No Polish text has these but in the names of goods.
_ENGLISH = listed("""
the is are and you your of for it that have has had with this will can from or not be an our if they there here what when how which would should
could been were does did at in
""")
_TOKEN = re.compile(r"[A-Za-z]{2,}\b")  # a word, and what follows a number ("199zl"); no part of a code
_LETTERS = re.compile(r"[a-z]+")
_ZLOTY = re.compile(r"(?<=\d)( ?z)l(?=\b|ot(?:y|e|ych)\b)", re.IGNORECASE)  # a sum in any language
_THAT = re.compile(r"(?<=, )ze(?= (?!wzgl))")  # "że", as it stands behind a comma
# How words end that are written with marks, and what stands before it in none that is English: "zwrotow", but "window".
_ENDINGS = {unmarked(end): (re.compile(f"(?:{before}){unmarked(end)}$"), end) for end, before in (
    ("ów", "[kmpz]|[^rsw]t|tr|od|[aeiouy][nrw]"), ("ują", "."), ("ość", "."), ("ać", "ow|yw|aw|iw"), ("yć", "[csz]z|rz|[aou]z"),
    ("ić", "c|[aeo]w|dz|mien|won|ap|os"),
    *((f"ał{end}", "[hiltw]") for end in "aoy"), *((f"ił{end}", "c|[aeo]w|dz|mien|won") for end in "aoy"), *((f"ył{end}", "[bcmrz]") for end in "aoy"),
)}  # fmt: skip
_LONG = 6  # letters of a word whose ending is looked at
_SHORTEST = 4  # letters of a stem's beginning by which it is found
_WHOLE = {unmarked(word): word for word in _WORDS.split()}
_OURS = frozenset((*_WHOLE, *_SHOWN.split())) - _EITHER
_BY_START: dict[str, list[tuple[str, str]]] = {}
for _stem in sorted([*_STEMS.split(), *_SHOWING.split()], key=len, reverse=True):
    _BY_START.setdefault(unmarked(_stem)[:_SHORTEST], []).append((unmarked(_stem), _stem))


def with_marks(text: str) -> str:
    """The same text; where it is Polish without a single mark, its known words with them."""
    if not text.isascii():
        return text
    low = text.lower()
    if "zl" in low:
        text = _ZLOTY.sub(r"\1ł", text)
    if not _is_polish(low):
        return text
    return _TOKEN.sub(_marked, _THAT.sub("że", text))


def _is_polish(low: str) -> bool:
    shown = either = english = 0
    for word in _LETTERS.findall(low):
        if word in _ENGLISH:
            english += 1
        elif word in _EITHER:
            either += 1
        elif word in _OURS or (word[:_SHORTEST] in _BY_START and _stem_of(word) is not None):
            shown += 1
    weight = 2 * shown + either
    return weight > 1 and weight > 2 * english


def _stem_of(low: str) -> str | None:
    """The beginning of a word with its marks."""
    for plain, stem in _BY_START.get(low[:_SHORTEST], ()):
        if low.startswith(plain):
            return stem
    return None


def _marked(found: re.Match[str]) -> str:
    said = found[0]
    low = said.lower()
    whole = _WHOLE.get(low)
    if whole is not None:
        return _as_written(said, whole)
    stem = _stem_of(low)
    if stem is not None:
        said = _as_written(said, stem) + said[len(stem) :]
    if len(said) < _LONG:
        return said
    for length in (3, 2):
        before, ending = _ENDINGS.get(low[-length:], (None, ""))
        if before is not None and before.search(low):
            return said[:-length] + ending
    return said


def _as_written(said: str, marked: str) -> str:
    return marked.capitalize() if said[0].isupper() else marked
