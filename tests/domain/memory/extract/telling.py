"""Short ways to say something to the rules that find facts."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from domain.memory.extract import PLAIN, Finding, Shop, find

SUNDAY = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
WARSAW = ZoneInfo("Europe/Warsaw")
VALUES = ("name", "email", "phone", "order_no", "account_no", "username", "customer_no", "birth_date", "postcode", "address", "pin", "security_answer",
          "product", "amount", "date", "deadline")  # fmt: skip


def found(
    text: str, *wanted: str, both: bool = False, at: datetime | None = SUNDAY, shop: Shop = PLAIN
) -> list[Finding]:
    """What is found, each at its place in the text."""
    findings = find(text, wanted, both, at, WARSAW, shop)
    for each in findings:
        assert each.value == text[slice(*each.span)] or each.key in ("pin", "security_answer")
    return findings


def norms(
    text: str, key: str, *wanted: str, both: bool = False, at: datetime | None = SUNDAY, shop: Shop = PLAIN
) -> list[str]:
    """The norms of one key, in order."""
    return [each.norm for each in found(text, *wanted, both=both, at=at, shop=shop) if each.key == key]
