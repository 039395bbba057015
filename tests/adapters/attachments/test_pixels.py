"""What bytes are and how large a picture is, from how they begin; whatever they hold, nothing but an answer comes back."""

import random
import struct

import pytest

from adapters.attachments.kinds import PICTURES, kind_of, stated
from adapters.attachments.pixels import pixels
from app.demo.pictures import png


def a_jpeg(width: int, height: int, before: int = 0, frame: int = 0xC0) -> bytes:
    told = b"\xff\xe1" + struct.pack(">H", before + 2) + b"\xff" * before if before else b""
    return b"\xff\xd8" + told + b"\xff\xff" + bytes([frame]) + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)


def a_gif(width: int, height: int, flags: int = 0, before: bytes = b"", image: tuple[int, ...] = (0, 0, 1, 1)) -> bytes:
    told = struct.pack("<HHBBB", width, height, flags, 0, 0) + bytes(6 if flags else 0)
    return b"GIF89a" + told + before + b"," + struct.pack("<HHHH", *image) + bytes(4)


BEGINS = {
    "png": ("image/png", png(3, 2, lambda x, y: (x, y, 0))),
    "gif": ("image/gif", a_gif(3, 2)),
    "gif with colours and words": (
        "image/gif",
        a_gif(3, 2, flags=0x80, before=b"!\xfe\x03abc\x01d\x00!\xf9\x04aaaa\x00"),
    ),
    "gif larger than its screen": ("image/gif", a_gif(1, 1, image=(1, 1, 2, 1))),
    "jpeg": ("image/jpeg", a_jpeg(3, 2)),
    "jpeg of a camera": ("image/jpeg", a_jpeg(3, 2, before=40_000)),
    "progressive": ("image/jpeg", a_jpeg(3, 2, frame=0xC2)),
    "webp lossy": ("image/webp", b"RIFF\0\0\0\0WEBPVP8 " + bytes(7) + b"\x9d\x01\x2a" + struct.pack("<HH", 3, 2)),
    "webp lossless": ("image/webp", b"RIFF\0\0\0\0WEBPVP8L" + bytes(4) + b"\x2f" + (2 | 1 << 14).to_bytes(4, "little")),
    "webp extended": ("image/webp", b"RIFF\0\0\0\0WEBPVP8X" + bytes(8) + b"\x02\0\0\x01\0\0"),
}


@pytest.mark.parametrize("name", BEGINS)
def test_a_picture_says_what_it_is_and_how_large(name: str):
    kind, begins = BEGINS[name]
    assert ((3, 2), kind) == (pixels(kind, begins), kind_of("application/octet-stream", begins))
    assert [kind] == [each for each in PICTURES if kind_of(each, begins)]


@pytest.mark.parametrize("size", [(0, 2), (3, 0), (60_000, 2), (16_000, 16_000)])
def test_a_picture_that_would_burst_is_not_shown(size: tuple[int, int]):
    assert pixels("image/jpeg", a_jpeg(*size)) is None


@pytest.mark.parametrize("name", BEGINS)
def test_cut_or_changed_beginnings_are_answered(name: str):
    kind, begins = BEGINS[name]
    seed = random.SystemRandom().randrange(2**32)
    print("seed", seed)
    dice = random.Random(seed)
    for _ in range(300):
        changed = bytearray(begins[: dice.randrange(min(len(begins), 200) + 1)])
        for _ in range(3):
            if changed:
                changed[dice.randrange(len(changed))] = dice.randrange(256)
        found = pixels(kind, bytes(changed))
        assert found is None or 0 < found[0] * found[1] <= 40_000_000


@pytest.mark.parametrize(
    ("told", "begins", "kept"),
    [
        ("text/plain", b"hello", "text/plain"), ("text/plain", b"\x89PNG\r\n\x1a\n", None), ("image/svg+xml", b"<svg/>", "image/svg+xml"),
        ("application/vnd.oasis.opendocument.text", b"PK\x03\x04", "application/vnd.oasis.opendocument.text"),
        ("application/zip", b"Rar!", None), ("audio/ogg", b"OggS", "audio/ogg"), ("video/mp4", b"\0\0\0 ftypisom", "video/mp4"),
        ("application/msword", b"{\\rtf1", "application/msword"), ("application/octet-stream", b"%PDF-1.7", "application/pdf"),
        ("application/octet-stream", b"MZ", "application/octet-stream"),
    ],
)  # fmt: skip
def test_a_type_that_is_stated_must_be_so(told: str, begins: bytes, kept: str | None):
    assert kept == kind_of(told, begins)


def test_a_type_is_read_without_what_stands_behind_it():
    assert ["image/png", "image/jpeg", "application/octet-stream"] == [
        stated(each) for each in ("Image/PNG; a=b", "image/jpg", " ")
    ]
    assert [None] * 4 == [stated(each) for each in ("png", "image/", "image/png/x", "text/html\x00")]
