"""What bytes are, by how they begin: a type that a sender states must be theirs.

Source of the beginnings: each format's own specification (PNG 3rd edition 5.2, JFIF 1.02, GIF89a 17, RFC 9649 2, ISO 32000-1
7.5.2, APPNOTE 4.3.7, RFC 3533 6, ISO 14496-12 4.3, RFC 8794, RIFF).
"""

import re

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Shown inside a page: rasters alone, which cannot hold what a browser would run."""
UNSAID = "application/octet-stream"

_BEGINNINGS: tuple[tuple[str, "re.Pattern[bytes]"], ...] = tuple(
    (kinds, re.compile(begins, re.DOTALL)) for kinds, begins in (
        ("image/png", rb"\x89PNG\r\n\x1a\n"),
        ("image/jpeg image/jpg", rb"\xff\xd8\xff"),
        ("image/gif", rb"GIF8[79]a"),
        ("image/webp", rb"RIFF....WEBP"),
        ("application/pdf", rb"%PDF-"),
        ("application/zip application/epub+zip application/vnd.openxmlformats* application/vnd.oasis.opendocument*", rb"PK[\x03\x05]"),
        ("image/heic image/heif image/avif audio/mp4 video/mp4 audio/x-m4a video/quicktime video/3gpp audio/3gpp", rb"....ftyp"),
        ("audio/ogg video/ogg audio/opus application/ogg", rb"OggS"),
        ("video/webm audio/webm video/x-matroska", rb"\x1aE\xdf\xa3"),
        ("audio/mpeg audio/mp3", rb"ID3|\xff[\xe2-\xfb]"),
        ("audio/wav audio/x-wav audio/wave", rb"RIFF....WAVE"),
        ("image/bmp", rb"BM"),
        ("image/tiff", rb"II\*\x00|MM\x00\*"),
    )
)  # fmt: skip
_OF_TEXT = re.compile(r"text/.*|application/(json|xml|rtf)|image/svg\+xml|.*\+(json|xml)")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,80}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")


def stated(header: str) -> str | None:
    """A media type without its parameters, in small letters; the unsaid one for none. None if it is no media type."""
    kind = header.partition(";")[0].strip().lower()
    if not kind:
        return UNSAID
    return {"image/jpg": "image/jpeg"}.get(kind, kind) if _TYPE.fullmatch(kind) else None


def kind_of(stated_kind: str, begins: bytes) -> str | None:
    """What the bytes are: as stated, or what they show themselves to be where nothing was. None: they are not that."""
    if stated_kind == UNSAID:
        return next((kind for kind in (*PICTURES, "application/pdf") if _begins(kind, begins)), UNSAID)
    known = _beginning(stated_kind)
    if known is not None:
        return stated_kind if known.match(begins) else None
    binary = _OF_TEXT.fullmatch(stated_kind) and (b"\x00" in begins or any(_begins(each, begins) for each in PICTURES))
    return None if binary or stated_kind in PICTURES else stated_kind


def _begins(kind: str, begins: bytes) -> bool:
    known = _beginning(kind)
    return known is not None and known.match(begins) is not None


def _beginning(kind: str) -> "re.Pattern[bytes] | None":
    for kinds, pattern in _BEGINNINGS:
        for each in kinds.split():
            if kind == each or (each.endswith("*") and kind.startswith(each[:-1])):
                return pattern
    return None
