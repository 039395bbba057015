"""What must stand nowhere is found where somebody wrote it, and not where digits are the same by chance."""

from pathlib import Path

import pytest

from tests.canaries import files, stands, stands_in

PIN = "739164"


@pytest.mark.parametrize("text", ["mój PIN to 739164.", '{"text":"739164"}', "(739164)", "739164"])
def test_what_somebody_wrote_is_found(text: str):
    assert stands(PIN, text) and stands_in(PIN, text.encode()) and stands_in(PIN, b"\x06" + text.encode() + b"\xa4kind")


@pytest.mark.parametrize("text", ["c-0193a739164bd2", "09:18:00.739164Z", '"hash":"aa739164"', "7391640"])
def test_digits_of_an_id_a_hash_or_a_time_are_nobodys_words(text: str):
    assert not stands(PIN, text)


def test_digits_of_an_id_in_a_file_are_nobodys_words_and_a_name_is_found_beside_anything():
    assert not stands_in(PIN, b"c-0193a739164bd2")
    assert stands_in("Kanarek", b"chatKanarekbe")


def test_a_file_that_is_gone_when_it_is_read_holds_nothing(tmp_path: Path):
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "kept").write_bytes(b"x")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    assert [("kept", b"x")] == [*files(tmp_path)]
