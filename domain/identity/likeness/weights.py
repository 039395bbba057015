"""What agreement, nearness and difference of each field are worth, in bits: log2 of how much likelier they are for one person.

Fellegi and Sunter (1969): bits = log2(m / u). `u`, the chance of agreeing by accident, comes from the index (keys.Rarity);
what stands here is `m`, how often records of one person agree, are nearly alike, or differ. The numbers are round on
purpose: reasoned from how records go wrong (typing, moving, marrying, mishearing), and checked on open sets, not fitted.
"""

import msgspec


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """How a way of getting values errs; all in bits."""

    same: float  # log2 of how often a value comes through unharmed
    near_word: float  # agreement left when a word is misspelled a little
    far_word: float  # and when it is hardly recognisable
    name_differs: float  # for each of given and family
    date_slip: float  # one part of a date is wrong by one digit
    date_part: float  # one part of a date is wrong altogether
    date_differs: float
    code_near: float  # one sign of a postcode or number is wrong
    code_far: float  # two signs
    code_differs: float


TYPED = Trust(
    same=-0.3, near_word=5.0, far_word=2.5, name_differs=-4.0, date_slip=-5.0, date_part=-7.0, date_differs=-6.0,
    code_near=4.0, code_far=-1.0, code_differs=-2.0,
)  # fmt: skip
HEARD = Trust(
    same=-0.7, near_word=5.5, far_word=3.0, name_differs=-2.5, date_slip=-3.5, date_part=-5.0, date_differs=-3.0,
    code_near=6.0, code_far=1.5, code_differs=-2.5,
)  # fmt: skip

# A date by chance: about 80 years, 12 months, 30 days.
YEAR, MONTH, DAY = 6.2, 3.6, 4.9
SLIP = 3.0  # what a part with one wrong digit still says; two slips anywhere: as much as a date in hundred is near by chance
TWO_SLIPS = 6.5
SHORT_FORM_LOSS, INITIAL, BEGINNING = 1.0, 2.0, 3.0
PLACE_MOST = 16.0  # street, town and postcode go together, and a household shares all of them
CITY_NEAR, CITY_DIFFERS, STREET_NEAR, STREET_DIFFERS, HOUSE, HOUSE_DIFFERS = 4.0, -1.0, 7.0, -1.5, 3.0, -0.7
HANDLE_LOSS, HANDLE_NEAR, HANDLE_FAR, HANDLE_DIFFERS = 0.5, 9.0, 6.0, -0.7  # people have several addresses and numbers
NUMBER_NEAR, NUMBER_DIFFERS = 8.0, -4.0  # but one account, one tax number

# However much a household shares, these may not be passed when names or birth dates say two people (probabilities);
# the last holds too where nothing but a name agrees.
TWO_PEOPLE, OTHER_NAME, ONE_FIELD = 0.02, 0.2, 0.9
