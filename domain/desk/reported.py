"""By what a reply of ours is found again when its channel reports on it."""

import hashlib


def reply_key(item_id: str) -> bytes:
    """Of the claim by which a report finds it that names it by our item's id."""
    return hashlib.sha256(b"reply\x1f" + item_id.encode()).digest()


def named_key(source: str, provider_id: str) -> bytes:
    """Of the claim by which a report finds it that names it as its channel does. `source`: who carries it, if known."""
    return hashlib.sha256(b"named\x1f" + source.encode() + b"\x1f" + provider_id.encode()).digest()
