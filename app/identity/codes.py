"""One-time codes: made here, sent to a handle we know, kept only as a keyed hash in a claim that every node shares.

A code's id names the claim and the code in it, so the node that is asked needs not be the one that sent it. Every
answer is counted in the log's own transaction before it is answered: killing a node gives nobody another try.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from datetime import datetime

import msgspec

from adapters.keys.keyring import Keyring
from adapters.log.appends import Cas
from app.logs import logger
from app.pages import Pages
from app.pen import Hand, Held, Pen, Written
from domain.customer.decisions import Plan
from domain.customer.state import LinkedHandle
from domain.errors import CodesPaused, IdempotencyConflict, NotSent, NoWayToSend, WrongCode
from domain.identity import codes as rules
from domain.identity.codes import Code, Codes
from domain.identity.handles import PROVED_NOW
from domain.identity.proofs import ONE_TIME_CODE, Prove, fit_for_code, prove, told_handle
from domain.page import Page
from domain.ports_outbound import CODE, Outgoing, Refused, Ways

DIGITS = 6
CODE_ID = re.compile(r"o-([0-9a-f]{32})([0-9a-f]{32})")
WORDS = {
    "pl": "{shop}: Twój kod to {code}. Jest ważny {minutes} min. Podaj go tylko osobie, z którą teraz rozmawiasz.",
    "en": "{shop}: your code is {code}. It is valid for {minutes} min. Tell it only to the person you are talking to now.",
}
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Codes).decode
_NOBODYS = ("0" * 32, "0" * 32)  # a code that cannot be: asked for like any other, so that it takes as long


class SentCode(msgspec.Struct, frozen=True, kw_only=True):
    """A code that is on its way. The code itself is known to the channel alone."""

    code_id: str
    expires_at: datetime
    tries_left: int
    written: Written


class CodeDesk:
    """Sends codes and takes answers. Clock and randomness are given, so that a test can stop the one and know the other."""

    def __init__(self, pen: Pen, pages: Pages, keyring: Keyring, ways: Ways, random_bytes: Callable[[int], bytes],
                 now: Callable[[], datetime], shop_name: str) -> None:  # fmt: skip
        self._pen, self._pages, self._keyring = pen, pages, keyring
        self.ways, self.now, self._random, self._shop_name = ways, now, random_bytes, shop_name

    async def send(self, hand: Hand, page: Page, link_id: str, language: str) -> SentCode:
        """Send a code to a handle of this customer. Raises UnknownHandle, HandleUnfit, NoWayToSend, CodesPaused, NotSent."""
        handle = fit_for_code(page.customer, told_handle(page.customer, link_id))
        way = self.ways.of(handle.kind)
        if way is None:
            raise NoWayToSend
        key, number, told = self._key(hand.tenant, handle), self._random(16).hex(), self._six_digits()
        standing, written = await self._issue(hand, page, handle, key, number, told)
        assert standing.code is not None
        if standing.code.number == number:  # else it was sent when this request came the first time
            text = WORDS[language].format(
                shop=self._shop_name, code=told, minutes=int(rules.LASTS.total_seconds() // 60)
            )
            outgoing = Outgoing(
                tenant=hand.tenant, kind=handle.kind, address=handle.value, text=text, language=language, what=CODE)  # fmt: skip
            if isinstance(await way.send(outgoing), Refused):
                await self._take_back(hand, page, key, number)
                raise NotSent
        return SentCode(
            code_id=f"o-{key.hex()}{standing.code.number}", expires_at=standing.code.expires_at,
            tries_left=standing.tries_left, written=written)  # fmt: skip

    async def confirm(self, hand: Hand, code_id: str, told: str) -> Written:
        """Take an answer. Raises UnknownCode, CodeGone, CodesPaused, WrongCode; on success the handle is proven (L3)."""
        match = CODE_ID.fullmatch(code_id)
        key_hex, number = match.groups() if match else _NOBODYS
        refused: list[WrongCode | CodesPaused] = []

        async def decide(held: Held) -> Plan:
            refused.clear()
            key, now = bytes.fromhex(key_hex), self.now()
            before = held.stored(key)
            digest = self._hash(hand.tenant, number, told)
            codes = _decode(before) if before is not None else Codes()
            code = rules.standing(codes, number, now)
            right = hmac.compare_digest(digest, code.digest)
            codes = rules.right(codes, now) if right else rules.wrong(codes, now)
            held.beside.append(Cas(key, before, _encode(codes)))
            if right:
                return await self._proven(hand, code, held)
            refused.append(rules.refusal(codes))
            return Plan(customer_id=code.customer_id)

        written = await self._pen.write(hand, decide)
        if refused and not written.events:
            if isinstance(refused[0], CodesPaused):
                logger.warning(
                    "a handle is locked after wrong codes", extra={"tenant": hand.tenant, "principal": hand.actor.id}
                )
            raise refused[0]
        return written

    async def _issue(self, hand: Hand, page: Page, handle: LinkedHandle, key: bytes, number: str,
                     told: str) -> tuple[Codes, Written]:  # fmt: skip
        """Reserve a code durably before it is sent: whatever happens then, it was counted."""
        standing: list[Codes] = []

        async def decide(held: Held) -> Plan:
            now, before = self.now(), held.stored(key)
            codes = _decode(before) if before is not None else Codes()
            if codes.code is None or codes.code.request != hand.once:
                codes = rules.issue(codes, Code(
                    number=number, digest=self._hash(hand.tenant, number, told), customer_id=page.customer_id,
                    link_id=handle.link_id, request=hand.once, asked=hand.digest, expires_at=now + rules.LASTS), now)  # fmt: skip
                held.beside.append(Cas(key, before, _encode(codes)))
            elif codes.code.asked != hand.digest:
                raise IdempotencyConflict
            standing[:] = [codes]
            return Plan(customer_id=page.customer_id)

        written = await self._pen.write(hand, decide)
        return standing[0], written

    async def _take_back(self, hand: Hand, page: Page, key: bytes, number: str) -> None:
        """The channel refused it: the code is void, the sending still counts."""

        async def decide(held: Held) -> Plan:
            before = held.stored(key)
            codes = _decode(before) if before is not None else Codes()
            if codes.code is not None and codes.code.number == number:
                held.beside.append(Cas(key, before, _encode(msgspec.structs.replace(codes, code=None))))
            return Plan(customer_id=page.customer_id)

        await self._pen.write(hand, decide)

    async def _proven(self, hand: Hand, code: Code, held: Held) -> Plan:
        page = await self._pages.open(hand.tenant, code.customer_id)
        handle = fit_for_code(page.customer, told_handle(page.customer, code.link_id))
        command = Prove(
            customer_id=page.customer_id, link_id=code.link_id, digest=handle_digest(self._keyring, hand.tenant, handle),
            level=PROVED_NOW, method=ONE_TIME_CODE)  # fmt: skip
        return prove(command, page.customer, held)

    def _key(self, tenant: str, handle: LinkedHandle) -> bytes:
        """The claim's key. Half as long as a handle's own, so that none of those can be meant."""
        return hashlib.sha256(b"codes\x1f" + handle_digest(self._keyring, tenant, handle)).digest()[:16]

    def _hash(self, tenant: str, number: str, told: str) -> bytes:
        return self._keyring.keyed_hash(tenant, "code", number, told)

    def _six_digits(self) -> str:
        """Each code as likely as every other: what would make some likelier is drawn again."""
        even = 2**32 - 2**32 % 10**DIGITS
        while (drawn := int.from_bytes(self._random(4), "big")) >= even:
            pass
        return f"{drawn % 10**DIGITS:0{DIGITS}}"


def handle_digest(keyring: Keyring, tenant: str, handle: LinkedHandle) -> bytes:
    """The keyed hash by which a handle is found: the same that intake makes."""
    return keyring.keyed_hash(tenant, "index", "handle", handle.kind, handle.value)
