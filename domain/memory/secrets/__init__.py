"""What nobody may read back: PINs, card numbers, passwords, security answers, PESELs; recognised before anything is stored.

`mask` goes by form; `listen` also knows what was asked before in the thread. The length is kept, so that everybody sees
that something was told, and nobody what. docs/secrets.md says what counts as a secret, what does not, and why.
"""

from domain.memory.secrets.answers import said_again
from domain.memory.secrets.asked import (
    ASKING,
    FORGOTTEN_AFTER,
    NOTHING,
    TELLING,
    Awaited,
    asks_secret,
    could_answer,
    listen,
    listen_to,
    said_by,
)
from domain.memory.secrets.dots import DOT, Hidden, dotted, hide
from domain.memory.secrets.fields import hide_again, mask, mask_all
from domain.memory.secrets.guesses import asks_birth
from domain.memory.secrets.marks import may_ask
from domain.memory.secrets.numbers import numbers_in

__all__ = [
    "ASKING", "DOT", "FORGOTTEN_AFTER", "NOTHING", "TELLING", "Awaited", "Hidden", "asks_birth", "asks_secret", "could_answer", "dotted", "hide",
    "hide_again", "listen", "listen_to", "mask", "mask_all", "may_ask", "numbers_in", "said_again", "said_by",
]  # fmt: skip
