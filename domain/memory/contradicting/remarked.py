"""Polish that was typed without its marks, given back those that the rules read by: "zamowienie zostalo wyslane".

Letter for letter, so that every place in the text stays. A word that could be another one ("ja", "te", "ze") is left.
"""

import re

from domain.memory.unmarked import unmarked

# One of them stands in whatever Polish sentence says something of a shop; looked for as they stand.
_POLISH = (
    " nie ", " jest ", " sie ", " sa ", " na ", " juz", " zl", " zamow", " pan", " do ", " z ", " za ", " mamy", " od ", " w ", " po ", " maja ", " nam ",
    " zostal", " jeszcze ", " paczka ", " tylko ", " znizk", " kod ", " wynosi",
)  # fmt: skip
_WORDS = """
są się już będą będzie będę był była było były być cenę choć część części dostawę duży dużo dwóch dzień dziś gdyż jeśli jeżeli każdy każdą każdej
każdego kończy która które który koszyk kwotę leżą mają może można mówi niż obejmują oddać ostatnią
paczkę panią parę pełni pięć piętnaście piętnastu pięciu pięćdziesiąt pięćset próg przesyłkę ratę ręki równo równe również sześć szesnaście sześćset
stoją sztukę także też trwają tydzień tysiąc tysiące tysięcy wciąż więc więcej widzę wiszą właśnie zależy zł zostać zwróć
czwórka dwadzieścia dwanaście dwieście dziesięć dziesięciu dziewięć dziewięćset dziewiętnaście trzydzieści trzynaście czterdzieści czternaście
osiemdziesiąt sześćdziesiąt siedemdziesiąt dziewięćdziesiąt jedenaście osiemnaście siedemnaście kilkanaście wydać środę środa środy środą końca
przyjść przyjdą dojść dotrzeć ciągu miesiąc przestał obniżce punktów środków
"""
_STEMS = """
bezpłatn całkowi ciągl czekają członk dojecha dopłat doręcz dostarczył dostępn działa dokładni drożej gwarancją kosztował lojalnościow miesiąc miesięcz
możliw najpóźni najwcześni następn niedostępn nieważn niezbędn obniż obowiąz oczywiści odbiór odebrał odesła odstąpi odsył około opóźni opłac opłat
paźdz pieniądz pieniędz piąt pięciol poniedział poniżej posiadają potania powyżej połącz podlegają przeceniliśm przesunię przesył przełoż przyjęt
przyszł przywióz punktów płac płat płatnoś rękojm różnic siedemdziesi skończ spadł sprzedał staniał stałych stałym szesna środ święt świąt
tygodn usług ważn ważnoś wcześni wiadomoś wkrótce wyjątk wyłączn wyprzedaż wysył wysła wysłan własn zabrakł zadział zakończ zakupów zamknięt zamówi
zapłac zostan został złot zniżk zwrotn zwrotów zwróc zwróć łącz łączn żadn obejmują wyjecha doszł wyszł poszł zeszł
"""
_TOKEN = re.compile(r"[A-Za-z]{2,}")
# How words end that are written with marks, whatever they begin with.
_ENDINGS = tuple(sorted((
    ("ow", "ów"), ("uja", "ują"), ("ac", "ać"), ("ic", "ić"), ("yc", "yć"), ("osc", "ość"),
    *((f"{vowel}l{end}", f"{vowel}ł{end}") for vowel in "aiey" for end in "aoy"),
), key=lambda each: -len(each[0])))  # fmt: skip
_LONG = 6  # letters of a word whose ending is looked at
_SHORTEST = 4  # letters of a stem's beginning by which it is found
_WHOLE = {unmarked(word): word for word in _WORDS.split()}
_BY_START: dict[str, list[tuple[str, str]]] = {}
for _stem in sorted(_STEMS.split(), key=len, reverse=True):
    _BY_START.setdefault(unmarked(_stem)[:_SHORTEST], []).append((unmarked(_stem), _stem))


def with_marks(text: str) -> str:
    """The same text; where it is Polish without a single mark, its known words with them."""
    if not text.isascii():
        return text
    low = f" {text.lower()}"
    for word in _POLISH:
        if word in low:
            return _TOKEN.sub(_marked, text)
    return text


def _marked(found: re.Match[str]) -> str:
    said = found[0]
    low = said.lower()
    whole = _WHOLE.get(low)
    if whole is not None:
        return _as_written(said, whole)
    for plain, stem in _BY_START.get(low[:_SHORTEST], ()):
        if low.startswith(plain):
            said = _as_written(said, stem) + said[len(stem) :]
            break
    if len(said) < _LONG:
        return said
    for plain, ending in _ENDINGS:
        if low.endswith(plain):
            return said[: -len(ending)] + ending
    return said


def _as_written(said: str, marked: str) -> str:
    return marked.capitalize() if said[0].isupper() else marked
