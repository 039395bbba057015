"""Words that only end a talk: thanks, "that's all", "no, goodbye". They tell the next person nothing."""

import re

_SAID = re.compile(
    r"\b(?:thanks|thank you|thx|cheers)(?: (?:so much|very much|a lot|again|though|anyway|too))*"
    r"(?: for (?:everything|(?:all )?(?:of )?(?:the|your|you|that)? ?(?:great |kind )?(?:help|assistance|time|information|info|patience|support)))?"
    r"|\b(?:that|this|it)(?:'?s| is|'?ll be| will be| would be| should be)? (?:all|it|everything)\b(?: (?:that )?i(?:'ll| will)? (?:need|needed"
    r"|wanted|want|have|had))?"
    r"|\bi(?:'ll)? (?:do not|don't)? ?need (?:nothing|anything) (?:else|more)|\bnothing(?: else| more)?|\b(?:for|right|not|just) now\b|\bfor today\b|\btoday\b"
    r"|\b(?:good ?)?bye\b|\bgood ?(?:night|nite|day|evening)\b|\bhave a (?:\w+ )?(?:day|one|evening|weekend|night)\b|\byou too\b|\btake care\b"
    r"|\b(?:you were|you've been|you have been) (?:so |very |such |a )*(?:much |great |big )?help(?:ful)?\b|\bi(?: a|')m (?:very |so )?(?:grateful"
    r"|good|fine|all set)(?: to you)?"
    r"|\bsounds (?:good|great|lovely|perfect)(?: to me)?|\b(?:no|nope|nah|yes|yep|yeah|ok|okay|sure|great|perfect|awesome|cool|lovely|wonderful|excellent|fine"
    r"|good|please|wow|oh|ah|well|alright|sorry|then|and|so much|bye)\b"
    r"|\b(?:dziękuj(?:ę|emy)|dziekuje|dzięki|dzieki)(?: (?:bardzo|serdecznie|ślicznie|wielkie|pięknie|raz jeszcze|jeszcze raz|z góry|również|i))*"
    r"(?: za (?:\w+ )?(?:pomoc|informacj[ęe]|odpowiedź|wszystko|rozmowę|wyjaśnienia|wiadomość))?"
    r"|\bto (?:już |by było |byłoby |będzie )*(?:wszystko|tyle)\b(?: na (?:dziś|razie|teraz))?|\bnic (?:więcej|już)|\bdo (?:widzenia|usłyszenia|zobaczenia)\b"
    r"|\b(?:miłego|dobrego|spokojnego) (?:dnia|wieczoru|weekendu)|\bmiłej (?:\w+ )?(?:nocy|pracy)|\bspokojnej nocy|\bdobranoc\b|\bpozdrawiam\w*(?: serdecznie)?"
    r"|\bz poważaniem\b|\bwzajemnie\b|\bwszystko jasne\b|\bw porządku\b|\bna razie\b|\b(?:nie|tak|ok|okej|dobrze|super|świetnie|jasne|rozumiem|proszę"
    r"|i|pani?|państwu)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 200  # characters: who writes more says something
_BESIDE = 1  # a name, a slip of the pen
_FEWEST = 3  # words: fewer answer something that is not shown beside them


def says_nothing(text: str) -> bool:
    """Whether somebody's last words only end the talk, or are too few to be understood alone. A question always says something."""
    if "?" in text or len(text) > _LONGEST:
        return False
    words = _WORD.findall(text)
    return len(words) < _FEWEST or len(_WORD.findall(_SAID.sub(" ", text.replace("’", "'")))) <= _BESIDE
