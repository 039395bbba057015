"""Questions about the need in hand: what broke, which product, what they want, what they have tried. Told anew with each need.

So they are asked again only where the same case has the answer from an earlier interaction.
"""

from domain.memory.asking.lists import phrases
from domain.memory.extract.cores import END, QUESTION, Words
from domain.memory.listed import listed
from domain.memory.unmarked import unmarked

_PHRASES: dict[str, tuple[str, ...]] = {
    "problem": phrases("""
        what is the problem | what's the problem | what seems to be the problem | what seems to be the issue | what seems to be the trouble |
        what seems to be the matter | what is the matter | what's the matter | what is the trouble | what's the trouble | what is the issue | what's the issue |
        what exactly happened | what exactly is happening | what is happening with | what's happening with | what exactly is wrong |
        what exactly went wrong | what went wrong | what is wrong with | what's wrong with |
        what happened | describe the problem | describe the issue | explain the problem |
        explain the issue | explain your issue | describe your issue | describe your problem | w czym problem | w czym jest problem |
        na czym polega problem | jaki jest problem | jaki ma pan problem | jaki ma pani problem | co dokładnie się stało |
        co się dokładnie stało | co się dokładnie dzieje | co dokładnie się dzieje | co się właściwie stało | co się stało | co się dzieje |
        co jest nie tak |
        opisać problem | opisać usterkę | opisz problem | czego dotyczy reklamacja | czego dotyczy zgłoszenie | powód reklamacji |
        reason for the return | reason for your return
    """),
    "product": phrases("""
        which product | what product | which item | what item | which model | jaki produkt | który model | którego modelu | jakiego produktu |
        którego produktu | który produkt |
        jaki to produkt | jaki model | jaki to model | jakiego modelu | o który towar | jaki towar
    """),
    "wanted_outcome": phrases("""
        zwrot pieniędzy czy wymianę | zwrot pieniędzy czy wymiana | woli pani zwrot | woli pan zwrot | wolą państwo zwrot | woli pani wymianę |
        woli pan wymianę | prefer a refund | prefer an exchange | prefer a replacement | rather have a refund | rather have an exchange |
        refund or exchange | refund or an exchange | refund or a replacement | refund or replacement | exchange or a refund | exchange or refund |
        replacement or a refund | replacement or refund | would you like us to do | like us to resolve | zwrot czy wymiana | zwrot czy wymianę |
        zwrotu czy wymiany | wymiana czy zwrot | wymianę czy zwrot | wymiany czy zwrotu | czego pan oczekuje | czego pani oczekuje |
        jakiego rozwiązania
    """),
    "tried_already": phrases("""
        have you tried | did you try | have you already tried | czy próbował pan | czy próbowała pani | czy próbował już | czy próbowała już |
        próbowałeś już | próbowałaś już | czy pan próbował | czy pani próbowała |
        co pan już próbował | co już pan próbował | co pani już próbowała | co już pani próbowała
    """),
    "deadline": phrases("""
        by when do you need | when do you need | when do you need it by | when do you need this by | na kiedy pan potrzebuje |
        na kiedy pani potrzebuje |
        do kiedy pan potrzebuje | do kiedy pani potrzebuje | na kiedy potrzebuje | do kiedy potrzebuje | na kiedy pan tego potrzebuje |
        na kiedy pani tego potrzebuje | do kiedy pan tego potrzebuje | do kiedy pani tego potrzebuje | na kiedy to pani potrzebne |
        na kiedy to panu potrzebne
    """),
    "amount": phrases("""
        how much were you charged | how much have you been charged | how much did you pay | how much have you paid | how much was taken |
        how much did it cost you | what amount were you charged | what amount was | what was the amount | what is the amount | what's the amount |
        jaka kwota | jaka to kwota | jaka jest kwota | jaka była kwota | jaką kwotę | na jaką kwotę | o jaką kwotę | ile pan zapłacił |
        ile pani zapłaciła |
        ile państwo zapłacili | ile zapłaciłeś | ile zapłaciłaś | ile panu pobrano | ile pani pobrano | ile pobrano | ile ściągnięto
    """),
    "contact_preference": phrases("""
        how would you prefer to be contacted | how should we contact you | how would you like to be contacted | how would you like us to contact you
        | how do you want us to contact you | how can we contact you |
        preferred contact method | phone or email | email or phone | call or email | telefonicznie czy mailowo | mailowo czy telefonicznie |
        telefon czy mail | jaką formę kontaktu | w jaki sposób się z panem skontaktować | w jaki sposób się z panią skontaktować |
        jak się z panem skontaktować | jak się z panią skontaktować | jak mamy się z panem kontaktować | jak mamy się z panią kontaktować |
        jak woli pan być informowany | jak woli pani być informowana | jak wolą państwo być informowani
    """),
}  # fmt: skip
SITUATION = frozenset(_PHRASES)
_BIDS = frozenset(("describe", "explain", "opisac", "opisz", "prosze", "please"))
_FILLERS = listed("to dokladnie wlasciwie exactly actually just precisely teraz juz jest now")
_OR = frozenset(("or", "czy", "lub"))
_OUTCOMES = tuple(listed("refund exchang replac repair voucher credit new money zwrot wymian napraw bon pieniadz now"))
_APART = 5  # words between two outcomes and what parts them
_FILLING, _OPENING = 2, 3  # such words in a phrase; cores before one that opens a sentence without marks
_FIRST: dict[str, list[tuple[tuple[str, ...], str]]] = {}
for _key, _several in _PHRASES.items():
    for _phrase in map(unmarked, _several):
        _FIRST.setdefault(_phrase.split()[0], []).append((tuple(_phrase.split()), _key))


def situations_in(words: Words) -> list[tuple[int, int, str]]:
    """Such questions: first core, end, key. Each ends as a question, or bids the customer to tell."""
    found: list[tuple[int, int, str]] = []
    lows = words.plain
    for at, low in enumerate(lows):
        for phrase, key in _FIRST.get(low, ()):
            end = _end_of(lows, at, phrase)
            if end and (_questions(words, at, end) or not _BIDS.isdisjoint(lows[max(0, at - 3) : end])):
                found.append((at, end, key))
                break
    return found or _alternatives(words)


def _alternatives(words: Words) -> list[tuple[int, int, str]]:
    """ "Zwrot na konto czy wymiana na nowy?", "shall we refund you or send a new one?": which of two outcomes."""
    lows = words.plain
    for at in [at for at, low in enumerate(lows) if low in _OR]:
        before, after = (
            next(
                (each for each in range(*stretch) if lows[each].startswith(_OUTCOMES) and words.gap(each + 1) < END),
                None,
            )
            for stretch in ((max(0, at - _APART), at), (at + 1, min(len(lows), at + 1 + _APART)))
        )
        if before is not None and after is not None and _questions(words, before, after + 1):
            return [(before, after + 1, "wanted_outcome")]
    return []


def _end_of(lows: list[str], at: int, phrase: tuple[str, ...]) -> int:
    """Where a phrase that begins here ends; 0 where other words stand. What adds nothing may stand in it: "który to dokładnie model"."""
    left = _FILLING
    for word in phrase:
        while left and at < len(lows) and lows[at] != word and lows[at] in _FILLERS:
            at, left = at + 1, left - 1
        if at >= len(lows) or lows[at] != word:
            return 0
        at += 1
    return at


def _questions(words: Words, start: int, at: int) -> bool:
    if not any(mark in words.text for mark in ".?!"):  # nobody writes marks: it opens the sentence
        return any(words.gaps[back] >= END or not back for back in range(start, max(-1, start - _OPENING), -1))
    while at < len(words) and words.gaps[at] < END:
        at += 1
    return words.gaps[at] == QUESTION if at < len(words) else "?" in words.tail(len(words) - 1)
