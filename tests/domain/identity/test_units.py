import pytest

from domain.identity.rules import STANDARD, Rules
from domain.identity.units import (
    RECORD,
    Claimed,
    Traits,
    anchor_of,
    contradiction,
    divisible,
    doubt,
    mailbox,
    many_accounts,
    name_in,
    names_agree,
    traits_of,
)
from tests.domain.identity.people import ANNA, JAN, PHONE, record, unit


@pytest.mark.parametrize(
    ("claim", "anchor"),
    [
        (("email", "anna+sklep@mail.example"), ("email", "anna@mail.example")), (("email", "+@mail.example"), ("email", "+@mail.example")),
        (("whatsapp", "+48601000214"), ("phone", "+48601000214")), (("whatsapp", "PL.150"), ("whatsapp", "PL.150")),
        (("phone", "+48601000214"), ("phone", "+48601000214")),
    ],
)  # fmt: skip
def test_handles_that_reach_one_mailbox_or_line_have_one_anchor(claim, anchor):
    assert anchor == anchor_of(Claimed(*claim, 2))


def test_a_mailbox_keeps_its_dots():
    assert "a.b@mail.example" == mailbox("a.b+c@mail.example")


@pytest.mark.parametrize(
    ("address", "name"),
    [("anna.nowak@x.example", "anna nowak"), ("anna_nowak84@x.example", "anna nowak"), ("anna@x.example", ""), ("a.n@x.example", "")],
)  # fmt: skip
def test_a_name_is_read_in_an_address_that_spells_one(address, name):
    assert name == name_in(address)


def test_two_proven_addresses_contradict_and_one_slip_of_the_finger_does_not():
    anna, jan, slip = (traits_of([unit("x", (each, 2))]) for each in (ANNA, JAN, ("email", "ana@mail.example")))
    assert "emails" == contradiction(anna, jan)
    assert "" == contradiction(anna, slip)


def test_what_was_only_said_is_a_doubt_and_no_contradiction():
    anna = traits_of([unit("a", (ANNA, 0), names=("Anna Nowak",), told=(("birth_date", "1990-01-01"),))])
    jan = traits_of([unit("b", (JAN, 0), names=("Jan Kowalski",))])
    twin = traits_of([unit("c", names=("Anna Nowak",), told=(("birth_date", "1991-01-01"),))])
    assert ("", "typed_emails") == (contradiction(anna, jan), doubt(anna, jan))
    assert "birth_dates" == doubt(anna, twin)


def test_a_record_s_name_and_an_address_that_spells_another_contradict():
    anna = traits_of([record("r", (PHONE, 2), names=("Anna Nowak",))])
    spelled = traits_of([unit("u", (("email", "jan.kowalski@post.example"), 2))])
    assert "address_names" == contradiction(anna, spelled)


def an_account(number: str, *names: str, level: int = 2, kind: str = "marketplace_account") -> Traits:
    return traits_of([unit(number, ((kind, number), level), names=names)])


def test_other_accounts_of_one_kind_with_other_names_contradict():
    ola = an_account("1", "Ola Wilk")
    assert (
        "accounts" == contradiction(ola, an_account("2", "Jan Kos")) == contradiction(an_account("2", "Jan Kos"), ola)
    )


@pytest.mark.parametrize(
    "other",
    [an_account("2", "Wilk Ola"), an_account("2"), an_account("1", "Jan Kos"), an_account("2", "Jan Kos", level=1),
     an_account("2", "Jan Kos", kind="app_user"), an_account("2", "Jan Kos", kind="order_no"), an_account("2", "Jan Kos", kind="phone")],
    ids=["the same name", "no name", "the same account", "not proven", "another kind", "an order", "a telephone"],
)  # fmt: skip
def test_accounts_alone_and_names_alone_do_not(other: Traits):
    assert "" == contradiction(an_account("1", "Ola Wilk"), other)


def test_more_accounts_of_one_kind_than_one_person_has_are_several_people_s():
    nameless = [an_account(str(number)) for number in range(4)]
    assert [False, True] == [many_accounts(nameless[:3]), many_accounts(nameless)]
    assert divisible(traits_of([unit(str(each), (("app_user", str(each)), 2)) for each in range(4)]), doubted=False)


def test_who_agrees_in_name_or_has_several_counts_once_and_doubled_records_do_not_count():
    ola = [
        an_account(str(number), name)
        for number, name in enumerate(("Ola Wilk", "Wilk Ola", "Aleksandra Wilk", "Ola Wilk", "O. Wilk"))
    ]
    both = [traits_of([unit("u", *((("app_user", str(number)), 2) for number in range(5)))])]
    records = [an_account(str(number), kind="crm_no") for number in range(5)]
    assert [False] * 3 == [many_accounts(each) for each in (ola, both, records)]


def test_two_programmes_are_two_kinds_and_contradict_nothing():
    one, other = an_account("1", "Ola Wilk", kind="card_north"), an_account("2", "Ola Wilk", kind="card_south")
    assert "" == contradiction(one, other)
    assert not many_accounts([an_account(str(each), kind=f"card_{each}") for each in range(9)])


def test_an_account_in_common_weighs_more_than_others_of_another_kind():
    one, other = (
        traits_of([unit(each, (("app_user", "a"), 2), (("telegram", each), 2), names=(name,))])
        for each, name in (("1", "Ola Wilk"), ("2", "Jan Kos"))
    )
    assert "" == contradiction(one, other)


def test_a_kind_that_the_shop_says_is_lent_is_no_account():
    ola, jan = an_account("1", "Ola Wilk", kind="club_no"), an_account("2", "Jan Kos", kind="club_no")
    assert ["accounts", ""] == [contradiction(ola, jan, rules) for rules in (STANDARD, Rules(lent={"club_no": 1}))]


def test_names_agree_as_far_as_the_rules_say():
    one, other = traits_of([unit("a", names=("Anna Nowak",))]), traits_of([unit("b", names=("Ania Nowak",))])
    assert names_agree(one, other)
    assert not names_agree(one, other, Rules(names_agree=1.0))


def test_what_holds_nothing_that_could_contradict_needs_no_trying():
    alike = traits_of([unit("a", (ANNA, 2), names=("Anna Nowak",)), unit("b", (ANNA, 2), names=("Anna Nowak",))])
    other = traits_of([unit("a", (ANNA, 2)), unit("b", (JAN, 2))])
    assert not divisible(alike, doubted=True)
    assert divisible(other, doubted=False)


def test_every_kind_the_rules_do_not_name_is_an_account_of_one_s_own():
    assert [0, 1, 2, 2, 4] == [
        STANDARD.rank(kind) for kind in ("chat_device", "phone", "app_user", "forum_user", "email")
    ]
    assert 7 == Rules(lent={"email": 7}).rank("email")


@pytest.mark.parametrize(
    ("other", "apart"),
    [("ana@mail.example", ""), ("nana@mail.example", ""), ("anan@mail.example", ""), ("anno@mail.example", ""), ("naan@mail.example", "emails")],
)  # fmt: skip
def test_one_slip_is_a_letter_too_many_too_few_changed_or_two_swapped(other, apart):
    one, another = (traits_of([unit("x", (("email", each), 2))]) for each in ("anna@mail.example", other))
    assert apart == contradiction(one, another)


def test_what_is_known_of_two_is_joined_in_everything():
    told = (("birth_date", "1990-01-01"), ("account_no", "7"))
    one = traits_of([])
    other = traits_of(
        [
            unit(
                "a",
                (ANNA, 2),
                (("loyalty_card", "5"), 2),
                (("app_user", "a"), 2),
                what=RECORD,
                names=("Anna Nowak",),
                told=told,
            )
        ]
    )
    assert all(getattr(other, name) for name in Traits.__struct_fields__)
    one.join(other)
    assert other == one
