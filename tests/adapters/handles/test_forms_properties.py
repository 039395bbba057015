"""What holds for any text: reading twice changes nothing, spelling changes nothing, and no two numbers meet."""

import phonenumbers
import pytest
from hypothesis import assume, example, given, reject, settings
from hypothesis import strategies as st

from adapters.handles.kinds import FORMS
from adapters.handles.rules import make_rules
from domain.identity.handles import UNFIT
from tests.cost import seconds_of

RULES = make_rules({f"k_{form}": form for form in FORMS}, (), (), "PL")
KINDS = tuple(f"k_{form}" for form in FORMS)
REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
TYPES = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)
MOST_MICROSECONDS = 60  # a handle as it usually comes

texts = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="+0123456789 ()-./;,#xw@", max_size=24),
    st.text(alphabet="abKŁż.@+\"\\()<>-' 1", max_size=24),
    st.emails(),
    st.from_regex(r"\A(\+|00|0|)[1-9][0-9]{5,13}( ?(wew\.|ext|x) ?[0-9]{1,4})?\Z"),
    st.from_regex(r"\A(\]C1|\]E0|\]E4|\(8018\)|8018)?[0-9]{7,22}\Z"),
)


@st.composite
def assigned_numbers(draw: st.DrawFn) -> tuple[str, str]:
    """An E.164 number that some country has assigned, and the region it is written in."""
    region = draw(st.sampled_from(REGIONS))
    pattern = phonenumbers.example_number_for_type(region, draw(st.sampled_from(TYPES)))
    if pattern is None:
        reject()
    e164 = phonenumbers.format_number(pattern, phonenumbers.PhoneNumberFormat.E164)
    changed = draw(st.text(alphabet="0123456789", max_size=len(str(pattern.national_number)) - 1))
    number = phonenumbers.parse(e164[: len(e164) - len(changed)] + changed, None)
    assume(phonenumbers.is_valid_number(number))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), region


def norm(kind: str, text: str, region: str = "PL") -> str | None:
    return RULES.read(kind, text, region).norm


@given(st.sampled_from(KINDS), texts, st.sampled_from(REGIONS))
@example("k_phone", "+264 (0)088189033", "NA")
@example("k_phone", "0010300417", "AU")
@example("k_email", "a+tlabcdefgh1+tlabcdefgh2@example.org", "PL")
@example("k_card", "]C18018590000000000000014", "PL")
@settings(max_examples=400, deadline=None, database=None)
def test_a_normal_form_is_its_own_normal_form(kind: str, text: str, region: str):
    found = norm(kind, text, region)
    if found is not None:
        assert found == norm(kind, found, region)


@given(st.sampled_from(KINDS), texts, st.sampled_from(REGIONS))
@settings(max_examples=400, deadline=None, database=None)
def test_a_reading_is_an_address_or_says_why_not(kind: str, text: str, region: str):
    reading = RULES.read(kind, text, region)
    assert reading.unfit in UNFIT if reading.norm is None else reading.norm != ""
    assert reading.unfit in ("", *UNFIT)


@given(assigned_numbers())
@settings(max_examples=400, deadline=None, database=None)
def test_no_two_assigned_numbers_meet(number: tuple[str, str]):
    e164, region = number
    assert {e164} == {
        norm(kind, e164, home) for kind in ("k_phone", "k_whatsapp") for home in (region, "PL", "US", "DE")
    }


@given(
    assigned_numbers(),
    st.sampled_from(["", "tel. ", "Tel.: ", "\u202a", "tel:"]),
    st.sampled_from(["", " ", "\u00a0", "\u2009", "\u202c"]),
)
@settings(max_examples=400, deadline=None, database=None)
def test_a_number_is_found_in_every_usual_notation(number: tuple[str, str], before: str, after: str):
    e164, _ = number
    parsed = phonenumbers.parse(e164, None)
    region = phonenumbers.region_code_for_number(parsed) or ""
    assume(region in phonenumbers.SUPPORTED_REGIONS)
    written = [phonenumbers.format_number(parsed, form) for form in range(3)]
    assume(all(phonenumbers.parse(each, region) == parsed for each in written))  # else not even the library's own
    for each in (
        *written,
        written[1].replace(" ", "\u00a0"),
        written[1].replace(" ", "."),
        written[1].replace(" ", "-"),
    ):
        assert e164 == norm("k_phone", before + each + after, region)
    assert e164 == norm("k_phone", f"00 {e164[1:]}", "PL")


@given(st.sampled_from([kind for kind in KINDS if kind != "k_as_written"]), texts)
@settings(max_examples=400, deadline=None, database=None)
def test_white_space_and_marks_around_a_handle_are_no_part_of_it(kind: str, text: str):
    assume("\x1d" not in text)
    assert norm(kind, text) == norm(kind, f"\u202a \t{text}\u00a0\n\u202c")


@given(st.sampled_from(["k_email", "k_small_letters"]), texts)
@settings(max_examples=400, deadline=None, database=None)
def test_the_case_of_an_address_does_not_matter(kind: str, text: str):
    assume(text.isascii())
    assert norm(kind, text) == norm(kind, text.upper()) == norm(kind, text.lower())


@given(st.text(max_size=300))
@settings(max_examples=400, deadline=None, database=None)
def test_a_scoped_id_is_never_a_number(tail: str):
    text = f"PL.{tail}"
    assert not (norm("k_whatsapp", text) or "").startswith("+")
    assert norm("k_phone", text) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [("phone", "601 000 214"), ("phone", "tel. +48 601 000 214 wew. 12"), ("whatsapp", "48601000214"), ("email", "Katarzyna W. <kw@example.org>"),
     ("loyalty_card", "2 900000 000018"), ("chat_device", "v_23dcbc3e9c37a0")],
)  # fmt: skip
def test_reading_a_handle_costs_next_to_nothing(kind: str, text: str, capsys: pytest.CaptureFixture[str]):
    def read() -> None:
        for _ in range(200):
            RULES.read(kind, text, "PL")

    cost = seconds_of(read) / 200 * 1e6
    with capsys.disabled():
        print(f"\nreading {kind}: {cost:.0f} µs", end="")
    assert 3 * MOST_MICROSECONDS > cost  # more is a rule that went wrong
