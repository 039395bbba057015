"""Given names and what people are called for short, Polish and English; one person may go by any form of a line."""

from domain.identity.likeness.letters import fold

# The common forms a dictionary of given names lists; a form may stand in several lines (Ola: Aleksandra, Olga).
_FORMS = """
agata agatka aga|agnieszka aga agusia jagna|aleksander alek olek alex aleks sasza|aleksandra ola olka oleńka alex aleks sasza
alicja ala alinka|alina ala alinka|andrzej jędrek andrzejek jędruś|aneta anetka|anna ania anka anusia andzia aneczka hania
antoni antek tosiek antoś tolek|antonina tosia tonia antosia|arkadiusz arek|artur arturek|barbara basia baśka basieńka
bartosz bartek bartuś|bartłomiej bartek bartuś|beata beatka becia|bogdan bodzio boguś|bogusław boguś bogdan|bogumiła bogusia
bogusława bogusia|bożena bożenka bożka|bronisława bronia bronka|bronisław bronek|cezary czarek|czesław czesiek|czesława czesia
damian damianek|daniel danek|danuta danka danusia|daria darka|dariusz darek|dawid dawidek|dominik domino|dominika domi
dorota dorotka dorcia|edward edek edzio|edyta edytka|elżbieta ela elka elżunia bietka|emilia emilka mila|eugeniusz gienek
ewa ewka ewunia ewcia|ewelina ewelinka|felicja fela|filip filipek|franciszek franek franio|franciszka frania|gabriela gabrysia gaba
grażyna grażynka|grzegorz grzesiek grzesio grześ|halina halinka hala|hanna hania hanka|helena hela helenka lena|henryk heniek henio
henryka henia|hieronim hirek|hubert hubi|ignacy ignaś|igor igorek|irena irenka irka|ireneusz irek|iwona iwonka iwa|izabela iza izka
jacek jacuś|jadwiga jadzia jaga|jakub kuba kubuś|jan janek jasiek jaś janusz|janina janka jasia nina|janusz januszek|jarosław jarek
jerzy jurek jerzyk|joanna asia aśka joasia joaśka|jolanta jola jolka|józef józek józio|józefa józia|julia julka jula|julian julek
justyna justynka|kamil kamilek|kamila kamilka|karol karolek|karolina karolinka karola|katarzyna kasia kaśka kasieńka katarzynka kasiunia
kazimierz kazik kazio|kazimiera kazia|kinga kinia|klaudia klaudynka|konrad konradek|kornelia nela|krystian krystek krystianek
krystyna krysia kryśka|krzysztof krzysiek krzyś krzysio|lech leszek|leszek lesio|lena lenka|leokadia lodzia|lucyna lucynka lusia
ludwik ludek|łucja łusia|łukasz łuki łukaszek|maciej maciek maciuś|magdalena magda madzia magdusia lena|maja majka|małgorzata gosia gośka małgosia
marcin marcinek|marek mareczek|maria marysia maryśka maja marianna mania|marian maniek|marianna marysia mania|mariola mariolka
mariusz mariuszek|marta martusia martunia|mateusz mati mateuszek|michał michałek misiek|michalina misia|mieczysław mietek
mikołaj mikołajek miki|mirosław mirek|mirosława mirka|monika monia moniczka|natalia natalka nati tala|nikola nika|oliwia oliwka
olga ola olka|oskar oskarek|patrycja patka pati|patryk patryczek|paulina paulinka|paweł pawełek|piotr piotrek piotruś
przemysław przemek przemo|radosław radek|rafał rafałek|renata renia renatka|robert robuś|roman romek|ryszard rysiek rysio|sandra sandrusia
sebastian seba sebek|sławomir sławek|stanisław staszek stasiek staś stach|stanisława stasia|stefan stefek|stefania stefa stefcia
sylwester sylwek|sylwia sylwunia|szymon szymek|tadeusz tadek tadzio|teresa tereska renia|tomasz tomek tomuś tomcio|urszula ula ulka
wacław wacek|waldemar waldek|wanda wandzia|weronika wera weronka|wiesław wiesiek|wiesława wiesia|wiktor wiktorek|wiktoria wika wiki
wincenty wicek|witold witek|władysław władek władzio|władysława władzia|włodzimierz włodek|wojciech wojtek wojtuś|zbigniew zbyszek zbyś
zdzisław zdzisiek zdzich|zenon zenek|zofia zosia zośka|zuzanna zuzia zuza|zygmunt zygmuś zyga|żaneta żanetka|wit|ewaryst|urban|wiola wioletta
abigail abby gail|abraham abe|adam|adrian|alan al|albert al bert|alexander alex al sandy xander|alexandra alex sandra lexi sandy
alfred fred alf alfie|alice ali|alison ali|amanda mandy|amelia amy millie|andrew andy drew|angela angie|ann annie nan|anne annie nan
anthony tony|antony tony|arthur art|barbara barb babs|benjamin ben benny|bernard bernie|bethany beth|bradley brad|bridget biddy
carl|caroline carrie carol|catherine cathy kate katie cath kitty|charles charlie chuck chas|charlotte lottie charlie|christina chris tina chrissie
christine chris chrissie tina|christopher chris kit topher|clare|claire|clifford cliff|constance connie|cynthia cindy|daniel dan danny
danielle dani|david dave davey|deborah deb debbie|dennis den denny|derek|diana di|diane di|donald don donnie|dorothy dot dolly dottie
douglas doug|edmund ed ned|edward ed eddie ned ted teddy|edwin ed|eleanor ellie nell nora|elizabeth liz beth lizzie betty eliza libby lisa bess
ellen nell|emily em|emma em|ernest ernie|eugene gene|evelyn evie|florence flo florrie|frances fran frankie|francis frank frankie
frederick fred freddie|gabriel gabe|garry|gary|geoffrey geoff|george|georgina georgie|gerald gerry jerry|gerard gerry|gillian gill jill
gordon|graham|gregory greg|gwendolyn gwen|harold harry hal|harriet hattie|harry|helen nell|henry harry hank|howard|hugh hughie|ian|irene
isaac ike|isabel bella izzy|isabella bella izzy|jack|jacob jake|jacqueline jackie|james jim jimmy jamie|janet jan|jane janie|jason jay
jasmine jas|jean|jeffrey jeff|jennifer jen jenny|jeremy jerry|jessica jess jessie|joan joanie|joanna jo|joanne jo|john johnny jack jon
jonathan jon jonny|joseph joe joey|josephine jo josie|joshua josh|joyce|judith judy|julia julie|katherine kate katie kathy kit kitty
kathleen kath kathy|kathryn kathy kate katie|kenneth ken kenny|kevin kev|kimberly kim|kimberley kim|lawrence larry laurie|laura laurie
leonard len lenny leo|leslie les|lewis lew|lillian lil lily|linda lindy|louis lou|louise lou|lucy|lynn|malcolm mal|margaret maggie meg peggy marge rita
maria|marjorie marge|mark|martin marty|mary molly polly|matthew matt matty|maureen mo|maurice mo|maxwell max|maximilian max|megan meg
melanie mel|melissa mel|michael mike mick micky mikey|michelle shelly|mildred millie|mitchell mitch|nancy nan|natalie nat|natasha tasha
nathan nat nate|nathaniel nat nate|nicholas nick nicky|nicola nicky nic|nicole nicky nic|nigel|norman norm|oliver ollie olly|olivia liv livvy
pamela pam|patricia pat patty trish tricia|patrick pat paddy|paul|pauline|penelope penny|peter pete|philip phil pip|phillip phil pip
rachel rach|raymond ray|rebecca becky becca|reginald reg reggie|richard rick dick richie rich ricky|robert bob rob bobby robbie bert
roderick rod|rodney rod|roger rog|roland roly|ronald ron ronnie|rosemary rose rosie|roy|russell russ|ruth|samantha sam|samuel sam sammy
sandra sandy|sarah sally|sara sally|sean|sharon|shirley|sidney sid|simon si|stanley stan|stephanie steph|stephen steve stevie
steven steve stevie|stuart stu|susan sue susie|susannah sue susie|suzanne sue suzie|sylvia|terence terry|theresa terry tess tessa
teresa terry tess tessa|theodore ted theo teddy|thomas tom tommy|timothy tim timmy|tracey|tracy|valerie val|vanessa nessa
veronica ronnie|victor vic|victoria vicky tori vikki|vincent vince vinny|virginia ginny|vivian viv|vivien viv|walter wally walt
wayne|wendy|wilfred wilf fred|william bill will billy willy liam|winifred winnie|yvonne|zachary zach zack|zoe
"""


def _roots() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _FORMS.strip().replace("\n", "|").split("|"):
        forms = fold(line).split()
        for form in forms:
            found.setdefault(form, set()).add(forms[0])
    return {form: frozenset(roots) for form, roots in found.items()}


ROOTS = _roots()


def roots_of(word: str) -> frozenset[str]:
    """The full given names a folded word may stand for; empty when it is none we know."""
    return ROOTS.get(word, frozenset())
