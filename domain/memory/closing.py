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
# Whoever asks for something, or says that something did not work or come, has not ended the talk.
_ASKS = re.compile(
    r"\b(?:cancel|refund|return|exchang|complain|replac|repair|resend|send|call)\w*|\bstill (?:not|no|nothing|waiting|broken)\b"
    r"|(?:\bnot|n't|\bnever)(?: \w+)? (?:work|arriv|com[ei]|came|receiv|deliver|got|get|fit|function)\w*"
    r"|\bnothing (?:\w+ )?(?:works?|worked|arrived|came|happened)\b|\bno longer works\b|\bno (?:parcel|delivery|reply|answer|money)\b|\bbroken\b"
    r"|\b(?:anul|z?rezygn|zwr[oó]t|zwr[oó]c|zwrac|reklam|oddzwo|zadzwo|wy[śs][lł]|wysy[lł]|wymie[nń]|wymian|skarg|skarż|napraw|zepsu|uszkodz)\w*"
    r"|\bnie (?:\w+ ){0,2}(?:za)?(?:dzia[łl]a|przysz|przyjech|dotar|dosta[łl]|otrzyma|dosz[łe]|doje|pasuj|zgadz)\w*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 200  # characters: who writes more says something
_BESIDE = 1  # a name, a slip of the pen
_FEWEST = 3  # words: fewer answer something that is not shown beside them


def says_nothing(text: str) -> bool:
    """Whether somebody's last words only end the talk, or are too few to be understood alone. A question or a wish says something."""
    if "?" in text or len(text) > _LONGEST:
        return False
    plain = text.replace("’", "'")
    if _ASKS.search(plain):
        return False
    return len(_WORD.findall(plain)) < _FEWEST or len(_WORD.findall(_SAID.sub(" ", plain))) <= _BESIDE
