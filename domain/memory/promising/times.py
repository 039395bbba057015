"""Numbers, clocks, days and spans of time in words, Polish and English: what a due time is read from (folded text)."""

import re
from datetime import time

ENGLISH = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
NUMBERS: dict[str, int] = {word: number for number, word in enumerate(ENGLISH, 1)} | {
    "a": 1, "an": 1, "the": 1, "couple": 2, "thirty": 30, "forty": 40, "sixty": 60, "ninety": 90,
    "jeden": 1, "jedna": 1, "jednego": 1, "jednej": 1, "dwa": 2, "dwie": 2, "dwoch": 2, "dwu": 2, "trzy": 3, "trzech": 3,
    "cztery": 4, "czterech": 4, "piec": 5, "pieciu": 5, "szesc": 6, "szesciu": 6, "siedem": 7, "siedmiu": 7,
    "osiem": 8, "osmiu": 8, "dziewiec": 9, "dziewieciu": 9, "dziesiec": 10, "dziesieciu": 10, "dwanascie": 12,
    "dwunastu": 12, "czternascie": 14, "czternastu": 14, "pietnascie": 15, "pietnastu": 15, "dwadziescia": 20,
    "dwudziestu": 20, "trzydziesci": 30, "trzydziestu": 30, "czterdziesci": 40, "czterdziestu": 40,
}  # fmt: skip
_WORDED = "|".join(sorted(NUMBERS, key=len, reverse=True))
_NUM = rf"(?:\d{{1,3}}|{_WORDED})"
MINUTES = {
    "min": 1, "kwadrans": 15, "kwadransa": 15, "hour": 60, "hr": 60, "h": 60, "godz": 60, "dob": 1440,
}  # fmt: skip

SPAN = re.compile(
    r"\b(?P<by>within|inside|in|under|w ciagu|w przeciagu|w terminie(?: do)?|w|za|do|up to|takes?|taking|allow|najdalej za|maksymalnie)?"
    r"(?: (?:the|about|around|approximately|roughly|up to|maximum of|max\.?|at most|no more than|next|following|another|"
    r"najblizszych|najblizszej|kolejnych|nastepnych|maksymalnie|okolo|ok\.|najwyzej|nie wiecej niz|jakies|jakas|pelnych)){0,3}"
    rf" ?(?P<half>half an? |half |pol |poltorej |poltora )?(?:(?:a )?(?P<n>{_NUM})(?: of)?)?(?: ?(?:-|to|or|do|lub|albo) ?(?P<m>{_NUM}))?"
    r"[ -]?(?P<work1>business|working|full|whole|calendar|robocz\w+)?[ -]?"
    r"(?P<unit>minut\w{0,2}|mins?|hours?|hrs?|h|godzin\w{0,2}|godz\.?|kwadrans\w?|days?|dni|dnia|dob[aeyo]?|weeks?|tygodni\w{0,2}|tydzien|"
    r"months?|miesiac\w{0,3}|miesiecy)\b(?P<work2> robocz\w+)?"
    r"(?! ?\d| (?:osm|dziew|dzies|jeden|dwun|trzyn|czter|pietn|szesn|siedem|osiem|dwudz|pierwsz|drug|trzeci|czwart|piat|szost|siodm)\w*ej\b| ago)"
)  # fmt: skip

WEEKDAYS = {
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
    "pon": 0, "pn": 0, "wto": 1, "wt": 1, "sro": 2, "sr": 2, "czw": 3, "pia": 4, "pt": 4, "sob": 5, "nie": 6,
}  # fmt: skip
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan sty", "feb lut", "mar", "apr kwi", "may maj", "jun cze", "jul lip", "aug sie", "sep wrz", "oct paz", "nov lis",
         "dec gru"), 1)
    for name in names.split()
}  # fmt: skip
_WEEKDAY = (
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|weds?|thurs?|fri|"
    r"poniedzialek|poniedzialku|pon|pn|wtorek|wtorku|wt|srod[aey]|sr|czwartek|czwartku|czw|piatek|piatku|pt|sobot[aey]|niedziel[aei]"
)
_MONTH = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|"
    r"oct|nov|dec|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|wrzesnia|pazdziernika|listopada|grudnia"
)
_DAYS_SAID: dict[str, int] = {
    word: number
    for number, words in enumerate((
        "first pierwszego", "second drugiego", "third trzeciego", "fourth czwartego", "fifth piatego", "sixth szostego", "seventh siodmego",
        "eighth osmego", "ninth dziewiatego", "tenth dziesiatego", "eleventh jedenastego", "twelfth dwunastego", "thirteenth trzynastego",
        "fourteenth czternastego", "fifteenth pietnastego", "sixteenth szesnastego", "seventeenth siedemnastego", "eighteenth osiemnastego",
        "nineteenth dziewietnastego", "twentieth dwudziestego"), 1)
    for word in words.split()
} | {"thirtieth": 30, "trzydziestego": 30, "twenty": 20, "thirty": 30}  # fmt: skip
_DAY_SAID = rf"(?:(?:twenty|thirty|dwudziestego|trzydziestego)[ -])?(?:{'|'.join(sorted(_DAYS_SAID.keys() - {'twenty', 'thirty'}, key=len, reverse=True))})"
DAY = re.compile(
    r"\b(?:(?P<today>today|tonight|dzisiaj|dzisiejszego dnia|dzis)|(?P<after>(?:the )?day after tomorrow|pojutrze)"
    r"|(?P<tomorrow>tomorrow|tmrw|jutrzejszego dnia|jutro|jutra)"
    r"|(?:this|dzisiejsz\w+) (?P<part>morning|afternoon|evening|wieczora)"
    r"|(?P<end>(?:the )?end of (?:the |this )?(?:next |following )?(?:business |working )?(?:day|week|month)|eod|cob|close of (?:business"
    r"|play|trading)|end of play|eow|"
    r"kon(?:ca|cem) (?:(?:przyszlego|nastepnego|kolejnego|dzisiejszego|tego) )?(?:dnia(?: robocz\w{1,4})?|tygodnia|miesiaca))"
    r"|(?P<week>(?:this|next|w tym|w przyszlym|przyszlego|tego|w nastepnym) (?:week|tygodniu|tygodnia))"
    r"|(?P<past>(?:po|after) (?:tym |this |the )?(?:dlugim |long )?weekend(?:zie)?)"
    r"|(?P<eve>wigilie\b|wigilia\b|wigilii|christmas eve|sylwestra|new year'?s eve)"
    r"|(?P<weekend>(?:this |the )?weekend(?:u|em)?)"
    rf"|(?P<next>next |przyszl\w+ |nastepn\w+ )?(?:this |coming |najblizsz\w+ |ten |te )?(?P<weekday>{_WEEKDAY})\b\.?"
    rf"|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\.?(?: of)? (?P<m1>{_MONTH})\b\.?(?:,? (?P<y1>20\d\d))?"
    rf"|(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)(?:,? (?P<y2>20\d\d))?"
    rf"|(?P<d5>{_DAY_SAID})(?: of|(?! may [a-z])) (?P<m5>{_MONTH})\b"
    r"|(?P<y3>20\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)"
    r"|(?<![\d.,/-])(?P<d4>\d{1,2})(?P<sep>[./])(?P<m4>\d{1,2})(?:(?P=sep)(?P<y4>20\d\d))?(?![\d/-]|[.,]\d| ?(?:zl|pln|%|eur|usd|gbp|kg|cm|mm)\b)"
    r")"
)  # fmt: skip

_ORDINALS = {
    "osmej": 8, "dziewiatej": 9, "dziesiatej": 10, "jedenastej": 11, "dwunastej": 12, "trzynastej": 13, "czternastej": 14,
    "pietnastej": 15, "szesnastej": 16, "siedemnastej": 17, "osiemnastej": 18, "dziewietnastej": 19, "dwudziestej": 20,
    "osma": 8, "dziewiata": 9, "dziesiata": 10, "jedenasta": 11, "dwunasta": 12, "trzynasta": 13, "czternasta": 14,
    "pietnasta": 15, "szesnasta": 16, "siedemnasta": 17, "osiemnasta": 18, "dziewietnasta": 19, "dwudziesta": 20,
}  # fmt: skip
_EARLY = {"pierwszej": 13, "drugiej": 14, "trzeciej": 15, "czwartej": 16, "piatej": 17, "szostej": 18, "siodmej": 19}
_PAST = {"fifteen": 15, "thirty": 30}
_UNITS = "days?|business|working|weeks?|months?|minutes?|mins?|hours?|hrs?|items?|pairs?|of|times|people|persons?|different|other|dollars|pounds|percent"
PARTS = {
    "noon": time(12), "midday": time(12), "poludnia": time(12), "poludnie": time(12), "poludniem": time(12),
    "morning": time(12), "rano": time(12), "rana": time(12), "afternoon": time(18), "popoludniu": time(18),
    "evening": time(22), "night": time(23, 59), "wieczorem": time(22), "wieczor": time(22), "wieczora": time(22),
    "midnight": time(23, 59), "polnocy": time(23, 59), "lunchtime": time(14), "lunch": time(14),
}  # fmt: skip
_NO_CLOCK = (
    r"(?![\d:/%]|[.,]\d| ?[ap]\.?m\b| ?(?:-|to|or|do|lub|albo) ?\d+ ?(?:day|business|working|dni|h\b)| ?(?:business|working|days?|weeks?|months?|minut|min\b|"
    r"mins|hours?|hrs?|h\b|dni|dnia|dob|tygodn|miesi|godzin\b|godziny\b|sztuk|szt|zl|pln|eur|usd|gbp|gb|percent|proc|kg|cm|robocz|items?|pairs?|"
    r"of the|x\b|times|people|persons?|osob))"
)
_HOUR_SAID = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_SHIFTS = {
    "half": 30, "half past": 30, "quarter past": 15, "quarter to": -15, "ten past": 10, "ten to": -10, "twenty past": 20, "twenty to": -20,
    "five past": 5, "five to": -5,
}  # fmt: skip
CLOCK = re.compile(
    r"(?=\w)(?<![\w.,:/$£€-])(?:(?P<po>po poludniu)|(?P<pre>przed poludniem)"
    rf"|(?P<part>{'|'.join(sorted(PARTS, key=len, reverse=True))})\b"
    rf"|(?:godz\.? ?|godzin\w{{1,2}} ?)?(?P<word>{'|'.join(_ORDINALS)})\b"
    rf"|(?P<half_to>wpol do) (?P<to>{'|'.join((*_ORDINALS, *_EARLY))})\b"
    rf"|(?:between|from) (?:{_HOUR_SAID}|\d{{1,2}})(?: ?[ap]m)? (?:and|to|till) (?P<until>{_HOUR_SAID})(?: ?o'?clock"
    rf"| ?(?P<half8>[ap])\.?m\b)?(?! ?(?:{_UNITS}))\b"
    rf"|(?:by|at|before|around|about|after|until|till) (?P<shift>half(?: past)?|quarter past|quarter to|(?:ten|twenty|five) (?:past"
    rf"|to)) (?P<shifted>{_HOUR_SAID}|\d{{1,2}}(?!\d|:))"
    r"(?: ?o'?clock| ?(?P<half9>[ap])\.?m\b\.?)?"
    rf"|godzin\w{{1,2}} (?P<early>{'|'.join(_EARLY)})\b"
    r"|(?P<prep2>by|at|before|around|about|after) (?:(?P<spoken>two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"(?: (?P<past>fifteen|thirty))?|(?=one (?:o'?clock|[ap]\.?m))one)"
    rf"(?: ?o'?clock| ?(?P<half7>[ap])\.?m\b\.?)?(?! ?(?:{_UNITS}))\b"
    r"|(?P<h1>\d{1,2})(?:[:.](?P<n1>\d\d))? ?(?P<half>[ap])\.?m\b\.?"
    r"|(?P<h2>\d{1,2}) ?o'?clock\b"
    r"|(?P<h3>[01]?\d|2[0-4]):(?P<n3>[0-5]\d)(?:h\b)?(?!\d)"
    r"|(?:godz\.? ?|godzin\w{1,2} )(?P<h4>[01]?\d|2[0-4])(?:[.](?P<n4>[0-5]\d))?(?!\d)"
    r"|(?:between|miedzy|pomiedzy|w godzinach|w godz\.) \d{1,2}(?:[:.]\d\d)? ?(?:[ap]m)? ?(?:-|and|a|i|to|do) ?"
    r"(?P<h6>[01]?\d|2[0-4])(?:[:.](?P<n6>[0-5]\d))?(?: ?(?P<half6>[ap])m)?(?!\d)"
    r"|(?P<prep>by|at|before|around|about|after|till|until|do|o|ok\.|okolo|przed|po|(?<=jutro )na|(?<=dzis )na|(?<=dzisiaj )na|"
    r"(?<=(?:lek|rek|tek|ode|ote|ele) )na) "
    rf"(?P<h5>[01]?\d|2[0-4])(?:\.(?P<n5>[0-5]\d)|\b){_NO_CLOCK}"
    r")"
)  # fmt: skip


def day_number(said: str) -> int:
    """A day of the month in digits or words: "23", "twenty third", "piatego"."""
    return int(said) if said.isdigit() else sum(_DAYS_SAID[word] for word in re.split("[ -]", said))


def number_of(word: str) -> int:
    """A number in digits or words."""
    return int(word) if word.isdigit() else NUMBERS[word]


def clock_of(found: re.Match[str]) -> time | None:
    """The time a CLOCK match says; an hour up to seven without a half of the day is one of the afternoon."""
    said = found.groupdict()
    if said["po"]:
        return time(18)
    if said["pre"]:
        return time(12)
    if said["part"]:
        return PARTS[said["part"]]
    if said["word"]:
        return time(_ORDINALS[said["word"]])
    if said["early"]:
        return time(_EARLY[said["early"]])
    if said["half_to"]:
        return _moved(time((_ORDINALS | _EARLY)[said["to"]]), -30)
    if said["until"]:
        return _spoken(said["until"], None, said["half8"])
    if said["shift"]:
        hour = said["shifted"] if not said["shifted"].isdigit() else ENGLISH[(int(said["shifted"]) - 1) % 12]
        return _moved(_spoken(hour, None, said["half9"]), _SHIFTS[said["shift"]])
    if said["h1"] is None and all(said[f"h{each}"] is None for each in "23456"):
        return _spoken(said["spoken"] or "one", said["past"], said["half7"])
    number = next(each for each in "123456" if said[f"h{each}"])
    hour, minute = int(said[f"h{number}"]), int(said.get(f"n{number}") or 0)
    half = said["half"] or said["half6"]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if hour <= 12 else 25
    elif number != "3" and 1 <= hour <= 7:
        hour += 12
    if hour == 24 and not minute:
        return time(23, 59)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _moved(at: time, minutes: int) -> time:
    """So many minutes after a time of one day, or before."""
    total = (at.hour * 60 + at.minute + minutes) % (24 * 60)
    return time(total // 60, total % 60)


def _spoken(hour: str, minutes: str | None, half: str | None) -> time:
    """An hour in words: "at three thirty"."""
    number = NUMBERS[hour] % 12
    late = half == "p" or (half is None and (1 <= number <= 7 or number == 0))
    return time(number + 12 * late, _PAST.get(minutes or "", 0))
