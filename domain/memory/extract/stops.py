"""Words that are no part of anybody's name where they stand bare: closed classes and everyday words, Polish and English.

A general list of frequent words, forms of verbs, and what people say at a counter; no names are listed, neither to
find nor to refuse.
"""

from domain.memory.listed import listed
from domain.memory.unmarked import either_way

_ENGLISH = """
a about above actually after again against ago ahead all almost alone along already alright also although always am amazing an and
angry annoyed another answer any anybody anymore anyone anything anytime anyway apologies apologize apparently appreciate appreciated are
aren't around as ask asked asking asap at available away awesome awful back bad be because been before began behind being believe
below best better between big both bought bring broken bring but buy buying by call called calling came can can't cancel cancelled
cannot cant card cash certainly change changed chat chatting check checked checking clear code come coming complete completely concerned
confirm confused contact contacting correct correctly could couldn't currently customer customers damaged date day days dear definitely delay
delayed deliver delivered delivery did didn't didnt different discount disappointed do does doesn't doesnt doing don't done dont double down
due during each early easy either else email emails end enough especially even evening ever every everybody everyone everything exactly
excellent except exchange excited excuse expected expensive expired extra fair fantastic far fast fee few figure figured file fine finally
find first five fix follow following for forget forgot forgotten found four free frequent friday from frustrated frustrating full fully gave
general get getting give given glad go goes going gold gone good goodbye got grand great green guess guest had hadn't half hang happen
happened happening happy hard has hasn't hate have haven't havent having he he'd he'll he's hear heard hello help helped helpful helping
her here here's hers hey hi high him himself his hmm hmmm hold home hope hopefully hoping hour hours how how's however huge hurry
i i'd i'll i'm i've id idea if ill im immediately important in incorrect indeed info information inquire inquiring inside instead interested
into invalid invoice is isn't issue issues it it'd it'll it's item items its itself ive jacket jeans just keep kind kindly know known
large last late later lately least leave left less let let's lets letting level life like likely line link list listed little live living
lol long longer look looking looks lost lot lots love lovely low lower ma'am mad made mail main make makes making many matter may maybe me
mean member membership mention merry message messed might mind mine minute minutes miss missing misspelled
mispelled mispelt misspelt mistake mix moment monday money month
months more morning most mother much must my myself name named names need needed needing needs neither never new newest next nice night
no nobody none noon nope nor normal not note nothing notice noticed now number numbers obviously of off offer offered oh ok okay okey
old on once one ones online only oops open or order ordered ordering orders other others ought our ours out outside over overcharged own
package paid part password past pay paying payment people perfect perhaps person phone please pleased plus pm point possible premium
pretty previous price prices pricing probably problem problems product products promo purchase purchased purchases put question questions quick
quickly quite raining rather read ready really reason receive received recently refund refunded regarding regards registered remember
repeat reply report request reset resolve respond return returned returning returns right ring sad safe said sale same saturday saw say
saying says second see seem seems seen send sending sent several shall she she'd she'll she's ship shipped shipping shirt shoes shop shopping
short should shouldn't show silver simple since sir size so sold some somebody somehow someone something sometimes somewhere soon sorry
sort sounds speak speaking specific ssn spell spelled spelling spelt start started status stay still stock stop store stuck stuff subscription such suddenly
sunday super support suppose supposed sure surely sweet system take taken takes taking talk talking tell telling terrible test than thank
thanks thankyou that that'd that's thats the their theirs them themselves then there there's these they they'd they'll they're they've thing
things think third this those though thought three through thursday thx till time times tired to today together told tomorrow tonight
too took top total totally tracking tried try trying tuesday turn two ty uh uhh um umm under understand understood unfortunately unhappy
unless unsure until up update updated upset upon urgent us use used useful user username using usual usually very via wait waiting wanna
want wanted wants was wasn't way we we'd we'll we're we've website wednesday week weekend weeks welcome well went were weren't what what's whats
when when's where where's whether which while who who's whole whom whose why will wish with within without woman won't wonder wondered
wonderful wondering won work working works worried worries worry worse worst would wouldn't wow write writing wrong ya yea yeah year years yep yes
yesterday yet you you'd you'll you're you've your yours yourself yup zip am pm mr mrs ms miss dr sir madam nah ummm ohh ohhh ah ahh aha
haha heh yay darn darnit damn bye cheers kindest sincerely anything's gonna gotta kinda sorta lemme dunno idk u ur pls plz thru cuz cause
january february march april june july august september october november december husband wife son daughter mom mum dad father brother sister
friend boss doctor driver agent manager man guy lady owner holder account accounts address street avenue apartment city state country zipcode
pin birth birthday born maiden pet dog cat car room hotel table reservation flight ticket bank balance credit debit transfer appointment
yellow blue red pink purple orange navy
goodness gosh geez jeez heck heavens god
unable able afraid certain curious eager fed calling back-ordered having based located willing leaving heading sick busy ready stupid silly
regular loyal long-time longtime existing current returning proud pissed fine-tuned bit
"""

_POLISH = """
a aby albo ale ależ ani aż bardzo bez będę będzie bo bowiem by być był była było były byłem byłam cały cała całe chce chcę chciałam
chciałbym chciałabym chciałem chodzi chyba ci co coś czas czasem czekam czekamy czego czemu czy czyli dal dalej dam dana dane danych
dla dlaczego dlatego do dobra dobre dobry dobrze dokładnie dopiero dostałam dostałem dość drugi drugie dużo dwa dzień dziękuję dzieki dzięki
dziekuje dzis dziś dzisiaj dzwonię dzwonie faktura fakturę gdy gdyby gdzie halo hasło hej i ich ile im inaczej inna inne inny iż ja
jak jaka jaki jakie jakiś jakby jako jakoś je jeden jedna jednak jednego jego jej jemu jest jestem jesteśmy jeszcze jeśli jeżeli już kiedy
kilka klient klientka klientką klientem kod kolejny konto konta kontaktuję koszt kto która które który których ktoś kupiłam kupiłem kurtka
kurtkę kurtki lub ma mają mam mamy masz mi mieć mnie mną moge mogę moja moje mojego mojej moi może można mój mówi mówię musi muszę my
na nad nadal najpierw nam nami nas nasz naprawdę nawet nazwa nazwisko nazwiska nazywa nazywam nic nich nie nieaktualne niestety niezadowolona
niezadowolony nigdy nim niż no nowa nowe nowy np nr numer numeru o ob oba od odbiór oddać ok okej on ona one oni ono oraz oto paczka
paczkę paczki pan pana pani panią panie państwo państwa pański pańskie pin piszę pisze po poczekam pod podać podaję podałam podałem
pomoc pomocy pomyłka ponieważ ponownie poproszę poprzednio potem potrzebny potrzebuję pozdrawiam pójdę prawda prawie prawidłowo problem proszę
prosze przed przede przepraszam przesyłka przesyłkę przesyłki przez przy pytam pytanie raz razem reklamacja reklamację rok roku również są
sam sama samo się sie sklep sklepie skoro słucham spoko spodnie stąd strony super swoją swój ta tak taka taki takie także tam te
tego tej telefon telefonu temu ten teraz też to tobą tobie trochę trzeba trzy tu tutaj twój ty tych tylko tym tymi u wam wami was wasz
wasza wasze według wcześniej we widzę więc więcej witam wiem wolę wpisałam wpisałem wraz wrócę wszyscy wszystkich wszystkie wszystko właśnie
wy z za zadowolona zadowolony zainteresowana zainteresowany zakup zakupy zaraz zamawiałam zamawiałem zamówienie zamówienia zamówieniu
zamówiłam zamówiłem zapłaciłam zapłaciłem zapomniałam zapomniałem zawsze ze zgadza zł złe złożyłam złożyłem zmiana zmienić znowu znów zostało
został została zwrot zwrotu zwrócić że żeby żona mąż syn córka oczywiście jasne pewnie chwila chwilę
chwileczka chwileczkę chwilka chwilkę momencik minutka minutkę sekundę sekundka sekundkę sekundeczkę moment podam podałem poproszona pamiętam sekunda
jasna hm aha no
poniedziałek wtorek środa czwartek piątek sobota niedziela styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad
grudzień ulica ulicy adres adresu mail maila mejl dobranoc cześć siema pozdrowienia poważaniem szanowni szanowna szanowny dobrego miłego dnia
imię imienia wieczór rano pomyłkę zła zły pewna pewien pewny ciekawa ciekaw przecież gotowa gotowy chora chory wściekła wściekły rozczarowana rozczarowany
stała stały stałą nowym nową szukam poszukam sprawdzam sprawdzę pytam wracam słyszę widzę myślę zobaczę dowód dowodu dowodzie
literuję przeliteruję wczoraj jutro pojutrze
"""

STOPS = either_way(f"{_ENGLISH} {_POLISH}")

# What may stand between a question (or "I am") and the name itself.
LEADS = either_way("""
yes yeah yep yup ya sure ok okay okey of course certainly absolutely definitely thing great good perfect no hi hello hey there
alright well oh um uh hmm so it's its it is i'm im i am this that's thats that the my name name's names full first on account would be is was
here here's me you go please and thanks thank one only still just again called under morning afternoon evening apologies sorry
mr mrs ms miss dr sir madam
tak jasne oczywiście pewnie proszę prosze bardzo dobrze witam dzień dobry to jestem nazywam się sie na imię mam moje nazwisko pan pani no już
tu z tej strony mówi
""")  # fmt: skip

# Words inside a name that begin with a small letter.
PARTICLES = listed("de del della den der di da dos du la le van von zu bin ibn al el y ter ten")

PEOPLES = listed("""
american australian austrian belgian brazilian british bulgarian canadian chinese croatian czech danish dutch english estonian european finnish
french german greek hungarian indian irish italian japanese korean latvian lithuanian mexican norwegian polish portuguese romanian russian
scottish slovak spanish swedish swiss thai turkish ukrainian welsh muslim jewish catholic
""")  # fmt: skip
