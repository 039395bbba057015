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


ABOUT: dict[str, Any] = {"item_id": "t-019a9f2c", "interaction_id": "i-019a9f2b"}


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
    happened.MessageSent(
        **item(direction="outbound", author_role="agent", author_name="Anna Wójcik"), seen_version=17, to_kind="whatsapp",
        to_link="h-1", carrier="//demo/whatsapp/main", to="+48601000214", thread="wa:48601000214", client_id="wiersz-1"),
    happened.CallConnected(**item(kind="call", channel="phone"), started_at=AT),
    happened.CallTranscribed(**item(kind="call", channel="phone"), segments=(
        happened.Segment(party="customer", text="Dzień dobry", from_ms=0, to_ms=900, confidence=0.875),
        happened.Segment(party="agent", text="Słucham", from_ms=900, to_ms=1_500, confidence=1.0))),
    happened.StoreVisitNoted(**item(kind="visit", channel="in_store"), store_id="5900000000017"),
    happened.NoteAdded(**item(kind="note", channel="crm"), visibility="lead", mentions=("Marta",)),
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
        extracted_by="rule:order-number.1", confidence=0.9375, interaction_id="i-019a9f2b", supersedes=("f-0",), superseded_by="f-3",
        value="PL-48213", norm="PL48213"),
    happened.FactConfirmed(fact_id="f-1", by="p-7", **ABOUT),
    happened.FactRetracted(fact_id="f-1", by="p-7", detected_by="rule:reinterpreted", reason="to numer paczki", **ABOUT),
    happened.FactAskedAgain(
        fact_id="f-1", key="order_no", asked_by="agent", detected_by="rule:asked-again.1", known_then=False,
        told_in="i-019a9f20", **ABOUT),
    happened.FactToldAgain(fact_id="f-2", before="f-1", key="order_no", detected_by="rule:told-again.1", told_in="i-019a9f20", **ABOUT),
    happened.MessageRedacted(
        spans=((11, 15), (20, 28)), reason="pin", detected_by="rule:redaction.1", by="p-7", **ABOUT),
    happened.PromiseNoted(
        promise_id="p-2", promised="refund", made_by="agent", detected_by="rule:promises.1", by="p-7", confidence=0.875,
        span=(3, 41), due_at=LATER, what="zwrot pieniędzy w ciągu 14 dni", who="Anna Wójcik", amount="129.00 PLN", **ABOUT),
    happened.PromiseKept(
        promise_id="p-2", evidence_item="t-019a9f2e", by="p-7", detected_by="rule:promise-outcome.1", **ABOUT),
    happened.PromiseBroken(
        promise_id="p-2", evidence_item="t-019a9f2e", by="p-7", detected_by="rule:promise-outcome.1", **ABOUT),
    happened.PromiseMoved(
        promise_id="p-2", new_due=LATER, told_item="t-019a9f2e", by="p-7", detected_by="rule:promise-outcome.1",
        span=(0, 21), what="oddzwonimy jutro rano", **ABOUT),
    happened.PromiseWithdrawn(
        promise_id="p-2", by="p-7", detected_by="rule:promise-outcome.1", reason="klientka zrezygnowała", **ABOUT),
    happened.ContradictionDetected(
        contradiction_id="x-1", contradicts="price", left_item="t-019a9f2c", right_item="t-019a9f2e",
        detected_by="rule:contradictions.1", interaction_id="i-019a9f2b", item_id="t-019a9f2e", subject="KUR-7",
        left=happened.Side(value="399.00 PLN", words="kosztuje 399 zł", source="chat", at=AT),
        right=happened.Side(value="449.00 PLN", words="cena 449 zł", source="email", at=LATER)),
    happened.ContradictionResolved(
        contradiction_id="x-1", stands="left", by="p-7", told_item="t-019a9f2f", reason="cena z czatu obowiązuje",
        item_id="t-019a9f2e", interaction_id="i-019a9f2b"),
    happened.CaseOpened(
        case_id="k-1", interaction_id="i-019a9f2b", about="complaint", by="p-7", detected_by="rule:cases.1",
        item_id="t-019a9f2c", reasons=("order_no",), confidence=0.75, topic="zamek się rozchodzi", order_no="PL-48213"),
    happened.InteractionAddedToCase(
        case_id="k-1", interaction_id="i-019a9f2d", by="p-7", detected_by="rule:cases.1", item_id="t-019a9f2e",
        reasons=("order_no", "time"), confidence=0.9375, order_no="PL-48213"),
    happened.CaseResolved(
        case_id="k-1", why="customer_said_so", by="p-7", detected_by="rule:cases.1", **ABOUT),
    happened.CaseReopened(
        case_id="k-1", by="p-7", detected_by="rule:cases.1", interaction_id="i-019a9f2d", after_s=86_400),
    happened.CaseSplit(
        case_id="k-1", new_case="k-2", interactions=("i-019a9f2d",), by="p-7", about="return", topic="zwrot butów"),
    happened.CasesJoined(
        case_id="k-1", other="k-2", by="p-7", detected_by="rule:cases.1", interaction_id="i-019a9f2d",
        reasons=("words",), confidence=0.625),
    happened.ChannelSwitched(
        case_id="k-1", from_interaction="i-019a9f2b", interaction_id="i-019a9f2d", from_channel="chat", to_channel="phone",
        gap_s=5_400, detected_by="rule:cases.1", confidence=0.9375, carried=("order_no", "problem"), reasons=("order_no",),
        item_id="t-019a9f2e"),
    happened.BriefPrepared(
        handoff_id="o-1", at_version=17, language="pl", method="template:2", items=("t-019a9f2c",), by="p-7",
        to_persons=("p-8",), by_name="Anna Wójcik",
        lines=(happened.BriefLine(text="Zamek w kurtce się rozchodzi.", items=("t-019a9f2c",), about="case:k-1"),),
        to="salon Łódź", note="proszę oddzwonić"),
    happened.BriefRead(handoff_id="o-1", by="p-8", at_version=18, language="pl"),
    happened.Claimed(claim_id="l-1", by="p-7", expires_at=LATER, taken_from="p-8", by_name="Anna Wójcik"),
    happened.Released(claim_id="l-1", why="taken_over", by="p-7", reason="przerwa"),
    happened.WrapUpRecorded(
        interaction_id="i-019a9f2b", outcome="follow_up", by="p-7", seconds=90, code="reklamacja", note="oddzwonić w piątek"),
    happened.ConsentGiven(
        channel="phone", interaction_id="i-019a9f2b", proof_item="t-019a9f2c", identity="c-019a9f00", expires_at=LATER,
        purpose="recording", notice="Rozmowa jest nagrywana.", notice_version="2026-05", place="+48 22 100 00 00",
        extra={"announced_by": "ivr"}),
    happened.ConsentWithdrawn(
        channel="email", interaction_id="i-019a9f2b", proof_item="t-019a9f2c", identity="c-019a9f00", expires_at=LATER,
        purpose="marketing", notice="Wiadomości o nowościach", notice_version="3", place="pomoc@example.com", extra={"link": "stopka"}),
    happened.ObjectionRaised(
        channel="email", interaction_id="i-019a9f2b", proof_item="t-019a9f2c", identity="c-019a9f00", purpose="profiling",
        place="pomoc@example.com", extra={"link": "stopka"}),
    happened.NoticeShown(
        channel="phone", interaction_id="i-019a9f2b", proof_item="t-019a9f2c", identity="c-019a9f00",
        notice="Administratorem danych jest sklep.", notice_version="2026-05", locale="pl-PL", place="+48 22 100 00 00",
        extra={"announced_by": "ivr"}),
)  # fmt: skip
