"""Words that tell nothing about a need, and words by which people greet, want, answer and thank; Polish and English.

All without accents and in small letters, as `stems.words_of` gives them. Closed classes and counter talk, no names.
"""

from domain.memory.listed import listed

GREETING = listed("""
hi hello hey heya hallo hullo yo morning afternoon evening good day greetings dear there sir madam maam ma'am howdy sup team everyone again
dzien dobry wieczor witam witaj czesc hej halo siema siemka panstwa panstwo szanowni pani pan panie panu milego
""")
THANKING = listed("""
thanks thank you thx ty cheers bye goodbye much so very appreciate appreciated great perfect awesome lovely cool wonderful excellent
dzieki dziekuje dziekujemy podziekowania pozdrawiam serdecznie bardzo swietnie super ok okej okay swietna widzenia papa wszystko
""")

# Openers of somebody who goes on talking: an answer, a pointer to what was said, one more thing.
ANSWERING = listed("""
yes yeah yep yup no nope ok okay sure alright right great perfect fine good thanks thank awesome cool super lovely actually also and but
so then well hmm hm um uh ah hold that that's thats it it's its this those these correct exactly maybe neither either both
sorry excellent wonderful nice sounds sweet
tak nie dobrze dobra okej jasne swietnie dzieki dziekuje ale wiec jeszcze ta te tego tej tych wlasnie zgadza zgoda oczywiscie moze raczej
oba obie aha przepraszam czyli
""")

# Words that add to something said before.
ADDING = listed("""
also instead too still proceed another same again
tez takze rowniez zamiast jeszcze nadal dalej wciaz znowu ponownie
""")

# Beginnings of a need of one's own, one word or two.
STATING = frozenset(
    (
        "i want",
        "i need",
        "i would",
        "i'd like",
        "i am",
        "i'm looking",
        "i lost",
        "i have",
        "i've",
        "can you",
        "could you",
        "can i",
        "could i",
        "search",
        "find",
        "book",
        "help",
        "need",
        "looking",
        "how do",
        "how can",
        "how much",
        "where is",
        "when will",
        "why is",
        "my order",
        "we want",
        "we need",
        "we'd like",
        "is there",
        "do you",
        "have you",
        "are you",
        "what is",
        "what's",
        "what are",
        "there is",
        "there has",
        "there's",
        "someone",
        "someone's",
        "somebody",
        "tell me",
        "help me",
        "i'm",
        "show me",
        "ai",
        "chce",
        "chcialbym",
        "chcialabym",
        "potrzebuje",
        "szukam",
        "mam pytanie",
        "mam problem",
        "mam klopot",
        "czy",
        "jak",
        "kiedy",
        "gdzie",
        "ile",
        "prosze o",
        "poprosze",
        "zglaszam",
        "reklamuje",
        "kupilam",
        "kupilem",
        "zamowilam",
        "zamowilem",
        "nie dziala",
        "nie moge",
        "dlaczego",
        "chcielibysmy",
        "otrzymalam",
        "otrzymalem",
        "dostalam",
        "dostalem",
        "przyszla",
        "przyszlo",
        "przyszedl",
        "w zamowieniu",
    )
)

# Words that state a need of one's own.
WANTING = listed("""
want wanna need needed needing looking wish hoping hope trying like help question questions problem issue complain complaint wondering
wonder inquire enquire inquiry enquiry check find book order buy return refund exchange cancel change reset reschedule track update dispute
chce chcialbym chcialabym chcielibysmy potrzebuje potrzebujemy szukam poszukuje prosze poprosze mam pytanie problem klopot reklamacja
reklamacje zwrot zwrocic wymiana wymienic zamowic kupic anulowac sprawdzic zareklamowac pytam dopytac zapytac zglaszam zglosic dlaczego
kiedy jak gdzie ile czy
""")

COMMON = GREETING | THANKING | ANSWERING | WANTING | listed("""
the a an and or but if of to in on at by for from with without about into over under after before between through during than as
i me my mine we us our ours you your yours he him his she her hers they them their theirs it its itself myself yourself who whom whose what
which when where why how all any both each few more most other some such only own same too very just can could will would shall should may
might must do does did done doing don't doesn't didn't have has had having haven't hasn't be am is are was were been being isn't aren't
wasn't weren't i'm i've i'd i'll you're you've it's that's there's let's can't cannot won't wouldn't couldn't shouldn't let get got gets
getting give gave given go goes going gone went come came coming make made making take took taken see saw seen say said says tell told know
knew known think thought look looks seem seems use used using try tried put keep kept ask asked asking call called calling speak spoke
talk talked write wrote written send sent contact contacted now today tomorrow yesterday tonight week weeks month months year years day days
hour hours minute minutes time times monday tuesday wednesday thursday friday saturday sunday january february march april june july
august september october november december first second last next one two three four five six seven eight nine ten new old one ones thing things
something anything nothing everything someone anyone name named number numbers order orders ordered account customer email mail address
phone code information info details detail able still already yet ago back here there again able sure yes no not never ever always
really quite also even much many lot lots bit little anyway because since until while though however please kindly possible way right wrong
bad shop store item items product products purchase purchased bought agent person people somebody moment second wait long week chat
dear regards sincerely best assist assistance assisting service provide share confirm verify id ids pin password username full zip zipcode
postcode date birth birthday security question answer reference happen happened happening receive received want wanted like liked
gonna guess mean means maybe probably hopefully soon asap urgent urgently important today's week's um uh er eh lol
w we z ze na do od dla po przy przed pod nad za bez u o oraz lub albo ani ale lecz wiec bo poniewaz gdyz zeby aby by jesli jezeli gdy kiedy
jak jaki jaka jakie jakiego ktory ktora ktore ktorego ktorej czy co czego czym kto kogo gdzie skad dokad ile tak nie to ten ta te tego tej
tym tych temu tam tu tutaj teraz dzis dzisiaj jutro wczoraj przedwczoraj juz jeszcze tylko tez takze rowniez bardzo troche moze mozna
ja mnie mi mna my nas nam nami ty ciebie cie tobie ci wy was wam on ona ono jego jej go im ich oni sie siebie sobie moj moja moje mojego
mojej moim moich nasz nasza nasze swoj swoja swoje panstwo panstwa panstwu pan pana panu pani pania panie
jest sa byl byla bylo byly bede bedzie beda byc mam masz ma mamy maja mial miala mialo miec moge mozesz moze mozemy moga
mogl mogla chce chcesz chcial chciala trzeba nalezy powinien powinna powinno zostal zostala zostalo prosze dziekuje
dzien dnia dni tydzien tygodnia tygodniu tygodni miesiac miesiaca rok roku lat godzin godzine godziny minut poniedzialek wtorek sroda srode
czwartek piatek sobota sobote niedziela niedziele stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika
listopada grudnia pierwszy drugi jeden jedna dwa dwie trzy cztery piec raz razy numer numeru nr zamowienie zamowienia zamowieniu
zamowieniem zamowilam zamowilem kupilam kupilem sklep sklepu sklepie produkt produktu klient klienta konto konta mail maila telefon
telefonu adres kod kodu dane imie nazwisko sprawa sprawie sprawe sprawy temat temacie odpowiedz pisze pisalam pisalem dzwonie dzwonilam
dzwonilem rozmawialam rozmawialem informacje informacja chodzi cos nic ktos nikt wszystko kazdy inny inna inne nowy nowa nowe stary
ponownie znowu nadal ciagle dalej wciaz dotyczy zwiazku wiadomosc wiadomosci zeby azeby prosba pomoc pomocy pomoze pomozecie
""")  # fmt: skip

KINDS = {
    "return": listed("""
    return returns returned returning refund refunds refunded exchange exchanged exchanging replace replaced replacement
    zwrot zwrotu zwroty zwrocic zwracam wymiana wymiany wymiane wymienic odeslac odsylam
    """),
    "complaint": listed("""
    complain complaint broken damaged faulty defective wrong missing late overcharged charged twice unacceptable disappointed scam
    reklamacja reklamacje reklamacji zareklamowac zepsuty zepsuta zepsute uszkodzony uszkodzona uszkodzone wada wadliwy wadliwa rozchodzi
    pekl pekla pekniety peknieta brakuje spoznia skarga skarge dziurawy dziurawa rozdarty rozdarta rozpruty rozpruta
    """),
    "order": listed("""
    order ordered delivery deliver delivered shipping shipped ship parcel package tracking track courier pickup collect dispatch
    zamowienie zamowienia zamowieniu zamowieniem przesylka przesylki przesylke paczka paczki paczke dostawa dostawy dostawe kurier kuriera
    wysylka wysylki odbior odbioru paczkomat paczkomacie zamowilam zamowilem
    """),
    "praise": listed("""
    compliment compliments praise brilliant fantastic amazing
    pochwala pochwalic pochwaly polecam rewelacja rewelacyjny rewelacyjna swietna
    """),
}  # fmt: skip
