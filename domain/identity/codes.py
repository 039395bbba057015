"""One-time codes sent to a known handle: what stands about them, when the next may go out, and what an answer means.

Everything about one handle is one value, compared and set as a whole: two nodes cannot give out more tries than there
are. Wrong answers count over all codes of the handle, so a fresh code gives no fresh tries.
"""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from domain.errors import CodeGone, CodesPaused, UnknownCode, WrongCode

LASTS = timedelta(minutes=10)
TRIES = 5
LOCKED = timedelta(minutes=15)
AN_HOUR = timedelta(hours=1)
CODES_AN_HOUR = 3
RESEND = timedelta(seconds=60)


class Code(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The code sent last. Keyed hashes: `digest` of the code, `request` of the request's key and `asked` of its body."""

    number: str  # its part of the code's id
    digest: bytes
    customer_id: str
    link_id: str
    request: bytes
    asked: bytes
    expires_at: datetime
    spent: bool = False


class SentOnce(msgspec.Struct, frozen=True):
    """A code that went out within the hour."""

    number: str
    at: datetime


class Codes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What stands about the codes of one handle."""

    code: Code | None = None
    sent: tuple[SentOnce, ...] = ()
    wrong: tuple[datetime, ...] = ()
    locked_until: datetime | None = None

    @property
    def tries_left(self) -> int:
        """Answers that may still be given."""
        return TRIES - len(self.wrong)


def as_of(codes: Codes, now: datetime) -> Codes:
    """What stands by now: what is older than an hour counts no more."""
    locked = codes.locked_until if codes.locked_until is not None and codes.locked_until > now else None
    return replace(
        codes, locked_until=locked, sent=tuple(each for each in codes.sent if each.at > now - AN_HOUR),
        wrong=tuple(each for each in codes.wrong if each > now - AN_HOUR))  # fmt: skip


def issue(codes: Codes, code: Code, now: datetime) -> Codes:
    """Send this code; the one before is good no more. Raises CodesPaused."""
    codes = as_of(codes, now)
    if codes.locked_until is not None:
        raise CodesPaused(codes.locked_until)
    if codes.sent and now < codes.sent[-1].at + RESEND:
        raise CodesPaused(codes.sent[-1].at + RESEND)
    if len(codes.sent) >= CODES_AN_HOUR:
        raise CodesPaused(codes.sent[-CODES_AN_HOUR].at + AN_HOUR)
    return replace(codes, code=code, sent=(*codes.sent, SentOnce(code.number, now)))


def standing(codes: Codes, number: str, now: datetime) -> Code:
    """The code that may be answered. Raises UnknownCode, CodesPaused, CodeGone."""
    code = codes.code
    if code is None or code.number != number:
        if any(each.number == number for each in codes.sent):
            raise CodeGone
        raise UnknownCode
    if codes.locked_until is not None and codes.locked_until > now:
        raise CodesPaused(codes.locked_until)
    if code.spent or now >= code.expires_at:
        raise CodeGone
    return code


def right(codes: Codes, now: datetime) -> Codes:
    """The code was told: it is spent, and what was wrong before is forgiven."""
    codes = as_of(codes, now)
    assert codes.code is not None
    return replace(codes, code=replace(codes.code, spent=True), wrong=())


def wrong(codes: Codes, now: datetime) -> Codes:
    """Something else was told. With the last try the code is spent and the handle locked."""
    codes = as_of(codes, now)
    codes = replace(codes, wrong=(*codes.wrong, now))
    if codes.tries_left > 0:
        return codes
    assert codes.code is not None
    return replace(codes, code=replace(codes.code, spent=True), wrong=(), locked_until=now + LOCKED)


def refusal(codes: Codes) -> WrongCode | CodesPaused:
    """How a wrong answer is refused, given what stands after it."""
    return CodesPaused(codes.locked_until) if codes.locked_until is not None else WrongCode(codes.tries_left)
