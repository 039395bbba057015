"""States of orders and parcels as systems write them: in capitals, with hyphens, blanks or bars, in Polish of any gender."""

import re
import unicodedata
from collections.abc import Collection

_PARTS = re.compile(r"[^a-z0-9]+")
_LONGEST = 80  # characters: what is longer is no state
_GENDERS = "aeoyi"  # "doręczona", "doręczone", "doręczono", "doręczony": one state


def plain_state(state: object) -> str:
    """Small letters without marks, the words joined by bars: "Ready-For Pickup" is "ready_for_pickup"."""
    if not isinstance(state, str) or len(state) > _LONGEST:
        return ""
    letters = unicodedata.normalize("NFKD", state.lower().replace("ł", "l"))
    return _PARTS.sub("_", "".join(each for each in letters if not unicodedata.combining(each))).strip("_")


def listed_as(state: str, names: Collection[str]) -> str:
    """The name under which a plain state is listed, whatever its gender; empty: it is not."""
    if state in names:
        return state
    neuter = state[:-1] + "e"
    return neuter if state[-1:] in _GENDERS and neuter in names else ""
