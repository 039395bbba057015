"""The words by which people ask, Polish and English: closed lists, by the part each word plays in a question.

Written with Polish marks and kept without: a text is read so, too ("prosze podac").
"""

from domain.memory.listed import listed as marked
from domain.memory.unmarked import unmarked


def listed(words: str) -> frozenset[str]:
    """A set of words without their marks."""
    return marked(unmarked(words))


def phrases(text: str) -> tuple[str, ...]:
    """Phrases parted by "|"."""
    return tuple(" ".join(each.split()) for each in text.split("|"))


# What may stand between the words that ask and the name of what is asked for.
BETWEEN = listed("""
your its you your's yoru ur the a an any this that full first last complete valid current correct exact proper registered primary main best good bank
card personal one four-digit 4-digit czterocyfrowy sześciocyfrowy customer either also just please kindly me us with both two three again once more as
well too some associated answer answers following own real legal entire whole shop pan pana pani państwa pańskie pański pańską pańskiego twój twoje
twoją twojego twojej twoim swój swoje swoją swojego swojej swoim swoich ten tę to mi nam o i oraz też także również jeszcze tylko raz ponownie pełny
pełne pełną pełnego dokładny dokładną dokładne aktualny aktualną prawidłowy poprawny kontaktowy wraz z jest był była było sam samo sama któryś jakiś
ewentualnie może proszę prosze poproszę poprosze konkretny konkretne przy sobie w temacie tytule treści
""")  # fmt: skip
JOINS = listed("and or plus along & i oraz lub albo a ani bądź także też również")  # part the things of a list
# In a list, these end what one request asks for: another clause begins behind them.
CLAUSE = listed("""
so because if when once that which where who while until before after to can could will would may i we he she they it i'll we'll i've i'm you'll don't
not no never can't cannot does did have has had ask asked without żeby aby bo jeśli jeżeli gdy kiedy który która które że nie mogę możemy jestem mam
mamy by czyli więc sprawdzam sprawdzę sprawdzimy widzę zaraz wysyłam wyślę dziękuję chwilę chwilkę moment cierpliwość
""")  # fmt: skip
# Not the value the customer has told: another one, or one that the shop has before it.
OTHER_ONE = listed("""
new another different other alternative alternate additional second same wrong incorrect old previous former updated changed secondary extra nowy
nowego nowe nową nowym inny innego inne inną innym drugi drugiego drugą dodatkowy dodatkowego dodatkową alternatywny stary starego poprzedni
poprzedniego zły złą błędny błędnego zmieniony nieprawidłowy
""")  # fmt: skip
OF_OTHERS = listed("""
my our his her their its mine store shop hotel restaurant venue company seller's seller courier courier's destination event doctor's driver driver's
recipient mój moje moja mojego mojej nasz nasze nasza naszego naszej jego jej ich
""")  # fmt: skip
OF_OWN = listed("""
you your yours account holder customer order orders delivery reservation booking verification contact authentication security identification purchase
registration us me which whom who record file konta klienta zamówienia do dla
""")  # fmt: skip
OF_PLACES = listed("""
sklepu salonu serwisu kuriera hotelu restauracji punktu paczkomatu firmy infolinii magazynu producenta placówki oddziału sprzedawcy biura nadawcy
lokalu
""")  # fmt: skip

GIVE = listed("""
pop provide provider give tell share confirm verify enter send spell state type repeat remind supply include specify list double-check re-enter read
indicate drop quote text submit reply advise write recheck validate zostawić zostawi wprowadzić podać podanie podania podaniem podałby podałaby
podałbyś podałabyś
powiedzieć powiedziałby
powiedziałaby przypomnieć przypomnienie potwierdzić potwierdzenie wpisać przesłać napisać zdradzić podyktować przedyktować przeliterować przekazać
wskazać uzupełnić dosłać udostępnić przesłanie wysłanie wskazanie uzupełnienie podyktowanie przekazanie wpisanie napisanie dosłanie sprecyzować
powtórzyć zweryfikować wyjawić określić
""")  # fmt: skip
BIDDEN = listed("""
podaj podajcie wprowadź zostaw dopisz dołącz powiedz przypomnij potwierdź wpisz prześlij napisz podyktuj przeliteruj wskaż uzupełnij doślij powtórz
podasz podacie przypomnisz
powiesz napiszesz zdradzisz poda przypomni powie
""")  # fmt: skip
LEARN = listed("poznać znać spytać zapytać dopytać wiedzieć uzyskać")
GIVING = listed("""
providing giving telling sharing confirming verifying sending spelling repeating entering getting having taking asking stating typing
""")  # fmt: skip
TAKE = listed("start begin get trouble bother have take grab ask know see request note collect borrow obtain")
CHECKS = listed(
    "confirm verify validate know get have take ask collect check potwierdzić zweryfikować poznać znać ustalić uzupełnić"
)
NEED_ENGLISH = listed("need require needs requires lack")
NEED = listed("""
need require needs requires missing lack potrzebuję potrzebuje potrzebujemy potrzebny potrzebna potrzebne potrzebować potrzebował potrzebowała
potrzebowałbym potrzebowałabym brakuje niezbędny niezbędne wymagany wymagana wymagane
""")  # fmt: skip
WHAT = listed("""
what what's whats which whose waht wat how's jaki jaka jakie jakiego jakim jaką jakiej który którego którym brzmi czyje
""")  # fmt: skip
LED_BY_WHAT = BETWEEN | listed(
    "about is was are were would be will jest był była było to są of do on under in at by for with na z pod od ma pan mają use used"
)
HOLD = listed(
    "have know remember recall find locate got handy ma masz macie mają posiada posiadasz pamięta pamiętasz zna znasz mógłby"
)
DO = listed("do don't dont does can can't could couldn't are if whether still czy nie")
BEG = listed(
    "proszę prosze poproszę poprosze prosić poprosić prosimy poprosimy prosiłbym prosiłabym poprosiłbym poprosiłabym prosilibyśmy poprosilibyśmy"
)
PLEASE = listed("please pls plz kindly proszę prosze poproszę poprosze prosimy")

YOU = listed("""
you you'll you'd ya u pan pani państwo panu pana mógłbyś mogłabyś możesz możecie mógłby mogłaby zechce zechciałby zechciałaby moglibyście musi trzeba
należy wystarczy zechcesz
""")  # fmt: skip
US = listed("""
i we i'll we'll i'd we'd i've we've i'm we're let lets he she they it mogę możemy mogłbym mógłbym mogłabym zaraz chętnie potwierdzam ja my będę
""")  # fmt: skip
MAY = listed(
    "can could may might let mind possible like need want wondering if whether chance okay ok alright shall lemme"
)
WANTS = listed("need have must like want wanted trying ought muszę musimy chcę chciałbym chciałabym chcielibyśmy")
PAST = listed("did do have had has thank thanks as when")
NEVER = listed("don't dont not never no nie nigdy bez without")
ADVERBS = listed("""
please also just first quickly again then now still possibly perhaps maybe so too and or but ok okay great thanks sure alright right yes to kindly
only simply be able well once more there me us let's a i oraz jeszcze tylko też również najpierw teraz ponownie czy mi nam uprzejmie więc proszę
""")  # fmt: skip
FINITE = listed("is was are were has have will would doesn't didn't arrived works had isn't jest są był była to")
BARE = listed(
    "phone telephone mobile telefon telefonu email emails e-mail e-maila mail maila mejl mejla address adres adresu name names"
)
BARE_PHONES = listed("phone telephone mobile telefon telefonu")
BARE_MAILS = listed("email emails e-mail mail mails mejl maila mejla e-maila")
NOT_THE_ADDRESS = listed("a an this that the our my ten")
EXAMPLES = listed("e.g eg like example format np przykład such")
# Alone with the name of a fact they make no sentence: "And your first name, please?"
BESIDE = listed("""
and or also now then ok okay alright right perfect great thanks thank sure yes well so good first as too hello hi hey pls lease oh fine i a oraz
jeszcze też również dobrze dziękuję super teraz to jasne rozumiem świetnie tak więc
""")  # fmt: skip
VERBS = listed("""
is are was were am be been being will would do does did can could should must has had have if when that not no don't isn't we they check review it he
she i'm i'll i've you've you'll change update modify use used using cancel call called found find see sent send received arrived help helped want
wants wanted working works work keep looks look nie jest są był była było mam mamy będzie zmienić zmienię zmienił zaktualizować zgadza wysłałem
wysłałam wysłano wyślę znalazłem znalazłam działa przyszedł doszedł czy że jeśli
""")  # fmt: skip
CANNOT = listed("can't cannot unable couldn't won't not nie")
POLISH = listed("""
proszę prosze poproszę poprosze prosimy czy numer numeru nr pan pana pani państwa adres adresu nazwisko imię jaki jaka jakie podać podanie kod jeszcze
zamówienia nie się
""")  # fmt: skip
OWN_NAME = listed("good correct legal complete current own real proper registered preferred")
BOOKED = listed("order account booking book booked reservation purchase parcel card registered ordered signed policy")
PLEADED = GIVE | BIDDEN | LEARN  # what somebody may be begged to do with what is lacked
DOING = (GIVE | TAKE) - listed("type state list text note record read repeat")  # verbs that are no noun beside

# ---- parts of the above, as the rules ask for them -----------------------------------------------------------------------

COMPANIONS = BETWEEN | BESIDE | PLEASE | JOINS  # beside names of facts these make no sentence
OPENING = ADVERBS | YOU | MAY | DO | BEG  # before a word of asking they belong to it
WANT_POLISH = frozenset(word for word in WANTS if word.startswith(("mus", "chc")))
WHAT_POLISH = listed("jaki jaka jakie jakim jaką")
QUOTING = listed(
    "podając wpisując przesyłając dołączając wskazując dopisując quoting stating including"
)  # "…, quoting your order number"
LACKED = NEVER | CANNOT | listed("brak brakuje missing haven't")  # "I can't see your order number, could you send it?"
FOR_IT = listed("go ją je ich jej it them one")
WHENEVER = listed("when if whenever jak jesli jezeli kiedy")
SPEAKERS = listed("pan pani państwo you")
# What a question begins with where nobody writes its mark: a call read by a machine, a hasty chat.
OPENS_QUESTION = listed(
    "czy jak jaki jaka jakie jakim jaką jakiego który która które którego co kto kogo kim gdzie kiedy ile what what's whats who where when which how "
    "do does did is are have has can could would will may"
)
HOLD_POLISH = listed("ma masz macie mają posiada posiadasz pamięta pamiętasz zna znasz")
THEM = listed("me us him her them")
WISH = listed("want wish")  # "you want to share": what they do, not what we ask
BEGIN = listed("mind start begin")
HELPS = listed("let let's lemme possible help helpful useful")
WONDER = listed("if chance mind ok okay")
SHALL = listed("will would may might do did going do really gonna")
THEN_WE = listed("we i please")
ARE = listed("is are będzie jest będą")
WANTED = listed("required needed missing potrzebny potrzebna potrzebne wymagany niezbędny")
CAN = listed("can could have might")
LINKS = listed("line lines spelling is was are were would be będzie")
LINKED = {
    "of": listed("line lines spelling rest any one both me"), "to": listed("answer answers"), "for": listed("ask asking you bother trouble"),
}  # fmt: skip
