"""Names as speech recognition heard them: said, or spelled letter by letter."""

from domain.identity.likeness.letters import fold
from domain.identity.likeness.spoken_letters import letters_of


def read_names(text: str) -> list[str]:
    """The names the words may mean, likeliest first: spelled letters as one word; empty when there is no letter."""
    words = [word for word in fold(text).split() if any(letter.isalpha() for letter in word)]
    if len(words) >= 3 and sum(len(word) <= 2 for word in words) * 2 > len(words):
        spelled = "".join(letter for letter in letters_of(text, run=3) if letter.isalpha())
        return [spelled] if len(spelled) >= 2 else []
    said = [" ".join(words)] if words else []
    radio = letters_of(text)
    return [radio, *said] if len(words) >= 4 and len(radio) == len(words) and radio.isalpha() else said
