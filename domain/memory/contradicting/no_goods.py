"""People and days that somebody "has": on the line, today, at the door. No goods, and nothing that stock is said of."""

import re

from domain.identity.likeness.diminutives import roots_of
from domain.identity.likeness.letters import fold
from domain.memory.contradicting.days import DAY
from domain.memory.listed import listed

_TITLED = re.compile(
    r"\b(?:[Pp](?:an|ana|anu|anem|anią|ani|anie|aństw[oau]|aństwem)|[Mm](?:r|rs|s|iss)|[Dd]r|[Pp]rof|[Dd]okto\w+|[Dd]octor)\b\.? "
    r"[A-ZĄĆĘŁŃÓŚŹŻ]\w"
)
_SPAN = re.compile(
    r"\d+ (?:business |working |roboczych )?(?:days?|weeks?|months?|hours?|minutes?|dni|tygodni\w*|miesi\w+|godzin\w*|minut\w*)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r" \w")
_WORD = re.compile(r"[^\W\d_]+")
# What may stand behind a person's name where it says where they are, or what for.
_BEHIND = listed("""
on in at with from for here there now today again as waiting calling speaking standing and who na w we z ze u od do po przy tu tutaj teraz dziś i
która który jako znowu
""")


def is_no_goods(said: str) -> bool:
    """Whether what is had, without a word of stock, is a day, or somebody by title or given name."""
    return is_day_or_titled(said) or _person(said)


def is_day_or_titled(said: str) -> bool:
    """Whether it is a day, a span of days, or somebody by title. A given name alone may be a brand's."""
    return _is_day(said) or _SPAN.match(said) is not None or _TITLED.search(said) is not None


def _is_day(said: str) -> bool:
    """A date behind which more follows may be how many of them: "2 March jackets"."""
    day = DAY.match(said)
    return day is not None and (bool(day["week"] or day["near"]) or not _GOES_ON.match(said, day.end()))


def _person(said: str) -> bool:
    """A given name and another one behind it, and no thing that is called by both: "Jack Wolfskin jackets" are goods."""
    words = _WORD.findall(said)
    if len(words) < 2 or not (words[0][0].isupper() and words[1][0].isupper() and _is_given(fold(words[0]))):
        return False
    behind = [each.lower() for each in words[2:] if not each[0].isupper()]
    return not any(map(str.isdigit, said)) and (not behind or behind[0] in _BEHIND)


def _is_given(low: str) -> bool:
    """In any case of Polish: "Annę", "Anny", "Jana"."""
    forms = [low]
    if low[-1:] in ("e", "y", "i", "o"):
        forms.append(f"{low[:-1]}a")
    if low[-1:] in ("a", "u"):
        forms.append(low[:-1])
    return any(map(roots_of, forms))
