"""How people of a shop commit themselves in English (folded text)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from domain.memory.promising.wording import CONTACT_THING, thing_of

PROGRESSIVE = 0.7  # "we are sending": done now, unless a time is said


class Commitment(NamedTuple):
    """A verb by which somebody commits themselves: where, to what kind of thing, and how surely."""

    start: int
    end: int
    kind: str
    sure: float
    before: str = ""  # whose link words end what stands before it: "en", "pl"; empty: the clause begins with it


WORDS = frozenset(("i'll", "we'll", "ill", "will", "you'll", "they'll", "it'll", "shall", "going", "gonna", "expect", "refund", "replacement",
                   "callback", "sending", "shipping", "refunding", "calling",
                   "issuing", "processing", "crediting", "delivering", "dispatching", "replacing", "exchanging", "let", "promise"))  # fmt: skip
# What is taken off a price; a name is taken off a list.
_WORTH = r"%|percent|per cent|[$£€]|pln|zl|pounds?\b|quid|bucks|dollars?|euros?|something|some\b|a bit|a little|half|delivery|shipping|postage"
_FILLED = (
    r"(?: (?:also|then|now|just|definitely|certainly|gladly|personally|still|of course|absolutely|immediately|right away|first|quickly|"
    r"happily|automatically|only|today|tomorrow|be sure to|make sure to|make sure and|be happy to|be glad to|gladly|go ahead and|"
    r"(?P<{weak}>try and|try to|try my best to|try our best to|do my best to|do our best to|be able to|probably|hopefully|most likely))){{0,3}}"
)
_HEAD = re.compile(
    r"\b(?P<who>i|we|(?P<ours>someone(?: else)?|somebody|one of (?:our|my) \w+|(?:our|my|the) (?:\w+ )?(?:manager|colleague|supervisor|team|teams|"
    r"warehouse|specialists?|technicians?|agents?|department|store|shop|office|representative|staff|support)(?: \w+)?|"
    r"an? (?:\w+ )?(?:colleague|manager|agent|specialist|representative|supervisor|technician|member of (?:our|the|my) \w+))|(?P<they>they))"
    r"(?:'?ll| will| shall|(?:'m| am|'re| are) (?:going to|gonna))" + _FILLED.format(weak="weak") + r" "
)
_LOOSE = re.compile(
    r"\b(?:(?P<let>let me)|i promise (?:you )?(?:to|that i'll)|(?P<now>i'm|we're|i am|we are)"
    r"(?=(?: (?:also|now|just|then))? (?:calling|sending|shipping|refunding|"
    r"issuing|processing|crediting|delivering|dispatching|replacing|exchanging)))(?: (?:also|now|just|then|go ahead and|quickly)){0,2} "
)
_AND = re.compile(r"\b(?:and|then|or)(?: (?:then|also|will|i'll|we'll|to|just|have (?:it|them)))* ")
_NEXT = re.compile(r"(?:,| and | but | because | since | which | so (?:that|you)|\bplease\b)")
_YOU = r"\b(?:you|your)\b"
_VERBS: tuple[tuple[str, re.Pattern[str]], ...] = tuple((kind, re.compile(pattern)) for kind, pattern in (
    ("callback", r"(?:be )?(?:calling|call|phone|phoning|ring|ringing|telephone) (?:you|back|your)\b"),
    ("callback", r"(?:be )?(?:calling|call|phone|phoning|ring|ringing)(?: again)?(?= (?:on (?!the|your|a)|tomorrow|today|"
                 r"this (?:morning|afternoon|evening|week)|next week|later|"
                 r"in (?:an? |half|\d|the (?:morning|afternoon|evening))|(?:at|by|before|after) (?:\d|noon|lunch|the (?:long )?weekend)))"),
    ("callback", r"(?:give|giving) you (?:a )?(?:quick |phone |return )*(?:call|ring|buzz)\b"),
    ("callback", r"(?:be )?(?:get|getting|come|coming|circle) back (?:to|with) you\b|get back\b"),
    ("callback", r"(?:be )?(?:back )?in (?:touch|contact)\b|get in (?:touch|contact)(?: with (?!the |our |my |them|him|her)|$|\b)"),
    ("callback", r"(?:be )?(?:contact|contacting|reach|reaching|reach out to|reaching out to) you\b|follow(?:ing)? up with you\b|return your call\b"),
    ("callback", r"(?:have|get|ask) (?:\w+ ){1,5}?(?:to )?(?:call|ring|contact|phone|reach out to|get back to|get in touch with) you\b"),
    ("info", r"(?:be )?(?:let(?:ting)? you know|inform(?:ing)? you|notify(?:ing)? you|updat(?:e|ing) you|keep(?:ing)? you (?:posted|updated|informed))\b"),
    ("info", r"(?:be )?(?:e-?mail|e-?mailing|text|texting|write|writing|message|messaging)(?: to)? you\b"),
    ("info", r"drop(?:ping)? you (?:a |an )?(?:quick |short )?(?:line|e-?mail|text|message|note)\b"),
    ("discount", rf"(?:be )?(?:knock(?:ing)?|tak(?:e|ing)) (?:[^,.?!]{{0,20}}?(?:{_WORTH})[^,.?!]{{0,12}}|\d+) off\b"),
    ("info", r"(?:get|have) (?:it|this|that|everything) (?:\w+ )?(?:sorted|fixed|resolved|settled|done)\b"),
    ("info", r"(?:sort|fix|resolve|settle) (?:it|this|that|everything|the (?:issue|problem|matter))\b"),
    ("info", r"confirm (?!your\b|that\b|if\b|with\b)"),
    ("refund", r"sort(?:ing)? (?:out )?(?:the|your|that|a) refund\b"),
    ("refund", r"(?:be )?(?:refund|refunding|reimburse|reimbursing)\b(?! (?:policy|window))"),
    ("refund", r"(?:be )?credit(?:ing)? (?:you|your|the|it|that|back|\$)"),
    ("refund", r"(?:be )?return(?:ing)? (?:your|the|that) money\b"),
    ("", r"(?:be )?(?:resend|re-send|resending)\b"),
    ("replacement", r"(?:be )?(?:(?:replac|exchang)(?:e|ing) (?:it|them|that|this|the|your|those)|re-?ship(?:ping)?)\b"),
    ("discount", r"(?:be )?(?:waiv(?:e|ing)|honou?r the|match the|price match|price adjust)\b"),
    ("delivery", r"(?:be )?(?:ship|shipping|dispatch|dispatching|deliver|delivering|post|posting|courier) "
                 r"(?:it|them|that|this|the|your|you|out|a|an|another|all|both|new)\b"),
    ("", r"(?:be )?(?:send|sending|issue|issuing|process|processing|initiate|start|give|giving|get|getting|offer|offering|provide|providing|apply|applying|"
         r"add|adding|create|creating|generate|arrange|arranging|organi[sz]e|put|pop|popping|drop|submit|complete|set up|request|place|expedite|have|ship|"
         r"order (?=you|another|a|the))\b"),
))  # fmt: skip
_INFORMS = re.compile(
    r"(?:be )?(?:have (?:an? |some |the |your )?(?:\w+ )?(?:answers?|news|updates?|invoice|label|confirmation)\b|send|re-?send|provid|issu"
    r"|have (?:it|them|\w+ \w+) (?:sent|e-?mailed))"
)
_DELIVERS = re.compile(
    r"(?:be )?(?:send|(?:pop|drop|put) [^,.?!]{1,40}? in the (?:post|mail)|have [^,.?!]{1,40}? (?:with|to) you|ship|arrang|organi|re-?send"
    r"|expedit|deliver|order|have (?:it|them|\w+ \w+) (?:sent|delivered|shipped))"
)
_REFUNDS = re.compile(
    r"(?:be )?(?:have (?:\w+ ){1,4}?(?:(?:back )?(?:with|to) you|in your account|on your card|processed|issued)|issu|process|initiat|start"
    r"|giv|get|offer|provid|appl|send|arrang|organi|submit|complet|put|add|expedit|creat|set up)"
)

# Things that go from one of us to another, and those that are typed.
_WITHIN = re.compile(
    r"\b(?:reports?|tickets?|complaint|feedback|escalation|password|to (?:our|the|my|a) (?:\w+ )?(?:department|team|manager|warehouse|supervisor))\b"
)
_TYPED = re.compile(r"\b(?:password|username|user name)\b")
_IT = re.compile(r" ?(?:it|them|that|this)\b")

_WILL = r"(?P<modal>'ll|will|should) (?:also |now |then |both |all |automatically |soon )?"
_PARCEL = r"\b(?:orders?|parcels?|packages?|items?|shipments?|delivery|products?|goods|pair|boots|shoes|jacket|shirt|jeans|coat|part|tent|\d\ds)"
_PASSIVES: tuple[tuple[str, re.Pattern[str]], ...] = tuple((kind, re.compile(pattern)) for kind, pattern in (
    ("refund", r"\b(?:refunds?|money|payments?|credits?|funds|amounts?|fees?|charges?|difference|"
     r"[$£€] ?\d[\d.,]*|\d[\d.,]* ?(?:zl|pln|dollars|eur))\b[^?]{0,60}?\b" + _WILL +
     r"(?:be (?:\w+ly )?(?:refunded|issued|processed|credited|returned|reimbursed|paid|sent|transferred|back|on your|in your|posted|applied|available)|"
     r"arrive|reach you|appear|show|post|go back|hit your)"),
    ("callback", r"\byou ?" + _WILL + r"(?:hear (?:back |something |more )?from us|hear back)"),
    ("refund", r"\b(?:you|it|this|that|they|fee|account|card) " + _WILL + r"be (?:\w+ly )?(?:refunded|reimbursed|credited)\b"),
    ("replacement", r"\b(?:replacement|new (?:one|item|pair|order)|exchange)\b[^?]{0,30}?\b" + _WILL +
     r"(?:be (?:\w+ly )?(?:sent|shipped|delivered|dispatched|with you|processed)|arrive|ship|reach you)"),
    ("replacement", _WILL + r"be (?:replaced|exchanged|re-?shipped|resent)\b"),
    ("delivery", r"\b(?P<what>[\w']{1,30}) ?" + _WILL +
     r"be (?:\w+ly )?(?:delivered|shipped|dispatched|sent out|sent to you|ready for (?:you|pick ?up|collection))\b"),
    ("delivery", _PARCEL + r"(?: [\w'#-]{1,30}){0,4}? ?" + _WILL + r"be (?:arriving|with you|ready|waiting|at|there|in (?:your|our|the))\b"),
    ("delivery", r"\b(?:will|and will|goes|go) (?:be with you|out (?:by courier|today|tomorrow|in the post))"),
    ("delivery", _PARCEL + r"(?: [\w'#-]{1,30}){0,4}? ?" + _WILL + r"(?:arrive|ship|reach you|go out|leave|get to you|come)\b"),
))  # fmt: skip
_YOU_GET = re.compile(
    r"\b(?:you ?"
    + _WILL
    + r"(?:receive|get|have(?= (?:an? |your |the ))|be receiving|be getting|see(?= (?:your|the) (?:refund|money)))|"
    r"make sure (?:that )?you (?:get|receive|have)|(?:you can |please )?expect(?: to (?:receive|see|get))?) "
    r"(?=(?P<thing>[^,.?!]{3,80}))"
)
_NOMINAL = re.compile(
    r"\b(?P<thing>(?:full |partial )?refund|replacement|callback|call back|delivery)(?: \w+){0,2}? (?=within|by |in \d|no later)"
)


def commitments(plain: str, start: int, end: int) -> Iterator[Commitment]:
    """What a sentence commits the shop to."""
    said = plain[start:end]
    heads = list(_HEAD.finditer(plain, start, end)) if "ll" in said or "going to" in said or "gonna" in said else []
    for number, head in enumerate(heads):
        stop = heads[number + 1].start() if number + 1 < len(heads) else end
        sure = 0.6 if head["they"] or head["weak"] else 0.85 if head["ours"] else 0.9
        made = _verb(plain, head.start(), head.end(), stop, sure)
        if made is not None:
            yield made
        for more in _AND.finditer(plain, head.end(), stop):
            begins = head.start() if made is None else more.end()
            other = _verb(plain, begins, more.end(), stop, min(sure, 0.85))
            if other is not None and not (
                _TYPED.search(plain, head.start(), stop) or (made and _IT.match(plain, other.end, stop))
            ):
                made = other
                yield other
    loose = "ing" in said or "let me" in said or "promise" in said
    for head in _LOOSE.finditer(plain, start, end) if loose else ():
        made = _verb(plain, head.start(), head.end(), end, 0.6 if head["let"] else PROGRESSIVE if head["now"] else 0.9)
        if made is not None:
            yield made
    yield from _without_us(plain, start, end)


def _verb(plain: str, start: int, at: int, stop: int, sure: float) -> Commitment | None:
    for kind, pattern in _VERBS:
        found = pattern.match(plain, at, stop)
        if found is None:
            continue
        cut = _NEXT.search(plain, found.end(), stop)
        words = plain[at : min(at + 110, cut.start() if cut else stop)]
        if kind in ("", "delivery"):
            kind = _by_thing(words, kind)
        return Commitment(start, found.end(), kind, sure) if kind else None
    return None


def _by_thing(words: str, kind: str) -> str:
    """Of verbs that say little: sending by what is sent, giving by what is given."""
    if _WITHIN.search(words):
        return ""
    thing = thing_of(words)
    if thing == "refund":
        return thing if _REFUNDS.match(words) else ""
    if thing == "info":
        return thing if kind or _INFORMS.match(words) else ""
    if thing == "replacement":
        return thing if kind or _DELIVERS.match(words) or _REFUNDS.match(words) else ""
    if thing == "discount":
        return thing
    return "delivery" if kind or (thing and _DELIVERS.match(words)) else ""


def _without_us(plain: str, start: int, end: int) -> Iterator[Commitment]:
    text = plain[start:end]  # each pattern needs one of these, and asking for that is cheap
    modal = "'ll" in text or "will" in text or "should" in text
    for kind, pattern in _PASSIVES if modal or "go" in text else ():
        for found in pattern.finditer(plain, start, end):
            said = found.groupdict()
            loose = said.get("modal") == "should" or said.get("what") in (
                "it",
                "they",
                "he",
                "she",
                "i",
                "we",
                "you",
                "flight",
                "taxi",
                "ride",
            )
            yield Commitment(found.start(), found.end(), kind, 0.6 if loose else 0.8, "en")
    for found in _YOU_GET.finditer(plain, start, end) if modal or "sure" in text or "expect" in text else ():
        thing = found["thing"]
        kind = "callback" if CONTACT_THING.search(thing) else thing_of(thing)
        if kind:
            yield Commitment(
                found.start(), found.end(), kind, 0.6 if found["modal"] == "should" or kind == "delivery" else 0.8
            )
    named = "refund" in text or "replacement" in text or "call" in text or "delivery" in text
    for found in _NOMINAL.finditer(plain, start, end) if named else ():
        thing = found["thing"].split()[-1]
        yield Commitment(found.start(), found.end(), {"back": "callback"}.get(thing, thing), 0.6)
