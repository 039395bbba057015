"""What a rule found: the told value, where it stands, and how it came to be found."""

import msgspec


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A told value: where it stands in the text (characters, end exclusive), and which rule found it.

    `corrects`: it takes back the last telling of the same key ("no, it is …", "pomyłka …"), at once.
    """

    key: str
    value: str
    norm: str
    span: tuple[int, int]
    rule: str
    confidence: float
    corrects: bool = False
