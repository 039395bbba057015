"""Whether a word that must stand nowhere stands somewhere, told from digits that stand in an id, a hash or a time by chance.

Of six digits one in seventeen million places in hexadecimal digits is the same; a test run looks at many thousands of them.
"""

import re
from collections.abc import Iterator
from pathlib import Path


def stands(secret: str, text: str) -> bool:
    """Whether a text says it; digits inside a hash or a time do not."""
    return re.search(rf"(?<![\w.:]){re.escape(secret)}(?!\w)", text) is not None


def stands_in(secret: str, content: bytes) -> bool:
    """Whether it stands in a file's bytes; a number that goes on in hexadecimal digits on either side is an id or a hash."""
    if not secret.isdecimal():
        return secret.encode() in content
    return re.search(rb"(?<![0-9a-f])%b(?![0-9a-f])" % secret.encode(), content) is not None


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder that somebody writes meanwhile, by its name; what is gone again holds nothing."""
    for path in sorted(folder.rglob("*")):
        try:
            content = path.read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            continue
        yield path.name, content
