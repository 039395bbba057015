"""Normal forms on numbers and addresses that nobody here wrote: figures printed, disagreements shown by kind, never by content.

The data stands beside the checkout where it stands at all; elsewhere this skips.
"""

import email
import email.policy
import email.utils
import json
import tarfile
from collections import Counter
from pathlib import Path
from typing import Any

import phonenumbers
import pytest

from adapters.handles.rules import STANDARD
from domain.identity.handles import SERVICE

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
PHONES, MAIL = DATA / "phone_numbers" / "phones.jsonl", DATA / "mime_samples"
needs_phones = pytest.mark.skipif(not PHONES.exists(), reason="the telephone numbers are not beside this checkout")
needs_mail = pytest.mark.skipif(
    not (MAIL / "addresses.jsonl").exists(), reason="the mail samples are not beside this checkout"
)


def phones(kind: str) -> list[dict[str, Any]]:
    return [row for row in map(json.loads, PHONES.read_text("utf-8").splitlines()) if row["kind"] == kind]


def norm(row: dict[str, Any], kind: str = "phone") -> str | None:
    return STANDARD.read(kind, row["raw"], row["default_region"] or "ZZ").norm


@needs_phones
@pytest.mark.parametrize("kind", ["example", "messy"])
def test_every_number_is_brought_to_its_form(kind: str, capsys: pytest.CaptureFixture[str]):
    rows = phones(kind)
    right = sum(row["e164"] == norm(row) for row in rows)
    library = sum(row["e164"] == row.get("libphonenumber_parses_to", row["e164"]) for row in rows)
    wrong = sum(norm(row) not in (None, row["e164"]) for row in rows)
    with capsys.disabled():
        print(
            f"\nphone_numbers, {kind}: {right} of {len(rows)} right (the library alone {library}), {wrong} read as another number",
            end="",
        )
    assert (len(rows), 0) == (right, wrong)


@needs_phones
def test_an_unassigned_number_becomes_no_other_number(capsys: pytest.CaptureFixture[str]):
    rows = phones("invalid")
    found = Counter(
        "nothing" if norm(row) is None else "itself" if norm(row) == row["raw"] else "another" for row in rows
    )
    with capsys.disabled():
        print(f"\nphone_numbers, invalid: {dict(found)} of {len(rows)}", end="")
    assert 0 == found["another"]
    made = [found for row in rows if (found := norm(row)) is not None]
    assert [] == [each for each in made if phonenumbers.is_valid_number(phonenumbers.parse(each, None))]


@needs_phones
def test_no_two_numbers_meet():
    meant = {row["e164"] for kind in ("example", "messy") for row in phones(kind)}
    assert meant == {norm(row) for kind in ("example", "messy") for row in phones(kind)}


@needs_phones
def test_services_and_only_they_are_unfit_by_their_range(capsys: pytest.CaptureFixture[str]):
    found = Counter(
        (row["type"], STANDARD.read("phone", row["raw"], row["default_region"] or "ZZ").unfit or "fit")
        for row in phones("example")
    )
    with capsys.disabled():
        print(
            "\nphone_numbers, example, fit to link:",
            {f"{type_}: {fit}": count for (type_, fit), count in sorted(found.items())},
            end="",
        )
    assert {SERVICE} == {fit for type_, fit in found if type_ in ("premium", "toll_free", "shared_cost")}
    assert 0 == sum(
        count
        for (type_, fit), count in found.items()
        if type_ in ("mobile", "fixed", "fixed_or_mobile") and fit == SERVICE
    )


# Why we differ from the library whose verdicts these are, by what stands in the address. One library's opinion, not truth.
def reason(raw: str) -> str:
    domain = raw.rpartition("@")[2]
    if "." not in domain:
        return "a domain of one word reaches nobody outside one machine"
    if domain.rpartition(".")[2].isdigit():
        return "no top-level domain is a number (RFC 3696 section 2)"
    return "unexplained"


@needs_mail
def test_addresses_are_judged_as_others_judge_them_or_for_a_reason(capsys: pytest.CaptureFixture[str]):
    rows = [json.loads(line) for line in (MAIL / "addresses.jsonl").read_text("utf-8").splitlines()]
    whole = [row for row in rows if row["upstream_list"].startswith("mailbox")]
    local = [row for row in rows if row["upstream_list"].startswith("abridged")]
    differ = [
        row for row in whole if (norm(row | {"default_region": ""}, "email") is not None) != (row["verdict"] == "valid")
    ]
    locals_ = sum(
        (STANDARD.read("email", f"{row['raw']}@example.org", "PL").norm is not None) == (row["verdict"] == "valid")
        for row in local
    )
    reasons = Counter(reason(row["raw"]) for row in differ)
    with capsys.disabled():
        print(f"\naddresses: {len(whole) - len(differ)} of {len(whole)} judged alike; else: {dict(reasons)}", end="")
        print(f"\nlocal parts (at a domain of ours): {locals_} of {len(local)} judged alike", end="")
    assert 0 == reasons["unexplained"]
    assert 0.95 < 1 - len(differ) / len(whole)
    assert 0 == sum(row["verdict"] == "invalid" for row in differ)  # nothing refused there is an address here


@needs_mail
def test_a_domain_with_a_slip_of_the_finger_is_another_persons_address():
    rows = [json.loads(line) for line in (MAIL / "addresses.jsonl").read_text("utf-8").splitlines()]
    pairs = [row["raw"].split(",") for row in rows if row["upstream_list"].startswith("domain_typos")]
    assert pairs
    for mistyped, meant in pairs:
        assert STANDARD.read("email", f"kasia@{mistyped}", "PL").norm != f"kasia@{meant}"


@needs_mail
def test_senders_of_broken_messages_are_read_or_refused_and_never_two(capsys: pytest.CaptureFixture[str]):
    found: Counter[str] = Counter()
    with tarfile.open(MAIL / "messages.tar.gz") as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file is not None:
                found[_sender(file.read())] += 1
    with capsys.disabled():
        print(f"\nsenders of messages: {dict(found)}", end="")
    assert found["read"] > found["refused"]
    assert 0 == found["differs"]


def _sender(message: bytes) -> str:
    """How the From line reads, beside what the standard library's parser takes for its one address."""
    raw = email.message_from_bytes(message, policy=email.policy.compat32).get("From")
    if raw is None or not str(raw).strip():
        return "no sender"
    norm = STANDARD.read("email", str(raw)[:1_000], "PL").norm
    theirs = [address for _, address in email.utils.getaddresses([str(raw)]) if "@" in address]
    if norm is None:
        return "refused" if len(theirs) == 1 else "refused: not one address"
    return "read" if [norm] == [STANDARD.read("email", each, "PL").norm for each in theirs] else "differs"
