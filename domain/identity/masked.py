"""An address as it may be shown to somebody who asks whether it is the right one: enough to know it by, too little to use."""

DOTS = "•••"
_ONE_DIGIT_CODES = ("+1", "+7")  # country calling codes of one digit (ITU-T E.164 list of assigned codes)


def masked(kind: str, value: str) -> str:
    """`+48 ••• ••• 214`, `k•••@e•••.pl`; of other addresses the last two characters."""
    if kind == "email" and "@" in value:
        return _email(value)
    digits = value.removeprefix("+")
    if value.startswith("+") and digits.isascii() and digits.isdigit():
        return _number(value)
    return DOTS + (value[-2:] if len(value) >= 8 else "")


def _email(value: str) -> str:
    local, _, domain = value.rpartition("@")
    name, dot, ending = domain.rpartition(".")
    return f"{local[:1]}{DOTS}@{name[:1]}{DOTS}{dot}{ending}" if dot else f"{local[:1]}{DOTS}@{DOTS}"


def _number(value: str) -> str:
    head = value[:2] if value.startswith(_ONE_DIGIT_CODES) else value[:3]
    if len(value) < 9:  # so short a number could be guessed from its end
        return f"{head} {DOTS}"
    hidden = len(value) - len(head) - 3
    groups = ["•" * min(3, hidden - start) for start in range(0, hidden, 3)]
    return " ".join([head, *groups, value[-3:]])
