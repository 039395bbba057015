"""By which rules people are linked: every number and choice of it, as data a shop may change (docs/identity.md)."""

from typing import Annotated

import msgspec

from domain.identity.handles import ASSERTED, PROVEN

# Kinds of handles by how easily several people use one. A device or a phone is lent and passed on; a card is shared in a
# family; an account of one's own hardly ever is.
LENT = {"chat_device": 0, "phone": 1, "whatsapp": 1, "loyalty_card": 3, "email": 4, "crm_no": 5}
ACCOUNT = 2  # every other kind
DEVICE = 0

Rank = Annotated[int, msgspec.Meta(ge=0, le=9)]
Part = Annotated[float, msgspec.Meta(ge=0, le=1)]
Few = Annotated[int, msgspec.Meta(ge=2, le=20)]
# Stricter than ours is a shop's own business; laxer would let a mere claim join two people (architecture, section 5).
Ties = Annotated[int, msgspec.Meta(ge=PROVEN, le=4)]
Attaches = Annotated[int, msgspec.Meta(ge=ASSERTED, le=4)]


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is not said is as it comes with the product."""

    lent: dict[str, Rank] = msgspec.field(default_factory=dict[str, Rank])  # over LENT, kind by kind
    ties_at: Ties = PROVEN  # from this level of proof on, everything an interaction came with is one person's
    attaches_at: Attaches = ASSERTED  # from this level on, the best of its handles alone says whose an interaction is
    names_cannot_be: Part = 0.25  # names less alike than this are not one person's
    names_agree: Part = 0.8  # names at least this alike are taken as one person's
    typed_with_name: bool = True  # a typed handle and a name that agrees tie
    typed_twice: bool = True  # two typed handles of different kinds, both known of one person, tie
    shared_with_name: bool = True  # a shared telephone, account or address and a name that agrees tie
    lone_device: bool = True  # a handle a carrier asserted ties somebody of whom nothing was ever proven
    few: Few = 3  # a told handle that leads to more people than this suggests nobody
    told_score: Part = 0.6  # of a suggestion by a handle that was said or asserted
    number_score: Part = 0.8  # by a told account, user or customer number, and a name that agrees
    tied_score: Part = 0.9  # by a handle that was proven on both sides, where something speaks against tying it
    list_from: Part = 0.0  # suggestions below this score are not made

    def rank(self, kind: str) -> int:
        """How easily a kind of handle is used by several people: less is easier."""
        found = self.lent.get(kind)
        return LENT.get(kind, ACCOUNT) if found is None else found


STANDARD = Rules()
