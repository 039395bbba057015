"""What is known to be unfit links nobody, is shown all the same, and a shop may add to the list or take from it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.cloudevents.translate import translate
from adapters.cloudevents.wire import WrongField
from adapters.handles.kinds import FORMS, parse_kinds
from adapters.handles.rules import STANDARD, HandleRules, make_rules
from adapters.handles.unfit import UnfitTable, known_table
from domain.customer.arrivals import Arrival
from domain.identity.handles import CHECKED, KINDS, UNFIT, Handle

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SHOP = make_rules(
    {"forum_user": "small_letters", "work_phone": "phone"}, ["22 100 00 00"], ["care@shop.example", "@polana.example"], "PL",
    'switchboards = ["+48 22 555 01 23"]\nrole_mailboxes = ["Grażyna"]\nrelays = ["relay.shop.example"]\nfit = ["kontakt"]')  # fmt: skip


def translated(
    handles: list[dict[str, Any]], rules: HandleRules = STANDARD, role: str = "customer", **data: Any
) -> Arrival:
    event = {"specversion": "1.0", "id": "m-1", "source": "//demo/chat/web", "type": "throughline.message.received.v1",
             "data": {"channel": "chat", "party": {"role": role, "handles": handles}} | data}  # fmt: skip
    return translate(event, NOW, lambda kind, norm: f"{kind}:{norm}".encode(), "PL", rules)


def test_an_unfit_handle_is_kept_and_decides_nothing_however_well_proven():
    (handle,) = translated([{"kind": "email", "value_raw": "Biuro <biuro@firma.example>", "level": CHECKED}]).handles
    assert ("biuro@firma.example", CHECKED, "role_mailbox", False) == (
        handle.norm,
        handle.level,
        handle.unfit,
        handle.attaches,
    )
    fit = Handle(kind="email", raw="", norm="", level=CHECKED, digest=b"")
    assert [True] + [False] * len(UNFIT) == [
        Handle(kind="email", raw="", norm="", level=CHECKED, digest=b"", unfit=why).attaches for why in ("", *UNFIT)
    ]
    assert fit.attaches


def test_what_is_no_address_at_all_is_kept_with_its_reason():
    arrival = translated(
        [{"kind": "phone", "value_raw": "266696687", "level": 1}, {"kind": "phone", "value_raw": "112", "level": 1}]
    )
    assert () == arrival.handles
    assert ["withheld", "short_number"] == [each["unfit"] for each in arrival.extra["unfit_handles"]]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("jan.k+3f9a2c71b@allegromail.pl", "relay"), ("x1y2@allegromail.com", "relay"), ("a1b2c3@marketplace.amazon.de", "relay"),
        ("a1b2c3@marketplace.amazon.co.uk", "relay"), ("kasia_a1@members.ebay.com", "relay"), ("kw.123456@guest.booking.com", "relay"),
        ("INFO@firma.example", "role_mailbox"), ("kontakt+zwroty@firma.example", "role_mailbox"), ("no-reply@firma.example", "role_mailbox"),
        ("sklep@firma.example", "role_mailbox"), ("zamówienia@firma.example", "role_mailbox"), ("MAILER-DAEMON@mx.firma.example", "role_mailbox"),
        ("brak@brak.pl", "placeholder"), ("x@brak.com.pl", "placeholder"),
        ("kasia.info@firma.example", ""), ("infokasia@firma.example", ""), ("kasia+info@firma.example", ""), ("kasia@notallegromail.pl", ""),
        ("kasia@allegromail.pl.firma.example", ""), ("abc123@privaterelay.appleid.com", ""), ("abc123@mozmail.com", ""),
    ],
)  # fmt: skip
def test_shared_mailboxes_and_marketplaces_stand_ins_are_known(address: str, why: str):
    assert why == STANDARD.read("email", address, "PL").unfit


def test_the_shops_own_entry_points_are_nobodys():
    for kind, text in [("phone", "+48 22 100-00-00"), ("work_phone", "(22) 1000000"), ("whatsapp", "48221000000"), ("email", "CARE@shop.example"),
                       ("email", "care+tlabcdefgh1@shop.example"), ("email", "anybody@polana.example")]:  # fmt: skip
        assert "own" == SHOP.read(kind, text, "PL").unfit
    assert "" == SHOP.read("email", "kasia@shop.example", "PL").unfit
    assert "" == SHOP.read("crm_no", "+48221000000", "PL").unfit


def test_nobody_is_the_number_or_mailbox_they_wrote_to():
    handles = [
        {"kind": "phone", "value_raw": "22 100 00 00", "level": 1},
        {"kind": "phone", "value_raw": "601 000 214", "level": 1},
    ]
    assert ["own", ""] == [each.unfit for each in translated(handles, entry_point="+48 22 100 00 00").handles]
    mail = [{"kind": "email", "value_raw": "zwroty.pl@shop.example", "level": 1}]
    assert ["own"] == [each.unfit for each in translated(mail, entry_point="Zwroty <zwroty.pl@shop.example>").handles]
    assert [""] == [each.unfit for each in translated(mail, entry_point="web").handles]


def test_a_shop_adds_to_the_lists_and_takes_from_them():
    assert "switchboard" == SHOP.read("phone", "225550123", "PL").unfit
    assert "role_mailbox" == SHOP.read("email", "GRAŻYNA@firma.example", "PL").unfit
    assert "relay" == SHOP.read("email", "x@a.relay.shop.example", "PL").unfit
    assert ["", "role_mailbox"] == [
        rules.read("email", "kontakt@firma.example", "PL").unfit for rules in (SHOP, STANDARD)
    ]
    assert "role_mailbox" == SHOP.read("email", "biuro@firma.example", "PL").unfit


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("role_mailboxes = [", "not TOML"),
        ("mailboxes = []", "means nothing"),
        ('relays = "a"', "brackets"),
        ("relays = [1]", "brackets"),
    ],
)
def test_a_wrong_list_is_named(text: str, says: str):
    with pytest.raises(ValueError, match=says):
        UnfitTable.read(text)


def test_own_entry_points_that_cannot_be_read_are_named():
    for numbers, addresses in ((["12"], []), ([], ["care"]), ([], ["@"])):
        with pytest.raises(ValueError, match="cannot be read"):
            make_rules({}, numbers, addresses, "PL")


def test_every_reason_is_a_word_of_the_domain():
    table = known_table()
    spellings = [
        "anonymous",
        "112",
        "800123456",
        "601000214 w. 1",
        "000000000",
        "468123450",
        "x",
        "biuro@a.pl",
        "a@allegromail.pl",
        "brak@a.pl",
    ]
    found = {STANDARD.read(kind, text, "SE").unfit for kind in KINDS for text in spellings}
    assert set() == found - {""} - set(UNFIT)
    assert 6 <= len(found)
    assert table.names_nobody("numer zastrzeżony")


def test_a_new_kind_is_configuration():
    rules = make_rules(parse_kinds("forum_user=small_letters, locker_id, work_phone=phone"), (), (), "PL")
    handles = [
        {"kind": "forum_user", "value_raw": " KasiaW "},
        {"kind": "locker_id", "value_raw": "Ab 1"},
        {"kind": "work_phone", "value_raw": "601000214"},
    ]
    assert ["kasiaw", "Ab 1", "+48601000214"] == [each.norm for each in translated(handles, rules).handles]
    for handle in handles:
        with pytest.raises(WrongField, match="must be one of"):
            translated([handle])


@pytest.mark.parametrize(
    "text",
    ["Forum", "a b", "a=soundex", "phone=as_written", "email", "a,a", "=phone", ",".join(f"k{n}" for n in range(41))],
)
def test_a_kind_that_cannot_be_is_refused_at_start(text: str):
    with pytest.raises(ValueError):
        parse_kinds(text)


def test_every_rule_can_be_named_and_cards_are_the_shops_own_affair():
    named = parse_kinds(",".join(f"k_{form}={form}" for form in FORMS) + ", loyalty_card=code")
    rules = make_rules(named, (), (), "PL")
    assert [True] * len(FORMS) == [
        rules.read(f"k_{form}", "48601000214", "PL").norm is not None for form in FORMS if form != "email"
    ] + [True]
    assert "" == rules.read("loyalty_card", "2900000000019", "PL").unfit


@pytest.mark.parametrize("role", ["agent", "bot", "system", "store_associate", "supervisor"])
def test_no_handle_of_an_agent_or_a_bot_is_read_at_all(role: str):
    assert () == translated([{"kind": "email", "value_raw": "anna@shop.example", "level": CHECKED}], role=role).handles


def test_a_shops_table_is_read_once_however_many_ask_for_it():
    assert known_table("relays = ['masked.example']") is known_table("relays = ['masked.example']")
    assert known_table() is not known_table("relays = ['masked.example']")
