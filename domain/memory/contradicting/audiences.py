"""Whom a promotion is for, where it is not for everybody: students, seniors, members …"""

import re

_GROUPS = (
    ("students", r"students?|student|studen(?:t(?:a|em|ów|om|ami|ach|ka|ki|ek|kom)?|ci)|studenck\w+|student(?:id|card)|żak\w*"),
    ("pupils", r"pupils?|schoolchildren|ucz(?:eń|nia|niowie|niów|niom|niami)"),
    ("seniors", r"seniors?|senior(?:a|zy|ów|om|ami)?|seniorsk\w+|pensioners?|retirees?|emery(?:t(?:a|ów|om|ami)?|ci)|over[- ]?6[05]s?"),
    ("staff", r"employees?|staff|pracowni(?:k|ka|cy|ków|kom|kami)|pracownicz\w+"),
    ("teachers", r"teachers?|nauczyciel\w*"),
    ("members", r"(?:club |loyalty )?members?|członk\w+|członkini\w*|klubowicz\w*|stałych klientów|stali klienci|stałym klientom|regular customers?"),
    ("newcomers", r"new customers?|first[- ]time (?:customers?|buyers?)|nowych klientów|nowi klienci|nowym klientom|nowego klienta"),
    ("families", r"famil(?:y|ies)|rodzin\w*|dużej rodziny"),
    ("companies", r"compan(?:y|ies)|business customers?|firm(?:y|om|ami)?|klient\w+ biznesow\w+"),
    ("services", r"military|veterans?|firefighters?|nurses?|nhs|żołnierz\w*|strażak\w*|ratownik\w*|medy(?:k|ków|kom|cy)"),
)  # fmt: skip
_ANY = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _GROUPS), re.IGNORECASE)


def audience_in(text: str) -> str:
    """The one group of people that a clause names; the first of several."""
    found = _ANY.search(text)
    return found.lastgroup or "" if found else ""
