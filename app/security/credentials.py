"""What a secret looks like, and the only form in which we keep one."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping

RandomBytes = Callable[[int], bytes]

_SECRET_BYTES = 32


def new_secret(random_bytes: RandomBytes) -> str:
    """Make 256 random bits as 43 characters that need no quoting in a header, a cookie or a URL."""
    return base64.urlsafe_b64encode(random_bytes(_SECRET_BYTES)).rstrip(b"=").decode()


def digest(secret: str) -> str:
    """Turn a secret into what is stored. A plain hash will do: nobody guesses 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def bearer_of(headers: Mapping[str, str]) -> str | None:
    """Take the token out of an Authorization header. None without the header, empty if it is of another scheme."""
    value = headers.get("authorization")
    if value is None:
        return None
    scheme, _, token = value.strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def cookie_of(headers: Mapping[str, str], name: str) -> str:
    """Take one cookie's value out of the Cookie header; empty if it is not there."""
    for pair in headers.get("cookie", "").split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name:
            return value
    return ""


def writing_key(session_digest: str) -> str:
    """The key by which a session's browser seals what is written and not sent; 256 bits, as base64url."""
    key = hmac.digest(session_digest.encode(), b"throughline unsent writing", "sha256")
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()
