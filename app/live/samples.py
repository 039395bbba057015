"""One frame of every kind, as the description shows them."""

from datetime import UTC, datetime

from msgspec import Raw

from app.live.frames import (
    Bye,
    Changes,
    Handed,
    Heartbeat,
    Hello,
    InboxChanges,
    InboxSnapshot,
    Limits,
    Presence,
    Present,
    Problem,
    Reset,
    Resumed,
    Seen,
    SetPresence,
    Snapshot,
    Subscribe,
    Unsubscribe,
    Welcome,
    encode,
)
from domain.inbox.rows import InboxRow, shown_to
from domain.memory.brief import Brief, Line
from domain.timeline.items import Author, Item

_AT = datetime(2026, 11, 21, 9, 18, tzinfo=UTC)
_ITEM = Item(
    item_id="t-0193", position=17, version=4, stream="c-0193", interaction_id="i-0193", channel="whatsapp",
    entry_point="+48221000000", kind="message", direction="inbound", author=Author(role="customer", name="Katarzyna"),
    occurred_at=_AT, recorded_at=_AT, text="Zamek w kurtce się rozchodzi.", event="message-received")  # fmt: skip
_BRIEF = Brief(at_version=4, lines=(Line(text="Kurtka: zamek się rozchodzi.", items=("t-0193",)),), known=("product",))
_ROW = shown_to(InboxRow(customer_id="c-0193", display_name="Katarzyna", channel="whatsapp", last_at=_AT), "p-1", 0)
_item, _brief, _row, _cases = (Raw(encode(each)) for each in (_ITEM, _BRIEF, _ROW, {"cases": [], "switches": []}))

SAMPLES = (
    Hello("l-ticket"),
    Subscribe(id="page", customer_id="c-0193", language="pl"),
    Subscribe(id=2, inbox="waiting", since=17, epoch="e-1"),
    Unsubscribe("page"),
    Seen("page", 4),
    SetPresence("page", "editing"),
    Heartbeat(),
    Welcome(connection="l-1", heartbeat_s=25, now=_AT,
            limits=Limits(frame_bytes=65_536, frames_a_second=20, subscriptions=64, sockets=64)),
    Snapshot(id="page", customer_id="c-0193", epoch="e-1.0", version=4, items=[_item], more=False, brief=_brief, facts=[],
             promises=[], contradictions=[], cases=_cases, presence=[Present("Anna", "viewing")]),
    Changes(id="page", from_=4, to=5, items=[_item], stands_after=[None], brief=_brief),
    InboxSnapshot(id=2, inbox="waiting", version=17, epoch="e-1", customers=[_row], more=False),
    InboxChanges(id=2, from_=17, to=18, customers=[], gone=["c-0193"]),
    Resumed(id="page", epoch="e-1.0", version=4),
    Reset(id="page", reason="moved"),
    Presence(id="page", who=[Present("Anna", "editing")]),
    Handed(customer_id="c-0193", handoff_id="b-0193", by="p-1", name="Anna", at=_AT),
    Problem(id="page", slug="unknown-customer", detail="There is no such customer."),
    Bye(retry_ms=800),
)  # fmt: skip
