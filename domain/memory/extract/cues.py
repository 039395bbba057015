"""The words that stand before, behind and around names, Polish and English."""

from domain.memory.listed import listed
from domain.memory.unmarked import either_way, unmarked

# What the other speaker may begin with, right behind a name that stands in small letters.
THEN = either_way(
    "also next now it thank thanks great perfect ok okay hi hello alright yes sure can could may got nice proszę dziękuję"
)
# What somebody wants right behind their name: "I'm Orla book my table".
BIDS = either_way("""
book cancel reserve order check find get give help send show tell change refund return exchange need want can could would will may please
proszę poproszę chcę chciałbym chciałabym potrzebuję
""")  # fmt: skip
# Where the other speaker goes on behind somebody's name, and promises help: it is not the helper's own.
TURNS = either_way("sure ok okay alright great perfect jasne oczywiście")
NAMED = either_way(
    "the at in from to of near called with dr dr. and by a an w na do od z ze"
)  # places, firms and other people
# What goes on in the next word: no name stands alone behind it.
LEADING_ON = either_way("""
my your his her our their its this that these those some any no every each very too so is are was were be been being not it's i'm i've have has had
do does did can could will would should may might must get got want need buy return order ordered bought about over into on as or but than
mój moja moje swój ten ta to jest są był była nie o przy po przez dla mam mieć chcę
""")  # fmt: skip
INFINITIVES = ("ać", "eć", "yć", "ąć", "uć", "ić")  # of Polish verbs
INFINITIVES_UNMARKED = ("ac", "ec", "yc", "uc", "ic")  # of verbs behind one of these, elsewhere also of names ("Zając")
BEFORE_VERBS = frozenset(("prosze", "moge", "musze", "chce", "mozna", "trzeba", "mam"))
TOLD_BEFORE = tuple(
    listed("łem łam liśmy łyśmy lismy lysmy ilem ilam alam alem")
)  # of what one has done: "mówiłam już"
TITLES = either_way("mr mrs ms miss dr sir madam pan pani")
# What may follow a name that stands in a sentence without a comma.
FOLLOWS = either_way("""
and but i i'm from with my calling writing here speaking again at or please thanks thank is the this account order email phone zip pin username id by
a ale i oraz z ze mam mój moje dzwonię piszę numer nr konto zamówienie tel telefon e-mail mail mówi tutaj
""")  # fmt: skip
STRONG: dict[str, tuple[str, ...]] = {
    "is": ("my name", "my full name", "full name", "my first name", "the name", "account name", "my account name", "my naem", "my nmae"),
    "name's": ("",),
    "się": ("nazywam", "kłania"), "sie": ("nazywam",), "imię": ("mam na", "moje"), "to": ("moje nazwisko", "moje imię", "moje imię i nazwisko"),
    "nazwisko": ("na",),
}  # fmt: skip
WEAK: dict[str, tuple[str, ...]] = {
    "i'm": (), "im": (), "jestem": (), "am": ("i",), "is": ("this",), "me": ("call", "can call"), "of": ("under the name",),
    "name": ("under the",), "mówi": (), "tu": (), "it's": (), "its": (), "ja": ("to",), "strony": ("z tej",), "telefonie": ("przy",),
    "you": ("told",),
}  # fmt: skip
BEHIND = (("is", "my", "name"), ("is", "the", "name"), ("is", "my", "full", "name"), ("to", "moje", "nazwisko"))
HERE = (("here",), ("speaking",), ("z", "tej", "strony"), ("przy", "telefonie"))
for _cues in (STRONG, WEAK):  # and as they are written without marks
    for _low, _before in [*_cues.items()]:
        _cues[unmarked(_low)] = tuple(
            dict.fromkeys((*_cues.get(unmarked(_low), ()), *_before, *map(unmarked, _before)))
        )
CLOSINGS = either_way(
    "regards wishes sincerely faithfully truly pozdrawiam pozdrowienia poważaniem powazaniem pozdrowieniami"
)
WARMLY = either_way("serdecznie gorąco ciepło kind warm best many")
# What may stand before "Kowalski, Jan Kowalski".
LEADING_TO = either_way("tu mówi nazwisko jestem nie jednak is it's am dobry witam halo hello hi")
GREETS = either_way("hi hello hey morning afternoon evening halo witam dobry wieczór cześć yes yeah tak")
OTHERS = either_way("his her their friend's wife's husband's son's")
