"""The phrases of what went wrong, what is wanted, what was tried and how to be reached, Polish and English, by what they mean.

Alternatives stand between bars; phrases.py says what `*` and `..` mean.
"""

from domain.memory.extract.phrases import Phrases

_PROBLEMS = {
    "not_working": """
        doesn't work | doesnt work | does not work | didn't work | isn't working | is not working | not working
        | stopped working | won't turn on | wont turn on | won't start | doesn't turn on | won't charge
        | keeps crashing | malfunction* | nie działa* | nie dziala | nie włącza | nie uruchamia | nie ładuje
        | przestał* działać | bateria .. nie trzyma | nie odpala | doesn't hold a charge | won't hold a charge
        | battery dies | battery drains | zepsuł* | zepsut* | popsuł* | nie świeci | nie grzeje | zawiesza
    """,
    "damaged": """
        is broken | was broken | are broken | arrived broken | it's broken | came broken | broken zip* | is damaged
        | was damaged | arrived damaged | came damaged | are damaged | it's damaged | is cracked | was cracked
        | is torn | is ripped | has ripped | has torn | seam .. ripped | ripped after | came apart | came off | snapped | is scratched |
        has a hole | has a stain | has a crack | is defective | was defective
        | is faulty | fell apart | uszkodz* | pęknię* | pękł* | rozdar* | podart* | porysowan* | rozchodzi
        | dziura w | ma dziurę | rozkleił* | rozpruł* | jest wadliw* | stłuczon* | poplamion* | odpad* | urwał*
        | złamał* | odkleił* | odkleja | się pruje | spruł* | wygięt* | arrived smashed | is smashed | was smashed
        | is dented | was dented | arrived dented | is shattered | was shattered
    """,
    "missing": """
        brakował* | zabrakło w | is missing | are missing | was missing | were missing | missing from | missing item* | missing part*
        | brakuje | nie było w paczce | brak* w paczce | only received one | incomplete | niekomplet*
        | nie było .. w paczce | w paczce nie było | w paczce nie ma | w środku nie było
    """,
    "late": """
        was meant to be | was meant to arrive | was supposed to be here | was supposed to arrive | was supposed to come
        | was supposed to be delivered | should have arrived | should have come | should have been here | should have been delivered
        | miał* być na | miał* być wczoraj | miał* przyjść | miał* dotrzeć | miał* dojść
        | is late | hasn't arrived | has not arrived | hasnt arrived | never arrived | didn't arrive | did not arrive
        | haven't received | have not received | havent received | never received | didn't receive
        | not been delivered | still waiting | hasn't come | never came | not arrived | is delayed | was delayed
        | nie dotarł* | nie doszł* | nie przysz* | nie otrzymał* paczk* | nie otrzymał* przesyłk* | nie otrzymał* zamówieni* |
        paczki nie otrzymał* | nie dostał* paczk* | nie dostał* przesyłk* |
        nie dostał* zamówieni* | paczki nie dostał* | przesyłki nie dostał* |
        wciąż czekam | nadal czekam
        | ciągle czekam | never turned up | never showed up | hasn't turned up | spóźnia | opóźni* | jeszcze nie .. dosz*
    """,
    "lost": """
        was lost | has been lost | lost in transit | zaginął | zaginęł* | zgubił* .. paczk* | paczka .. zagin*
    """,
    "shown_delivered": """
        says delivered | showing as delivered | shows as delivered | marked as delivered | says it was delivered
        | oznaczon* jako doręczon* | status doręczon* | oznaczon* jako dostarczon* | status dostarczon*
        | figuruje jako dostarczon* | figuruje jako doręczon*
    """,
    "wrong_item": """
        inny .. niż zam* | inna .. niż zam* | inne .. niż zam* | inną .. niż zam* | different .. from .. i ordered
        | different .. than .. i ordered | different .. to the one i ordered | wrong item | wrong product | wrong order | wrong color |
        wrong colour | wrong model | different item
        | different color | not what i ordered | instead of the | inny produkt | inny towar | inny kolor
        | nie ten produkt | nie ten kolor | zły kolor | zły produkt | zły towar | nie to co zamówiłem
        | nie to co zamówiłam | nie to co zamawiałam | nie to co zamawiałem | pomylono
        | inny model niż | inny niż zam* | inna niż zam* | inne niż zam*
    """,
    "wrong_size": """
        wrong size | too small | too big | too large | too tight | too loose | doesn't fit | does not fit
        | don't fit | doesnt fit | didn't fit | zły rozmiar | za mały | za mała | za małe | za małą | za duży
        | za duża | za duże | za dużą | za ciasny | za ciasna | za ciasne | za ciasną | nie pasuj*
        | niewłaściwy rozmiar
    """,
    "not_as_described": """
        not as described | doesn't match .. description | looks different | niezgodn* z opis* | inny niż na zdjęci*
        | inne niż na zdjęci* | inna niż na zdjęci*
    """,
    "overcharged": """
        zapłacił* dwa razy | zapłacił* dwukrotnie | zapłacił* podwójnie | ściągnęł* .. dwa razy | ściągnięto .. dwa razy
        | paid twice | took .. money .. twice | overcharged | charged twice | double charged | charged too much | charged me twice | billed twice
        | wrong price | wrong amount | pobrano dwa razy | podwójnie obciąż* | podwójna płatność | za wysoka kwota
        | zła cena | błędna cena | policzono za dużo
        | pobrał* .. dwa razy | pobrał* .. dwukrotnie | pobrano .. dwukrotnie | policzył* .. za dużo | naliczył* .. za dużo
        | naliczono .. za dużo
    """,
    "unwanted_charge": """
        didn't order it | never ordered | didn't sign up | did not sign up | don't recognize .. charge
        | unauthorized | fraudulent | nie zamawiał* | nieautoryzowan*
    """,
    "not_refunded": """
        haven't .. refund* | not received .. refund | hasn't .. refunded | still no refund | waiting for .. refund
        | where is my refund | nie dostał* .. zwrotu | nie otrzymał* .. zwrotu | haven't had .. refund | havent had .. refund |
        havent .. refund* | zwrot .. nie wpłynął
        | pieniędzy nie .. zwróc* | nie .. zwrócono | czekam na zwrot
        | pieniądze .. nie wróc* | pieniądze .. nie przysz* | nie oddali .. pieniędzy | nie oddano .. pieniędzy
        | haven't .. money back | not got my money back | didn't get my money back | never got my money back
    """,
    "code_refused": """
        code doesn't work | code isn't working | code is invalid | code .. not working | code was rejected
        | code .. rejected | code expired | promo code .. not work* | kod nie działa | kod .. nieważny
        | kod .. odrzucon* | kod .. nie działa | kod .. nie chce | kod .. nie wchodzi | code isn't accepted
        | code is not accepted | code .. won't work
    """,
    "cannot_log_in": """
        can't log in | cannot log in | cant log in | can't login | unable to log in | can't access my account
        | cannot access my account | can't get into my account | cannot get into my account | forgot my password
        | locked out | nie mogę .. zalogować | nie mogę .. wejść na konto | zapomniał* hasła | konto .. zablokowane
    """,
    "out_of_stock": "out of stock | sold out | niedostępn* | wyprzedan*",
    "leaking": "is leaking | leaks | it leaks | cieknie | przecieka",
    "noisy": "makes a noise | too loud | hałasuje | za głośn*",
}

_OUTCOMES = {
    "refund": """
        refund* | money back | my money | zwrot* pieniędzy | zwrot* środków | zwrot* kosztów | zwrot kwoty
        | oddać* pieniądze | oddacie pieniądze | pieniądze z powrotem | zwrot płatności
        | zwrot* nadpłaty | zwrot* kasy | kasę z powrotem | oddajcie pieniądze | oddajcie kasę
    """,
    "exchange": """
        exchange it | exchange the* | exchange my | exchange this | exchange an | exchange a | exchange for
        | an exchange | exchanged | swap | different size | another size | wymian* | wymienić | zamienić
        | inny rozmiar
    """,
    "replacement": """
        replacement | replace | send .. new | nowy egzemplarz | wysłać nowy | wysłać nową | nową sztukę
    """,
    "repair": """
        fix it | fix this | fix my | repair | repairs | repaired | fixed | naprawa | naprawę | naprawy | naprawić | naprawienie | naprawcie
    """,
    "cancel": "cancel* | anulow* | odwołać | zrezygnować | rezygnuję | wycofać",
    "return": """
        return it | return the | return my | return this | return these | return them | return an | return a
        | send it back | send them back | make a return | zwrócić | odesłać | oddać | zwrot towaru | dokonać zwrotu
        | odstępuję od umowy | odstąpić od umowy | odstąpienie od umowy | odstąpienia od umowy
    """,
    "discount": """
        discount | price match | price adjustment | money off | rabat* | zniżk* | obniżk* | wyrównanie ceny
    """,
    "change_address": """
        change .. address | update .. address | different address | zmienić adres* | zmiana adresu | zmianę adresu
        | inny adres
    """,
    "change_order": """
        change my order | modify my order | remove .. from my order | add .. to my order | remove an item
        | remove the | add an item | zmienić zamówienie | zmianę zamówienia | dodać do zamówienia
        | usunąć z zamówienia
    """,
    "complaint": """
        file a complaint | make a complaint | formal complaint | złożyć reklamację | zgłosić reklamację
        | zareklamować | reklamuj* | reklamację
    """,
    "callback": "call me back | a call back | a callback | oddzwon* | oddzwoń* | kontakt telefoniczny | o telefon",
    "status": """
        status of my | check the status | check on my order | where is my order | where's my order
        | where is my package | where is my parcel | track my | kiedy dotrze | kiedy przyjdzie | kiedy będzie
        | gdzie jest moj* | status zamówienia | status przesyłki
        | jaki jest status | status moj* zam* | status moj* przes* | co z moim zamówieniem | co z moją paczką | co z moją przesyłką
    """,
    "invoice": "an invoice | the invoice | vat invoice | faktura na firmę | fakturę na firmę | fakturę | faktury | faktura vat",
    "extension": "an extension | more time to pay | odroczenie | przedłużenie",
    "password_reset": """
        reset my password | password reset | new password | zresetować hasło | nowe hasło | reset hasła
    """,
}

_TRIED = {
    "called": """
        i called | i've called | i have called | called you | already called | i phoned | i rang | dzwoniłem
        | dzwoniłam | już dzwonił*
    """,
    "wrote": """
        i've emailed | i've e-mailed | i have emailed | i emailed | i e-mailed | i wrote to you | i wrote you | i've written to you | i messaged you
        | already emailed | i contacted you | i contacted support | already contacted | i've contacted | pisałem
        | pisałam | napisałem | napisałam | wysłał* mail*
    """,
    "restarted": """
        i restarted | restarted it | tried restarting | turned it off and on | i rebooted | i reset | already reset
        | zrestartował* | restartował* | zresetował* | resetował* | wyłączył* i włączył*
        | wyłączał* i włączał*
    """,
    "reinstalled": "i reinstalled | reinstalled | przeinstalował*",
    "charged": """
        i charged it | tried charging | different charger | another charger | ładował* | inną ładowark*
    """,
    "cleaned": "i cleaned | tried cleaning | czyściłem | czyściłam | wyczyścił*",
    "visited": """
        went to the store | went to the shop | went to your | i visited your | i visited the store
        | i visited the shop | byłem w salonie | byłam w salonie | byłem w sklepie | byłam w sklepie
        | byłem już w sklepie | byłam już w sklepie | byłem już w salonie | byłam już w salonie
    """,
    "sent_back": """
        i sent it back | i've sent it back | already sent it back | i returned it | already returned
        | i have returned | odesłałem | odesłałam | już odesł*
    """,
    "tried": """
        i've tried | tried everything | i tried again | i have tried | already tried | have already tried
        | próbowałem | próbowałam | spróbował*
    """,
}

_CONTACT = {
    "phone": """
        call me | phone me | ring me | prefer .. phone | prefer .. call | by phone | proszę dzwonić
        | proszę zadzwonić | proszę o telefon | kontakt telefoniczny | najlepiej telefonicznie | wolę telefon*
        | wolę rozmow*
    """,
    "email": """
        email me | e-mail me | mail me | prefer .. email | prefer .. e-mail | by email please | by e-mail please
        | proszę o mail* | proszę o e-mail* | kontakt mailowy | kontakt e-mailowy | najlepiej mailem
        | najlepiej mailowo | wolę mail* | wolę e-mail* | proszę pisać
    """,
    "sms": """
        text me | sms me | send me a text | prefer .. text | prefer .. sms | proszę o sms* | wolę sms*
        | najlepiej sms*
    """,
    "not_phone": """
        don't call | do not call | dont call | no phone calls | proszę nie dzwonić | nie dzwońcie | nie dzwonić
    """,
    "not_email": "don't email | do not email | proszę nie pisać",
    "in_store": "come to the store | come to the shop | odbiorę w salonie | wolę .. salonie",
}

PHRASES = Phrases(
    {"problem": _PROBLEMS, "wanted_outcome": _OUTCOMES, "tried_already": _TRIED, "contact_preference": _CONTACT}
)
