"""Words by which somebody says that a need is not new: "dzwoniłam wczoraj w tej sprawie", "I wrote to you on chat"."""

import re

import msgspec

from domain.memory.casing.stems import plain

# Read in small letters without accents. Plain alternations of short pieces, so that no text is read twice over.
_DID = "(?:dzwonil|pisal|kontaktowal|rozmawial|zglaszal|byl|mowil|podawal)[ae]m(?: sie)?"
_WHEN = "wczoraj|przedwczoraj|dzis|dzisiaj|rano|w poniedzialek|we wtorek|w srode|w czwartek|w piatek|w sobote|w niedziele|tydzien temu|(?:pare|kilka) dni temu"
_WHERE = (
    "do was|do panstwa|na czacie|na czat|na (?:whatsappie|messengerze|telegramie|facebooku|infolinie)|mailem|mailowo|sms-?em|telefonicznie|"
    "przez (?:telefon|czat|whatsapp|formularz|infolinie)|u was|u panstwa|w salonie|w sklepie|wam|panstwu|o tym"
)
_YOU = "(?:you|your|somebody|someone|one of|an? (?:agent|colleague|lady|man|guy))"
_TOLD = "called|wrote|spoke|rang|phoned|emailed|e-mailed|messaged|chatted|contacted|visited|texted|talked"
_POLISH = (
    "w tej (?:samej )?sprawie", "w nawiazaniu do", "nawiazujac do", "wracam (?:do|z)", "(?:ponownie|nadal) w sprawie",
    f"{_DID} (?:juz|{_WHEN}|{_WHERE})", f"juz (?:(?:do was|do panstwa) )?{_DID}", f"jak (?:juz )?{_DID}",
    "ten sam problem", "ta sama sprawa", "rozlaczylo (?:mnie|nas)", "przerwalo (?:mi |nam )?(?:rozmowe|polaczenie)",
    "obiecan[oy] mi", "mieliscie (?:oddzwonic|odpisac)", "miala? (?:pan|pani) oddzwonic", "zgodnie z (?:rozmowa|ustaleniami)",
    "po (?:naszej )?rozmowie", "w odpowiedzi na", "w sprawie (?:tej|tego|tych)", "nie wiem,? ktory raz", "(?:drugi|trzeci|czwarty|piaty|kolejny) raz",
)  # fmt: skip
_ENGLISH = (
    "same (?:issue|problem|matter|question) (?:as|again|still)", "still (?:about|the same)",
    "follow(?:ing)? up", "as i (?:said|wrote|mentioned|told)", "as (?:agreed|promised|discussed)", "in reply to", "(?:second|third|fourth|fifth) time",
    f"i(?:'ve| have)? already (?:told|said|gave|explained|asked|{_TOLD})",
    f"i (?:{_TOLD}) (?:you|(?:to|with) {_YOU}|in (?:yesterday|earlier|before|about)|about (?:this|it|that|my))",
    f"i (?:{_TOLD}) (?:on (?:the |your )?(?:chat|whatsapp|messenger|phone|hotline)|earlier|yesterday|last|before|this morning)",
    f"i was (?:just )?(?:cut off|disconnected|promised|(?:talking|speaking|chatting|on the phone|on chat) (?:to|with) {_YOU})",
    "we (?:got|were) (?:cut off|disconnected)", "(?:call|chat|line) (?:was |got )?(?:cut off|dropped|disconnected)",
    "my (?:previous|earlier|last) (?:call|chat|email|e-mail|message|conversation|visit|question|request)",
    "(?:earlier|previous|last) (?:call|chat|conversation|email)", "again about", "back about", "about (?:that|the same)",
    "regarding my (?:last|previous)", "your colleague", "(?:somebody|someone) (?:promised|told me)",
)  # fmt: skip
# Something should have happened by now: what we owe, perhaps.
_AWAITING = (
    "mial[aoy]? (?:byc|przyjsc|przyjechac|dotrzec|zadzwonic|oddzwonic|ktos|pan|pani)", "(?:ciagle|nadal|wciaz|dalej) (?:nie|czekam|brak)",
    "jeszcze nie (?:dotarl|przyszl|przyszedl|dosta|otrzym|odda|zwroc)\\w*", "nikt nie (?:oddzwonil|odpisal|zadzwonil)",
    "(?:was|were) supposed to", "still (?:waiting|no|not|have not|haven't)", "(?:never|nobody|no one) (?:came|arrived|called|heard|got|rang)",
)  # fmt: skip
_REFERENCE = re.compile(rf"\b(?:{'|'.join((*_POLISH, *_ENGLISH))})\b")
_WAITED = re.compile(rf"\b(?:{'|'.join(_AWAITING)})\b")
_ON = {
    "chat": "chat|chatted|chatting|czat|czacie|czatu|chacie|chatu",
    "phone": "called|call|phoned|phone|rang|spoke|dzwonil[ae]m|telefonicznie|przez telefon|infolinii|infolinie|rozlaczylo|cut off",
    "email": "emailed|e-mailed|email|e-mail|mail|mailem|mailowo|maila|e-maila|e-mailem|mejla|mejlem",
    "in_store": "in (?:the |your )?(?:store|shop)|visited|w salonie|w sklepie stacjonarnym|byl[ae]m u|stacjonarnie",
    "whatsapp": "whatsapp|whatsappie|whatsappa",
    "messenger": "messenger|messengerze|messengera",
    "sms": "sms|smsem|sms-em|texted|text message",
}
_CHANNELS = {channel: re.compile(rf"\b(?:{words})\b") for channel, words in _ON.items()}
_LONGEST = 2_000
_AROUND = 80  # letters beside it in which a channel is named


class Reference(msgspec.Struct, frozen=True):
    """What somebody says of an earlier contact; the channels it names, if any. `awaiting`: only that something is overdue."""

    channels: frozenset[str] = frozenset()
    awaiting: bool = False


def reference_in(text: str) -> Reference | None:
    """The earlier contact a text speaks of; None when it speaks of none."""
    words = plain(text[:_LONGEST])
    found = _REFERENCE.search(words)
    if found is None:
        return Reference(awaiting=True) if _WAITED.search(words) else None
    near = words[max(0, found.start() - _AROUND) : found.end() + _AROUND]
    return Reference(frozenset(channel for channel, named in _CHANNELS.items() if named.search(near)))
