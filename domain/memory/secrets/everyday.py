"""Words that are nobody's password and no answer to a security question, Polish and English."""

from functools import cache

from domain.memory.unmarked import either_way

NO_PASSWORD = either_way("""
wrong incorrect invalid right correct expired required needed missing broken blocked locked reset changed forgotten lost weak strong short long
new old temporary different secure unsafe safe empty visible case sensitive protected saved stored sent given being working accepted rejected
recovery manager protection page field prompt policy requirements requirement hint screen box assistance hint trouble error errors update form window
length characters character letters signs symbols digits generator entry login logon signin settings button option section security access
doesn't doesnt didn't didnt can't cant don't dont won't wont keeps fails failed failing failure hacked guy expiry recover retrieve verification
compromised leaked stolen hacked shared default mandatory optional unknown known same also still already either neither always never
złe zle błędne bledne nieprawidłowe niepoprawne prawidłowe poprawne dobre wymagane potrzebne zablokowane zmienione wygasło stare nowe krótkie
długie słabe silne inne takie samo nieaktualne aktualne tymczasowe jednorazowe wysłane zapomniane bezpieczne nadal ciągle już zawsze nigdy
""")  # fmt: skip
NO_ANSWER = either_way("""
pet pets animal animals dog dogs cat cats maiden mother mother's mothers mom mom's mum mum's mama mamy matki matka pies psa kot kota zwierzę
zwierzęta zwierzaka childhood first name's called named answer answers question questions security secret school teacher skip pass seriously
weird strange idk dunno remembered remembering recall forget forgot forgotten hang second sec ouch hmm huh eh ah ahh argh gosh god damn hell
whatever nevermind either parents allow allowed kid child grew growing privacy nosy rude omg lol haha hahaha wow yay yikes report fraud credits
money tend feel sounds wondering date birth account pin memory guess guessing honestly blank hold wait domu panieńskie panieńskiego rodowe rodowego
nazywał nazywała nazywało wabił wabiła pierwszy pierwsza było były byli miał miała imię odpowiedź pytanie pamiętam zapomniałem zapomniałam wiem
mam miałem miałam nigdy żadnego żadnych sekundę
""")  # fmt: skip
# Everyday words that are as often half of a password: "blue horse", "czarny kot".
TWO_FACED = either_way("""
red blue green yellow pink purple orange navy gold silver black white brown dog cat pet bird horse car home house love life angel star moon sun
summer winter spring autumn monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
october november december happy sweet lucky grand quick lazy hard safe coat jacket jeans shirt shoes table room book letter ring line bank
czarny czarna biały biała czerwony czerwona zielony zielona niebieski niebieska złoty złota pies kot dom lato zima wiosna jesień
poniedziałek wtorek środa czwartek piątek sobota niedziela styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad
grudzień kurtka kurtki
""")  # fmt: skip


@cache
def everyday() -> frozenset[str]:
    """Words that are nobody's name and no password. Asked for late: the extractors read items, and items are shown with dots."""
    from domain.memory.extract.stops import LEADS, PARTICLES, STOPS

    return STOPS | LEADS | PARTICLES
