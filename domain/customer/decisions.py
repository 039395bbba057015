"""What an arrival makes happen: whose it is, which events say so, and what must still be true when they are written."""

import hashlib

import msgspec
from msgspec.structs import replace

from domain.customer import events as happened
from domain.customer.arrivals import ABOUT_A_PERSON, OPENS_INTERACTION, Arrival
from domain.customer.consenting import Saying
from domain.customer.entries import entry_for
from domain.desk.reported import named_key
from domain.identity.handles import CHECKED, PROVEN, QUOTED, Handle, strongest_first
from domain.identity.matching import Holder, Verdict, whose
from domain.identity.ties import Owned, owner_key, way_home
from domain.ports import Claim, Linked, Mint, Moved, Replied, Standing, Thread

MOST_PRESENTED = 16  # handles remembered of a thread; one that comes again is said again


class Entry(msgspec.Struct, frozen=True):
    """One event and the stream it goes to."""

    stream: str
    event: happened.Event


class Plan(msgspec.Struct, kw_only=True):
    """What to append. The last entry stands in `customer_id`'s stream and records the delivery.

    `identity` is whose handle or thread it came by: the same customer, or one that has been absorbed by them.
    """

    customer_id: str = ""
    identity: str = ""
    interaction_id: str | None = None
    item_id: str | None = None
    registered: str | None = None
    links: tuple[str, ...] = ()  # by which it was said whose it is
    bound: int = CHECKED  # the level of what tied it to this customer
    entries: list[Entry] = []
    claims: list[Claim] = []

    def happen(self, event: happened.Event, stream: str = "") -> None:
        """Add an event, by default to the customer's own stream."""
        self.entries.append(Entry(stream or self.customer_id, event))

    def belong(self, identity: str, standing: Standing) -> None:
        """Say whose it is: everything goes to the one who answers for that customer."""
        self.identity, self.customer_id = identity, standing.home(identity)

    @property
    def absorbed_identity(self) -> str:
        """The identity, where it has been absorbed; else empty."""
        return self.identity if self.identity != self.customer_id else ""


def record_arrival(arrival: Arrival, standing: Standing, mint: Mint) -> Plan:
    """Decide what one delivery means. Deterministic given what stands and the ids minted."""
    plan = Plan()
    if arrival.what == "delivery.updated" and _update_delivery(plan, arrival, standing):
        return plan
    before = standing.thread()
    thread = _settle_owner(
        plan, arrival, before, whose(_deciding(arrival), _holders(arrival, standing)), standing, mint
    )
    _link_handles(plan, arrival, standing, mint)
    if arrival.what in OPENS_INTERACTION:
        thread = _in_interaction(plan, arrival, thread, mint)
    plan.interaction_id = None if arrival.what in ABOUT_A_PERSON else thread.interaction_id
    thread = _present(plan, arrival, thread, mint)
    for event in entry_for(arrival, plan.interaction_id, mint):
        plan.happen(_of(plan.absorbed_identity, event))
        plan.item_id = getattr(event, "item_id", None)
    if standing.thread_key is not None and thread != before:
        plan.claims.append(Claim(key=standing.thread_key, expected=before, value=thread))
    return plan


def _deciding(arrival: Arrival) -> tuple[Handle, ...]:
    """A shop's record is known again by its number alone: families share telephones, and a record's name cannot be given away."""
    numbers = tuple(handle for handle in arrival.handles if handle.kind == "crm_no")
    return numbers if arrival.what == "customer.imported" and numbers else arrival.handles


def _holders(arrival: Arrival, standing: Standing) -> dict[bytes, Holder]:
    found = ((handle.digest, standing.holder(handle.digest)) for handle in arrival.handles)
    return {digest: holder for digest, holder in found if holder is not None}


def _of(identity: str, event: happened.Event) -> happened.Event:
    if identity and isinstance(event, happened.ItemEvent | happened.ProfileAttributeNoted | Saying):
        return replace(event, identity=identity)
    return event


# ---- whose it is -----------------------------------------------------------------------------------------------------


def _settle_owner(plan: Plan, arrival: Arrival, thread: Thread | None, verdict: Verdict, standing: Standing,
                  mint: Mint) -> Thread:  # fmt: skip
    level = max((handle.level for handle in arrival.handles if handle.attaches), default=0)
    plan.links = verdict.links
    if thread is None:
        return _first_of_thread(plan, arrival, verdict, level, standing, mint)
    owner = standing.owner(thread.interaction_id) if thread.interaction_id else None
    if owner not in (None, thread.customer_id):  # it was given to somebody: it is not known by itself any more
        assert owner is not None
        thread = replace(thread, customer_id=owner, provisional=False)
    plan.belong(thread.customer_id, standing)
    plan.bound = CHECKED if thread.provisional else max(thread.level, verdict.level)
    if verdict.customer_id is None or standing.home(verdict.customer_id) == plan.customer_id:
        pass
    elif thread.provisional or _proves_another(thread, level):
        plan.bound = verdict.level
        return replace(_move(plan, thread, verdict, standing), level=verdict.level)
    said = level if thread.provisional else verdict.level  # a thread known by itself is whoever proves themselves in it
    return replace(thread, provisional=thread.provisional and not level, level=max(said, thread.level))


def _first_of_thread(plan: Plan, arrival: Arrival, verdict: Verdict, level: int, standing: Standing,
                     mint: Mint) -> Thread:  # fmt: skip
    imported = arrival.what == "customer.imported"
    if verdict.customer_id is not None:
        plan.belong(verdict.customer_id, standing)
        plan.bound = CHECKED if imported else verdict.level
    else:
        plan.identity = plan.registered = plan.customer_id = mint("c")
        how = "import" if imported else "adapter"
        plan.happen(happened.CustomerRegistered(customer_id=plan.customer_id, how=how, provisional=not level))
    said = level if verdict.customer_id is None else verdict.level
    return Thread(customer_id=plan.identity, provisional=verdict.customer_id is None and not level, level=said)


def _proves_another(thread: Thread, level: int) -> bool:
    """A handle its channel has authenticated, in a thread that something weaker (caller id, a device) had attached."""
    return thread.interaction_id is not None and level >= PROVEN and level > thread.level


def _move(plan: Plan, thread: Thread, verdict: Verdict, standing: Standing) -> Thread:
    """The thread turns out to be somebody else's: said in both streams, nothing copied."""
    assert verdict.customer_id is not None
    left, alone = plan.customer_id, plan.identity
    plan.belong(verdict.customer_id, standing)
    provisional = thread.provisional and left == alone
    moved = happened.InteractionReassigned(
        interaction_id=thread.interaction_id or "", from_customer=left, to_customer=plan.customer_id,
        reason=f"handle:{','.join(verdict.evidence)}", provisional=provisional, identity=plan.absorbed_identity,
        bound=verdict.level)  # fmt: skip
    for stream in dict.fromkeys((*way_home(alone, standing), plan.customer_id)):  # whoever it has stood with
        plan.happen(moved, stream)
    if provisional:  # it was known by this thread alone: its id answers with the real customer from now on
        value = Moved(customer_id=verdict.customer_id)
        plan.claims.append(Claim(key=moved_key(left), expected=standing.moved(left), value=value))
    if thread.interaction_id and (owner := standing.owner(thread.interaction_id)) is not None:
        plan.claims.append(Claim(key=owner_key(thread.interaction_id), expected=Owned(customer_id=owner),
                                 value=Owned(customer_id=verdict.customer_id)))  # fmt: skip
    return replace(thread, customer_id=verdict.customer_id, provisional=False)


# ---- the handles it came with ----------------------------------------------------------------------------------------


def _link_handles(plan: Plan, arrival: Arrival, standing: Standing, mint: Mint) -> None:
    for handle in strongest_first(arrival.handles):
        holder = standing.holder(handle.digest)
        if handle.unfit:
            _note_said(plan, arrival, handle, standing, mint)
        elif holder is not None and standing.home(holder.customer_id) == plan.customer_id:
            if handle.level > holder.level:
                _verify(plan, arrival, handle, holder)
        elif handle.attaches and holder is None:
            link_id = mint("h")
            held = Holder(customer_id=plan.identity, level=handle.level, link_id=link_id, bound=plan.bound)
            plan.claims.append(Claim(key=handle.digest, expected=None, value=held))
            plan.happen(_linked(plan, handle, link_id, arrival))
        else:
            _note_said(plan, arrival, handle, standing, mint)


def _verify(plan: Plan, arrival: Arrival, handle: Handle, holder: Holder) -> None:
    method = handle.method or arrival.method or arrival.channel
    plan.happen(happened.HandleVerified(link_id=holder.link_id, level=handle.level, method=method))
    plan.claims.append(Claim(key=handle.digest, expected=holder, value=replace(holder, level=handle.level)))


def _note_said(plan: Plan, arrival: Arrival, handle: Handle, standing: Standing, mint: Mint) -> None:
    """A handle that is only said, or is somebody else's: noted on the page once, without power to attach."""
    key = said_key(plan.identity, handle.digest)
    if standing.linked(key) is not None:
        return
    link_id = mint("h")
    plan.claims.append(Claim(key=key, expected=None, value=Linked(link_id=link_id)))
    plan.happen(_linked(plan, replace(handle, level=0), link_id, arrival))


def _linked(plan: Plan, handle: Handle, link_id: str, arrival: Arrival) -> happened.HandleLinked:
    return happened.HandleLinked(
        link_id=link_id, kind=handle.kind, digest=handle.digest.hex(), level=handle.level,
        identity=plan.absorbed_identity, bound=plan.bound, unfit=handle.unfit,
        method=handle.method or arrival.method or arrival.channel, value_norm=handle.norm, value_raw=handle.raw,
    )  # fmt: skip


def _present(plan: Plan, arrival: Arrival, thread: Thread, mint: Mint) -> Thread:
    """Say once which handles came together: from these it is worked out who is who, also when that turns out otherwise."""
    telling = _telling(arrival)
    if arrival.what == "customer.imported":
        plan.happen(_presented(plan, arrival, telling, mint("e"), "record"))
        return thread
    if arrival.what == "identity.evidence":  # within a call or a chat it is of whoever that is with
        number, what = (thread.interaction_id, "interaction") if thread.interaction_id else (mint("e"), "evidence")
        plan.happen(_presented(plan, arrival, telling, number, what))
        return thread
    new = dict.fromkeys(map(_mark, telling))
    if new.keys() <= set(thread.presented) or (plan.interaction_id is None and len(telling) < 2):
        return thread
    if plan.interaction_id is None:  # an order's handles are one person's, whatever thread they come by
        plan.happen(_presented(plan, arrival, telling, mint("e"), "evidence"))
    else:
        plan.happen(_presented(plan, arrival, telling, plan.interaction_id, "interaction"))
    return replace(thread, presented=tuple(dict.fromkeys(thread.presented) | new)[-MOST_PRESENTED:])


def _telling(arrival: Arrival) -> list[Handle]:
    return [handle for handle in arrival.handles if not handle.unfit and handle.kind not in QUOTED]


def _mark(handle: Handle) -> str:
    return f"{handle.digest.hex()[:16]}{handle.level}"


def _presented(plan: Plan, arrival: Arrival, handles: list[Handle], presented_id: str,
               what: str) -> happened.HandlesPresented:  # fmt: skip
    return happened.HandlesPresented(
        presented_id=presented_id, what=what, identity=plan.absorbed_identity, method=arrival.method,
        handles=tuple(map(_as_presented, handles)), values=tuple(each.norm for each in handles),
        party_name=_party_name(arrival), attributes=arrival.attributes)  # fmt: skip


def _party_name(arrival: Arrival) -> str:
    """The customer's name as their channel or the shop's record gives it: an agent's own name is not theirs."""
    return arrival.author.name if arrival.author.role == "customer" else ""


def _as_presented(handle: Handle) -> happened.Presented:
    return happened.Presented(kind=handle.kind, digest=handle.digest.hex(), level=handle.level)


# ---- interactions and receipts ---------------------------------------------------------------------------------------


def _in_interaction(plan: Plan, arrival: Arrival, thread: Thread, mint: Mint) -> Thread:
    over = thread.ended_at is not None and arrival.occurred_at > thread.ended_at
    if thread.interaction_id is None or over:
        handles = _telling(arrival)
        thread = replace(thread, customer_id=plan.identity, interaction_id=mint("i"), ended_at=None,
                         presented=tuple(map(_mark, handles)))  # fmt: skip
        assert thread.interaction_id is not None
        plan.happen(happened.InteractionStarted(
            interaction_id=thread.interaction_id, channel=arrival.channel, direction=arrival.direction,
            entry_point=arrival.entry_point, locale=arrival.locale, store_id=arrival.store_id,
            identity=plan.absorbed_identity, links=plan.links, level=thread.level,
            handles=tuple(map(_as_presented, handles)), values=tuple(each.norm for each in handles),
            party_name=_party_name(arrival)))  # fmt: skip
    if arrival.what == "call.ended":
        ended_at = arrival.ended_at or arrival.occurred_at
        thread = replace(thread, ended_at=max(ended_at, thread.ended_at or ended_at))
    return thread


def _update_delivery(plan: Plan, arrival: Arrival, standing: Standing) -> bool:
    target = standing.target(arrival.refers_to) if arrival.refers_to else None
    if target is None:
        return False
    owner = standing.owner(target.interaction_id) if target.interaction_id else standing.owner(target.item_id)
    plan.belong(owner or target.customer_id, standing)
    plan.interaction_id = target.interaction_id
    plan.item_id = target.item_id
    plan.happen(happened.MessageDeliveryUpdated(
        item_id=target.item_id, state=arrival.state, code=arrival.code, interaction_id=target.interaction_id,
        channel=arrival.channel, entry_point=arrival.entry_point, extra=arrival.extra))  # fmt: skip
    if arrival.provider_id:
        named = Replied(customer_id=plan.identity, interaction_id=target.interaction_id or "", source=arrival.source,
                        item_id=target.item_id)  # fmt: skip
        plan.claims.append(Claim(key=named_key(arrival.source, arrival.provider_id), expected=None, value=named))
    return True


def said_key(customer_id: str, digest: bytes) -> bytes:
    """The claim key under which a said handle is noted once on a customer (the digest is keyed already)."""
    return hashlib.sha256(b"said\x1f" + customer_id.encode() + b"\x1f" + digest).digest()


def moved_key(customer_id: str) -> bytes:
    """The claim key that says whom a provisional customer turned out to be."""
    return hashlib.sha256(b"moved\x1f" + customer_id.encode()).digest()
