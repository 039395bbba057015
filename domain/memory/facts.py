"""What was told and what we owe, in the words of the public contract (section 4)."""

from datetime import datetime

import msgspec

# Read in the light of what another interaction of the page holds: such a fact cannot say whose page it belongs to.
IN_THE_LIGHT_OF_THE_PAGE = "opening."  # how the names of such rules begin
OF_ANOTHER = (
    "another."  # how the names of rules begin that find what is told of somebody else: it never holds for the customer
)
SECRET_KEYS = frozenset({"pin", "security_answer"})
HIDDEN = "••••"  # stands for what nobody may read
# Known from the start (contract section 4).
FACT_KEYS = frozenset({
    "name", "email", "phone", "order_no", "account_no", "username", "customer_no", "birth_date", "postcode", "address",
    "product", "problem", "wanted_outcome", "amount", "date", "tried_already", "deadline", "contact_preference",
}) | SECRET_KEYS  # fmt: skip


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One telling of one thing (contract section 4). `span` is in characters of the item's text, end exclusive."""

    fact_id: str
    key: str
    value: str
    norm: str
    stated_by: str
    channel: str
    item_id: str
    span: tuple[int, int]
    extracted_by: str
    confidence: float
    superseded_by: str | None = None
    proven: bool = False
    confirmed_by: str = ""  # a member of staff
    retracted: bool = False

    @property
    def of_another(self) -> bool:
        """Whether it is told of somebody else the customer speaks of: a child, a doctor."""
        return is_of_another(self.extracted_by)

    @property
    def stands(self) -> bool:
        """Whether it holds, as far as it goes: neither superseded nor retracted."""
        return self.superseded_by is None and not self.retracted


def is_part_of(key: str, norm: str, fuller: str) -> bool:
    """Whether a name told now is a part of one that is known: "Malinowska" of "kasia malinowska". It takes nothing back."""
    said, known = norm.split(), fuller.split()
    return key == "name" and 0 < len(said) < len(known) and set(said) <= set(known)


def is_of_another(extracted_by: str) -> bool:
    """Whether such a rule found it."""
    return extracted_by.startswith(f"rule:{OF_ANOTHER}")


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What we owe somebody, by when. `state`: open, kept, broken, moved (open at another time), withdrawn.

    `items`: the one it was made in, then those that changed its state.
    """

    promise_id: str
    what: str
    kind: str
    due_at: datetime | None
    state: str
    made_by: str
    items: tuple[str, ...]
    span: tuple[int, int] = (0, 0)  # of its words in the first item; empty where a system told it
    amount: str = ""
    made_at: datetime | None = None
    extracted_by: str = ""
    confidence: float = 1.0
    interaction_id: str | None = None

    @property
    def owed(self) -> bool:
        """Whether we still owe it."""
        return self.state in ("open", "moved")
