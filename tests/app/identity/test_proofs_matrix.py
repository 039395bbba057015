"""A claim never widens what may be read: an impostor on every channel, at every level of proof, alone and with a handle of their own.

Two victims stand in every shop: one known by what a carrier asserted (not proven), one proven by their channels. What an
impostor brings below L2 shows nobody's words elsewhere, proves nobody, merges nobody, and gets no code.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.app.identity.post_office import PostOffice, ask, events, post_office, shown
from tests.app.intake.deliveries import a_delivery
from tests.app.running import Running, Shop, slug

CANARY = "kanarek-4f2a"
# channel → the handle by which somebody is known there
CHANNELS: dict[str, tuple[str, str]] = {
    "chat": ("email", "ofiara.{n}@example.org"),
    "phone": ("phone", "+48 601 000 {n}"),
    "email": ("email", "ofiara.{n}@example.org"),
    "in_store": ("loyalty_card", "KARTA-{n}"),
    "sms": ("phone", "+48 601 000 {n}"),
    "marketplace": ("marketplace_account", "kupujacy-{n}"),
}
ASSERTED, PROVEN = 401, 402  # the victims' numbers
BELOW, ABOVE = (0, 1), (2, 3, 4)
VICTIM = "Jan Kowalski"
OWN_EMAIL = "oszust@example.org"
OWN = {OWN_EMAIL, "oszust-1", "+48699999999"}  # normal forms of what the impostor holds
KINDS = {"call": "call.started", "visit": "visit.noted"}


class Town:
    """One shop with its victims, its impostor, and the clock of its ids."""

    def __init__(self, shop: Shop, office: PostOffice) -> None:
        self.shop, self.office = shop, office
        self.count = 0
        self.asserted = self.settle(ASSERTED, 1)
        self.proven = self.settle(PROVEN, 2)

    def settle(self, number: int, level: int) -> str:
        """A victim with every handle there is, and words that nobody else may see."""
        handles = [a_handle(kind, value, number, level) for kind, value in dict(CHANNELS.values()).items()]
        return self.tell("whatsapp", handles, f"{CANARY} {number}: zamówienie PL-48{number}, ul. Długa 7", name=VICTIM)

    def tell(
        self, channel: str, handles: list[dict[str, Any]], text: str, thread: str = "", name: str = "Adam Zielony"
    ) -> str:
        """Somebody says something; the customer it went to."""
        self.count += 1
        event = a_delivery(
            self.shop, f"m-{self.count}", account=f"{channel}/main", channel=channel, subject=thread or f"t-{self.count}",
            party={"role": "customer", "display_name": name, "handles": handles}, parts=[{"type": "text", "text": text}])  # fmt: skip
        return self.shop.sent(event)["customer_id"]

    def all_of(self, customer_id: str) -> str:
        """Everything an agent can read of a customer."""
        parts = ("", "/timeline", "/brief", "/facts", "/promises")
        return "".join(self.shop.agent.get(f"/v1/customers/{customer_id}{part}").text for part in parts)


def a_handle(kind: str, value: str, number: int, level: int) -> dict[str, Any]:
    return {"kind": kind, "value_raw": value.format(n=number), "level": level}


def own(kind: str = "messenger", level: int = 2) -> dict[str, Any]:
    """The impostor's own address, well proven by its channel."""
    return {
        "kind": kind,
        "value_raw": "+48 699 999 999" if kind in ("phone", "whatsapp") else "oszust-1",
        "level": level,
    }


@pytest.fixture
def town(shop: Shop, running: Running) -> Iterator[Town]:
    with post_office(running) as (office, _):
        yield Town(shop, office)


def nobody_gained(town: Town, went_to: str) -> str:
    """What must hold whatever an impostor has sent below L2. Returns the customer who answers for it now."""
    shop = town.shop
    shop.running.settled()
    now = shown(shop, went_to)["customer_id"]
    victims = {victim: shown(shop, victim) for victim in (town.asserted, town.proven)}
    theirs = {page["customer_id"] for page in victims.values()}
    if now not in theirs:
        assert CANARY not in town.all_of(now)
    for victim, page in victims.items():
        facts = shop.agent.get(f"/v1/customers/{victim}/facts").json()["facts"]
        assert facts and not (victim == town.asserted and any(fact["proven"] for fact in facts))
        assert not (victim == town.asserted and page["proven"])
        assert not page["proof"]["fresh"]
        assert not (now == page["customer_id"] and (page["here"] or {}).get("proven"))
        for match in page["suggested_matches"]:
            assert {"customer_id", "score", "evidence"} == set(match)
            assert match["customer_id"] in theirs or CANARY not in town.all_of(match["customer_id"])
    if now in theirs:
        no_code_for_the_impostor(town, now)
    return now


def nobody_merged(town: Town) -> None:
    """Below L2 a rule may attach or suggest; it makes nobody one with a victim (architecture, section 5)."""
    for victim in (town.asserted, town.proven):
        assert [] == events(town.shop, victim, "customers-merged")


def no_code_for_the_impostor(town: Town, went_to: str) -> None:
    """Where the impostor's own address came to stand on a victim's page, no code goes to it."""
    shop = town.shop
    page = shop.running.ask(shop.running.service.pages.open(shop.tenant, went_to))
    for handle in page.customer.handles.values():
        if handle.value in OWN:
            answer = ask(shop.agent, f"/v1/customers/{went_to}/codes", {"link_id": handle.link_id})
            assert (409, "handle-unfit") == (answer.status_code, slug(answer))
    assert [] == town.office.taken


@pytest.mark.parametrize("victim", [ASSERTED, PROVEN])
@pytest.mark.parametrize("with_own", ["", "messenger", "whatsapp"])
@pytest.mark.parametrize("level", BELOW)
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_claim_below_the_channels_own_proof_gains_nothing(
    town: Town, channel: str, level: int, with_own: str, victim: int
):
    kind, value = CHANNELS[channel]
    handles = [a_handle(kind, value, victim, level)] + ([own(with_own)] if with_own else [])
    went_to = town.tell(channel, handles, "To ja, co z moją sprawą?")
    now = nobody_gained(town, went_to)
    if level == 0:
        assert now not in (town.asserted, town.proven)
    nobody_merged(town)


@pytest.mark.parametrize("with_own", ["", "messenger"])
@pytest.mark.parametrize("level", BELOW)
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_victims_name_beside_it_gains_nothing_either(town: Town, channel: str, level: int, with_own: str):
    """It may be attached by then, as anybody's who says both; what it shows is marked as not proven."""
    handles = [a_handle(*CHANNELS[channel], ASSERTED, level)] + ([own(with_own)] if with_own else [])
    nobody_gained(town, town.tell(channel, handles, "To ja", name=VICTIM))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("level", ABOVE)
def test_what_the_channel_has_proven_is_the_customer(town: Town, channel: str, level: int):
    """The positive: without it the matrix above would hold of a service that attaches nobody."""
    kind, value = CHANNELS[channel]
    went_to = town.tell(channel, [a_handle(kind, value, ASSERTED, level)], "Dzień dobry", name=VICTIM)
    assert town.asserted == went_to
    assert shown(town.shop, went_to)["proven"]
    assert CANARY in town.all_of(went_to)


@pytest.mark.parametrize("with_own", ["", "messenger", "whatsapp", "phone"])
@pytest.mark.parametrize("victim", [ASSERTED, PROVEN])
def test_two_said_handles_of_a_victim_attach_and_prove_nothing(town: Town, victim: int, with_own: str):
    handles = [a_handle(*CHANNELS[channel], victim, 0) for channel in ("chat", "in_store")]
    went_to = town.tell("chat", handles + ([own(with_own)] if with_own else []), "To ja")
    nobody_gained(town, went_to)


@pytest.mark.parametrize("name", ["Adam Zielony", VICTIM, ""])
@pytest.mark.parametrize("first", [["phone"], ["chat", "in_store"]])
def test_what_an_unproven_claim_brought_proves_nothing_later_either(town: Town, first: list[str], name: str):
    """An impostor comes back by the address they brought themselves, and brings another with it."""
    level = 1 if len(first) == 1 else 0
    handles = [a_handle(*CHANNELS[channel], ASSERTED, level) for channel in first]
    went_to = town.tell("chat", [*handles, own("messenger")], "To ja", name=name)
    for _ in range(2):
        nobody_gained(town, went_to)
        again = town.tell("messenger", [own("messenger"), own("whatsapp")], "To znowu ja", name=name)
        nobody_gained(town, again)
        again = town.tell("whatsapp", [own("whatsapp"), own("phone")], "Piszę z nowego numeru", name=name)
        nobody_gained(town, again)


@pytest.mark.parametrize("name", ["Adam Zielony", VICTIM])
def test_another_thread_member_brings_no_proof(town: Town, name: str):
    """The handle comes later in a thread that an asserted one has attached."""
    kind, value = CHANNELS["phone"]
    went_to = town.tell("chat", [a_handle(kind, value, ASSERTED, 1)], "To ja", thread="rozmowa", name=name)
    assert town.asserted == went_to
    for kind in ("messenger", "whatsapp", "phone"):
        again = town.tell("chat", [own(kind)], "Piszcie tutaj", thread="rozmowa", name=name)
        nobody_gained(town, again)


@pytest.mark.parametrize("name", ["Adam Zielony", VICTIM])
@pytest.mark.parametrize("victim", [ASSERTED, PROVEN])
def test_what_a_thread_had_said_before_it_claimed_a_victim_proves_nothing(town: Town, victim: int, name: str):
    """First an address of the impostor's own in a thread nobody knows, then the victim's number in the same thread."""
    kind, value = CHANNELS["phone"]
    town.tell(
        "chat", [{"kind": "email", "value_raw": OWN_EMAIL, "level": 0}], "Dzień dobry", thread="rozmowa", name=name
    )
    for handles in ([a_handle(kind, value, victim, 1)], [own("messenger")]):
        nobody_gained(town, town.tell("chat", handles, "To ja", thread="rozmowa", name=name))


@pytest.mark.parametrize("victim", [ASSERTED, PROVEN])
@pytest.mark.parametrize("level", BELOW)
@pytest.mark.parametrize("channel", CHANNELS)
def test_an_impostor_with_a_page_of_their_own_gains_nothing(town: Town, channel: str, level: int, victim: int):
    mine = town.tell("messenger", [own()], "Dzień dobry")
    for handles in (
        [a_handle(*CHANNELS[channel], victim, level)],
        [a_handle(*CHANNELS[channel], victim, level), own()],
    ):
        nobody_gained(town, town.tell(channel, handles, "To ja"))
        nobody_gained(town, mine)


def test_ten_thousand_order_numbers_link_nobody(town: Town, running: Running):
    """The brute force of T7: order numbers alone, the victims' own among them."""
    party = {"role": "customer", "display_name": VICTIM}
    sent = 0
    for start in range(0, 10_000, 500):
        batch = [
            a_delivery(
                town.shop, f"o-{number}", account="chat/web", channel="chat", subject=f"o-{number}", parts=[{"type": "text", "text": "?"}],
                party=party | {"handles": [{"kind": "order_no", "value_raw": f"PL-{number + 40_000}", "level": number % 3}]})
            for number in range(start, start + 500)]  # fmt: skip
        answer = town.shop.batch(batch)
        assert 200 == answer.status_code, answer.text
        went_to = {result["customer_id"] for result in answer.json()["results"]}
        assert not {town.asserted, town.proven} & went_to
        sent += len(went_to)
    assert 10_000 == sent
    for victim in (town.asserted, town.proven):
        assert 1 == len(events(town.shop, victim, "message-received"))
        assert [] == shown(town.shop, victim)["suggested_matches"]
    found = town.shop.agent.post("/v1/customers/lookup", json={"kind": "order_no", "value": f"PL-48{ASSERTED}"}).json()
    assert all(CANARY not in town.all_of(each["customer_id"]) for each in found["customers"])
