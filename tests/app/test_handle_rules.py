"""The shop's own kinds, numbers, addresses and lists come from its settings; a wrong one is named at start."""

from pathlib import Path

import pytest

from app.handle_rules import handle_rules
from app.settings import Settings, SettingsError


def read(**variables: str) -> Settings:
    return Settings.read({f"THROUGHLINE_{name}": text for name, text in variables.items()})


def test_with_nothing_set_the_kinds_are_the_contracts_and_nothing_is_own():
    rules = handle_rules(read())
    assert 12 == len(rules.kinds)
    assert "" == rules.read("phone", "22 100 00 00", "PL").unfit


def test_what_is_set_is_used(tmp_path: Path):
    more = tmp_path / "unfit.toml"
    more.write_text('role_mailboxes = ["kasa-1"]\n')
    rules = handle_rules(read(
        HANDLE_KINDS="forum_user=small_letters", OWN_NUMBERS="22 100 00 00, +44 20 7946 0018", OWN_ADDRESSES="care@shop.example, @polana.example",
        UNFIT_FILE=str(more)))  # fmt: skip
    read_ = [rules.read(kind, text, "PL") for kind, text in [
        ("forum_user", "KasiaW"), ("phone", "+48221000000"), ("phone", "+442079460018"), ("email", "CARE@shop.example"), ("email", "a@polana.example"),
        ("email", "kasa-1@firma.example")]]  # fmt: skip
    assert [("kasiaw", ""), ("+48221000000", "own"), ("+442079460018", "own"), ("care@shop.example", "own"), ("a@polana.example", "own"),
            ("kasa-1@firma.example", "role_mailbox")] == [(each.norm, each.unfit) for each in read_]  # fmt: skip


def test_own_numbers_are_read_in_the_default_region():
    assert (
        "own"
        == handle_rules(read(OWN_NUMBERS="020 7946 0018", DEFAULT_REGION="GB"))
        .read("phone", "+442079460018", "PL")
        .unfit
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("OWN_NUMBERS", "22 100 00 00, 12"),
        ("OWN_ADDRESSES", "care"),
        ("HANDLE_KINDS", "phone=as_written"),
        ("HANDLE_KINDS", "a b"),
    ],
)
def test_a_wrong_setting_is_named(name: str, text: str):
    with pytest.raises(SettingsError, match=f"THROUGHLINE_{name} "):
        handle_rules(read(**{name: text}))


@pytest.mark.parametrize("content", [None, b"role_mailboxes = [", b"\xff\xfe", b"strange = []"])
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None):
    file = tmp_path / "unfit.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SettingsError, match="THROUGHLINE_UNFIT_FILE "):
        handle_rules(read(UNFIT_FILE=str(file)))
