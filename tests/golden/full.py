"""One of every event with every field filled: what golden files are made of. Invented people, fixed times.

When an event gets a field, fill it here and run `python -m tests.golden.write`: it adds a file, it never changes one.
"""

from datetime import UTC, datetime
from typing import Any

from domain.customer import events as happened

AT = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 12, 7, 30, tzinfo=UTC)

ITEM: dict[str, Any] = {
    "item_id": "t-019a9f2c", "channel": "whatsapp", "kind": "message", "direction": "inbound", "author_role": "customer",
    "interaction_id": "i-019a9f2b", "identity": "c-019a9f00", "entry_point": "+48 22 100 00 00", "language": "pl", "sequence": "000017",
    "author_id": "a-7", "author_name": "Katarzyna Wiśniewska", "text": "Zamek w kurtce z zamówienia PL-48213 się rozchodzi.",
    "attachments": (happened.Attachment(ref="blob:77", media_type="image/jpeg", sha256="ab" * 32, size=81_920),),
    "about": {"number": "PL-48213", "state": "shipped", "lines": [{"sku": "KUR-7", "quantity": 1, "price": "399.00"}]},
    "extra": {"x_vendor": {"reaction": "👍", "flags": [True, None, 3.5]}},
}  # fmt: skip


PRESENTED = (
    happened.Presented(kind="phone", digest="cd" * 32, level=1),
    happened.Presented(kind="email", digest="ef" * 32, level=3),
)


def item(**changes: Any) -> dict[str, Any]:
    return ITEM | changes


FULL: tuple[happened.Event, ...] = (
    happened.CustomerRegistered(customer_id="c-019a9f2a", how="whatsapp", provisional=True, test_customer=True),
    happened.HandleLinked(
        link_id="h-1", kind="phone", digest="cd" * 32, level=2, evidence=("channel:whatsapp", "same:order"),
        identity="c-019a9f00", bound=1, unfit="switchboard", method="whatsapp.profile", value_norm="+48601000214", value_raw="601 000 214"),
    happened.HandleUnlinked(link_id="h-1", reason="identity"),
    happened.HandleVerified(link_id="h-1", level=3, method="code by SMS", note="okazała dowód"),
    happened.HandleShared(link_id="h-1", digest="cd" * 32, shared=False, evidence=("names", "emails")),
    happened.HandlesPresented(
        presented_id="e-019a9f2d", what="record", handles=PRESENTED, identity="c-019a9f00", method="web_login",
        values=("+48601000214", "kw@example.org"), party_name="Katarzyna Wiśniewska",
        attributes=(("birth_date", "1984-03-07"), ("postcode", "95-004"))),
    happened.MatchSuggested(other_customer="c-019a9f00", score=0.625, evidence=("same:email", "same:name")),
    happened.MatchDismissed(other_customer="c-019a9f00", reason="ojciec i syn", by="p-7", until=LATER),
    happened.CustomersMerged(
        merge_id="m-1", survivor="c-019a9f2a", absorbed="c-019a9f00", evidence=("same:email",), by="p-7",
        previewed_at_version=17, bound=2, reason="ta sama osoba"),
    happened.CustomersUnmerged(
        merge_id="m-1", survivor="c-019a9f2a", absorbed="c-019a9f00", by="p-7", since=4711,
        allotted=(happened.Allotted(item_id="t-019a9f2c", to="c-019a9f00"),), returned=("i-019a9f2b", "h-1"),
        reason="jednak dwie osoby"),
    happened.ProfileAttributeNoted(
        attribute="name", system="//demo/crm/main", identity="c-019a9f00", value="Katarzyna Wiśniewska", extra={"since": "2024-05-06"}),
    happened.InteractionStarted(
        interaction_id="i-019a9f2b", channel="whatsapp", direction="inbound", entry_point="+48 22 100 00 00", locale="pl-PL",
        store_id="5900000000017", identity="c-019a9f00", links=("h-1",), level=1, handles=PRESENTED,
        values=("+48601000214", "kw@example.org"), party_name="Kasia"),
    happened.InteractionEnded(
        interaction_id="i-019a9f2b", item_id="t-019a9f2c", channel="phone", entry_point="+48 22 100 00 00",
        direction="inbound", ended_by="customer", reason="normal", started_at=AT, ended_at=LATER, extra={"mos": 4.1}),
    happened.InteractionReassigned(
        interaction_id="i-019a9f2b", from_customer="c-019a9f00", to_customer="c-019a9f2a", reason="handle:phone",
        provisional=True, by="p-7", identity="c-019a9f01", bound=2),
    happened.MessageReceived(**item()),
    happened.MessageSent(**item(direction="outbound", author_role="agent", author_name="Anna Wójcik")),
    happened.CallConnected(**item(kind="call", channel="phone"), started_at=AT),
    happened.CallTranscribed(**item(kind="call", channel="phone"), segments=(
        happened.Segment(party="customer", text="Dzień dobry", from_ms=0, to_ms=900, confidence=0.875),
        happened.Segment(party="agent", text="Słucham", from_ms=900, to_ms=1_500, confidence=1.0))),
    happened.StoreVisitNoted(**item(kind="visit", channel="in_store"), store_id="5900000000017"),
    happened.NoteAdded(**item(kind="note", channel="crm"), visibility="lead"),
    happened.OrderNoted(**item(kind="context", channel="commerce")),
    happened.ShipmentNoted(**item(kind="context", channel="commerce")),
    happened.OfferQuoted(**item(kind="context", channel="email")),
    happened.StockNoted(**item(kind="context", channel="commerce")),
    happened.PromiseMade(
        **item(kind="context", channel="phone"), promise_id="p-1", promised="replacement", due_at=LATER,
        what="wymiana kurtki na L"),
    happened.MessageDeliveryUpdated(
        item_id="t-019a9f2c", state="failed", code="131026", interaction_id="i-019a9f2b", channel="whatsapp",
        entry_point="+48 22 100 00 00", extra={"title": "undeliverable"}),
    happened.FactRecorded(
        fact_id="f-1", key="order_no", item_id="t-019a9f2c", channel="whatsapp", stated_by="customer", span=(27, 35),
        extracted_by="rule:order-number.1", confidence=0.9375, interaction_id="i-019a9f2b", supersedes=("f-0",),
        value="PL-48213", norm="PL48213"),
)  # fmt: skip
