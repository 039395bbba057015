"""Words that only end a talk: thanks, "that's all", "no, goodbye". They tell the next person nothing."""

import re

from domain.memory.loosely import compiled
from domain.memory.unmarked import either_way

_SAID = compiled(
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
    r"|\b(?:dziękuj(?:emy|ę)|dzięki)(?: (?:bardzo|serdecznie|ślicznie|wielkie|pięknie|raz jeszcze|jeszcze raz|z góry|również|i))*"
    r"(?: za (?:\w+ )?(?:pomoc|informacj[ęe]|odpowiedź|wszystko|rozmowę|wyjaśnienia|wiadomość))?"
    r"|\bto (?:już |by było |byłoby |będzie )*(?:wszystko|tyle)\b(?: na (?:dziś|razie|teraz))?|\bnic (?:więcej|już)|\bdo (?:widzenia|usłyszenia|zobaczenia)\b"
    r"|\b(?:miłego|dobrego|spokojnego) (?:dnia|wieczoru|weekendu)|\bmiłej (?:\w+ )?(?:nocy|pracy)|\bspokojnej nocy|\bdobranoc\b|\bpozdrawiam\w*(?: serdecznie)?"
    r"|\bz poważaniem\b|\bwzajemnie\b|\bwszystko jasne\b|\bw porządku\b|\bna razie\b|\b(?:nie|tak|ok|okej|dobrze|super|świetnie|jasne|rozumiem|proszę"
    r"|i|pani?|państwu)\b",
    re.IGNORECASE,
)
# Whoever asks for something, or says that something did not work or come, has not ended the talk.
_ASKS = compiled(
    r"\b(?:cancel|refund|return|exchang|complain|replac|repair|resend|send|call)\w*|\bstill (?:not|no|nothing|waiting|broken)\b"
    r"|(?:\bnot|n't|\bnever)(?: \w+)? (?:work|arriv|com[ei]|came|receiv|deliver|got|get|fit|function)\w*"
    r"|\bnothing (?:\w+ )?(?:works?|worked|arrived|came|happened)\b|\bno longer works\b|\bno (?:parcel|delivery|reply|answer|money)\b|\bbroken\b"
    r"|\b(?:anul|z?rezygn|zwr[oó]t|zwr[oó]c|zwrac|reklam|oddzwo|zadzwo|wy[śs][lł]|wysy[lł]|wymie[nń]|wymian|skarg|skarż|napraw|zepsu|uszkodz)\w*"
    r"|\bnie (?:\w+ ){0,2}(?:za)?(?:dzia[łl]a|przysz|przyjech|dotar|dosta[łl]|otrzyma|dosz[łe]|doje|pasuj|zgadz)\w*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")
# Every word of the long pattern above, and those behind which it takes any one word.
_WORDS = either_way("""
a again ah all alright am and anything anyway assistance awesome bardzo be been big by bye było byłoby będzie care cheers cool day dnia do dobranoc
dobrego dobrze don dzięki dziękujemy dziękuję dziś else evening everything excellent fine for good goodbye goodday goodevening
goodnight goodnite grateful great góry had have help helpful i info informację informacje information is it itll its jasne jeszcze just już kind ll
lot lovely m me miłego miłej more much na nah need nic nie night nite no nocy nope not nothing now odpowiedź of oh ok okay okej one pan pani
patience państwu perfect pięknie please pomoc porządku poważaniem pracy proszę raz razie right rozmowę rozumiem również s serdecznie set should so
sorry sounds spokojnego spokojnej such super support sure t tak take teraz thank thanks that thatll thats the then this thisll thiss though thx time
to today too tyle usłyszenia ve very w want wanted weekend weekendu well were wiadomość widzenia wieczoru wielkie will więcej wonderful would wow
wszystko wyjaśnienia wzajemnie yeah yep yes you your z za zobaczenia ślicznie świetnie
""")
_ANY_BEHIND = either_way("have za miłej")
_ODD = frozenset(
    "ſıİ_"
)  # letters that are another's form only where case is ignored, and what parts words for one pattern only
_LONGEST = 200  # characters: who writes more says something
_BESIDE = 1  # a name, a slip of the pen
_FEWEST = 3  # words: fewer answer something that is not shown beside them


def says_nothing(text: str) -> bool:
    """Whether somebody's last words only end the talk, or are too few to be understood alone. A question or a wish says something."""
    if "?" in text or len(text) > _LONGEST:
        return False
    plain = text.replace("’", "'")
    if _goes_on(plain) or _ASKS.search(plain):
        return False
    return len(_WORD.findall(plain)) < _FEWEST or len(_WORD.findall(_SAID.sub(" ", plain))) <= _BESIDE


def _goes_on(plain: str) -> bool:
    """Whether too many words are no part of an ending: most texts are told from one by this alone, in a tenth of the time."""
    low = plain.lower()
    words = _WORD.findall(low)
    others = [word for word in words if word not in _WORDS]
    if len(others) <= _BESIDE or len(words) < _FEWEST or "pozdrawiam" in low or not _ODD.isdisjoint(plain):
        return False
    return len(others) - (0 if _ANY_BEHIND.isdisjoint(words) else sum(map(_ANY_BEHIND.__contains__, words))) > _BESIDE
