"""Detects the language of a text, for pages that do not state it, and normalizes stated language tags.

The script decides first. Among the languages of one script each function word and each ending counts for the languages
that have it, and each letter beyond the script's basic ones for those that write it and against those that never do.
What is too short, or leaves two languages nearly even, gives None: a wrong tag is worse than a missing one.
"""

# ruff: noqa: RUF001 - foreign letters are what this file is about

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

_FUNCTION_WORDS = """
en the of and to in a is that for it was on are as with his they at be this have from by not said were has which but
en an their its will would been had or he she we who after about more than can could into over when where what there
de der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass
de sie nach bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man
de sein wurde sei kann gegen vom wenn habe wird worden einer soll dieser diese unter zwischen seit ihre seine wegen
fr le la les de des et à en un une du que est pour qui dans par sur pas au plus avec ce il sont aux ont été se ne son
fr cette ces mais comme ou leur elle sa selon après deux fait être avait était entre sans lors dont ainsi contre depuis
fr déclaré avant nouveaux près lorsque fin année encore pourquoi sera seront étaient
fr nous vous ils ses même aussi où afin vers chez l'a d'un d'une qu'il
es el la de que y en los se del las un por con una para es al lo como más pero sus fue este ha su según también desde
es sobre entre cuando hasta hay donde han años dos ser son está esta ante contra sin durante tras muy ya le o
es había sido tiene fueron parte hacia aunque porque
pt o de a que e do da em um para com não uma os no na por mais as dos como mas foi ao das à pelo pela são segundo sobre
pt entre também até ser tem seu sua após anos está foram pelos nos nas ou quando já muito isso ele ela há aos contra
pt disse ainda onde durante sem num numa
it il di che la e un per in una è con non si del da sono le dei nel alla della anche più gli lo al delle dal ha ma come
it su nella ai dai degli alle sul sulla hanno stato essere tra dopo secondo contro questo questa anni fra due suo sua
it ed o cui era quando dalla negli già nelle stata loro ora
nl de het een van en in is dat op te zijn voor met niet aan er om ook als maar bij uit werd door naar over heeft wordt
nl dan hij nog tot die deze worden hebben geen meer zich onder tegen tussen volgens kan zou ze we wel na of jaar waren
nl had was dit omdat hun zal kunnen moet
pl w i na z się nie do to że jest o jak za od po przez dla są ale oraz tym ich został które który która także jego ze ma
pl już przed pod między roku był była było przy według może będzie tego tej te ta ten co czy lub jako kiedy gdzie też
pl podczas zostały została ponad bardzo aby
cs a v se na je že o s z do i to k ve pro za by jsou které jako po od však který která také podle při byl byla bylo být
cs ze už nebo ale jeho jejich aby před roku tak jak co má mezi ještě této tím jen kteří nad pod kde když si proti než
cs uvedl řekl během není ně
sk a v sa na je že o s z do i to k vo pre za by sú ktoré ako po od však ktorý ktorá tiež podľa pri bol bola bolo byť zo
sk už alebo ale jeho ich aby pred roku tak čo má medzi ešte tejto tým len ktorí nad pod kde keď si proti než uviedol
sk počas nie je aj
hu a az és hogy nem is egy ez volt meg csak már de ha mint el még vagy lehet szerint után ki be azt ezt amely lesz azok
hu pedig által között majd illetve ami aki minden több nagy két ellen alatt voltak van ezek arra mert kell úgy így
ro de și în a la cu pe un care o nu din pentru să mai este au fost prin sunt ce ca al ale lui dintre după că se sau dar
ro cei va fi potrivit către acest această despre când unei unui până între lor avea fără asupra ar a fost sa le
lt ir kad į iš su yra buvo apie dėl tai kaip per bei ne jo jų nuo už bus po tik prie taip pat kurie kuris jau gali bet
lt jis ar pagal prieš tarp dar pasak metų šio šią turi labai kai jie ant kuri šis
lv un ir ka no par ar uz kas bija lai to arī tika pēc tā kā vai pie tas nav gan bet pret ap kuri kurš ne viņš jau līdz
lv vēl savu šī šo šis tiek būs gada starp kad viņi bez ko jo tikai
et ja on ei et see oli ka kui mis ning oma aga selle välja pärast kes ta nad mida siis veel vastu üle kuid või seda
et tema juba sest ole olid saab nende kõik aasta ütles sai poolt kuni
fi ja on ei että se oli hän mutta ovat joka kun myös niin kuin sen mukaan vuoden ole sekä sitä hänen jo tai vain ollut
fi kertoi mukaan joiden heidän tämän koko uuden kaksi lähellä ensi vuonna
fi mitä joita sanoi jotka siitä olla voi vielä kanssa noin yli jälkeen ennen nyt tämä he eivät olivat
sv och i att det som en på är av för med till den har de inte om ett han men var jag från vid efter sig också när eller
sv ska kan mot under över mellan enligt där hade ut nu blir blev hon vi så sin än då dem två år detta utan
no og i det som en på er av for med til den har de ikke om et han men var fra ved etter seg også når eller skal kan mot
no under over mellom ifølge der hadde ut nå blir ble hun vi så sin enn da dem to år dette uten å være bare mer opp jeg
no penger regjeringen selskapet prosent uke uker mye bruke andre sju tjue
no sa deres hvorfor mens seks alle andre fordi samt gjør kom blant
no sier hva disse noen hvor flere fått
da og i det som en på er af for med til den har de ikke om et han men var fra ved efter sig også når eller skal kan mod
da under over mellem ifølge der havde ud nu bliver blev hun vi så sin end da dem to år dette uden at være kun mere op
da penge regeringen selskabet procent uge uger meget bruge andet anden syv tyve
da jeg sagde deres hvorfor mens seks alle andre fordi samt gør kom blandt siger hvad disse nogle hvor flere fået
tr ve bir bu için da de ile olarak daha çok en gibi sonra kadar olan ancak ise var göre tarafından olduğunu ama her iki
tr ya o ne değil oldu diye üzerine karşı yeni ilk büyük arasında yıl etti dedi olduğu şu önce içinde yapılan
hr i u je na se da su za od s o koji koja koje kao što te ili ali bi nije biti sam prema nakon između iz do će ne uz po
hr također kako bio bila bilo samo više nego godine rekao zbog protiv ovaj
sl in je v na da se so za z ki s o po kot bi tudi pa ne ali iz od do bo pri še več med proti leta ter sta bil bila bilo
sl kako zaradi že samo če ni
sq të e në dhe për me një që i nga se si është më nuk u ka do kanë edhe pas janë ky kjo por
ca el la de que i a en els les per un una amb és del al com no més dels aquest aquesta ha són també però
is og að í á er sem til við því hann þau ekki um en frá með var hafa verið þess
af die het van en nie dat is vir met word sal op te om hy wat was gesê ook deur aan nuwe hulle
la et in est ad ut non cum sed qui quod per ex ipsum sit
sw ya wa na kwa ni katika la za cha kuwa hiyo huo alisema kabla
tl ang ng sa na mga ay at nang para ito noong bago
id yang dan di ini itu dengan untuk tidak dari dalam akan pada juga ke karena ada kepada oleh sebagai telah bisa
vi và của là có trong cho không được với một người các những này đã để ở
ru и в не на что с по как это он к из у за от о для но был его также же а которые который после при она они было были
ru все мы до так или если уже бы между года их этом этого со во под только будет чтобы более когда где заявил
uk і в не на що з як це та до у за від про для але був його також й а які який після при вона вони було були всі ми
uk так або якщо вже б між року їх цього зі під тільки буде щоб більше коли де заявив із є він через проти
kk және бұл деп үшін мен дейін болды деді бойынша туралы оның осы кейін қазақстан
be і ў не на што з як гэта ды да у за ад пра для але быў яго таксама а якія які пасля пры яна яны было былі усе мы так
be або калі ўжо б паміж года іх гэтага са пад толькі будзе каб больш дзе заявіў ён з-за супраць гэтым
bg и в на да се не за от че с по са като ще си до е това при тя той те към над след който която които обаче само или
bg бяха им близо когато бъде бил било все ли защо този тази тези която което чрез няма каза
bg беше бе още между през ни ги му през години заради срещу има няма как където също със във
sr и у је да се на за су од не са то као што али из био би који која које након према између или до ће овај године више
mk и во на да се не за од дека со по се како ќе до е тоа при таа тој тие кон над по кој која кои но само или беше
ar في من على أن إلى التي عن مع هذا كان الذي ما لا هذه قال بعد بين كما ذلك قد أو خلال وقد لم حيث وفي إن كانت ضد
fa در به از که این را با است برای آن یک خود تا بر هم می شد شده کرد بود گفت نیز ها پس دو شود کرده اند باید علیه میان
ur کے کی میں ہے اور سے کا کو پر نے کہ یہ ہیں بھی اس تھا
hi के में की है को और से का पर ने कि हैं यह भी इस लिए था
mr आहे आणि या ते हे होते करण्यात मध्ये आहेत नाही
"""
_LETTERS = """
de äöüß
fr àâæçéèêëîïôœùûü
es áéíñóúü
pt àáâãçéêíóôõú
it àèéìòù
nl éëïóö
pl ąćęłńóśźż
cs áčďéěíňóřšťúůýž
sk áäčďéíĺľňóôŕšťúýž
hu áéíóöőúüű
ro ăâîșțşţ
lt ąčęėįšųūž
lv āčēģīķļņšūž
et äõöüšž
fi äåö
sv åäöé
no æøåé
da æøåé
tr çğıöşüâ
hr čćđšž
sl čšž
sq ëç
ca àçèéíïòóúü
is áæéðíóöúýþ
vi ăâđêôơưàảãáạằắặầấậèéẹềếệìíịòóọồốộờớợùúụừứựỳý
ru ёъыэщи
uk ґєіїщи
be ёіўыэ
kk әғқңөұүһіыэщъи
bg ъщи
sr ђјљњћџи
mk ѓѕјљњќџи
ar أإآةىيكؤئ
fa آپچژگکیئ
ur پچژگکیٹڈڑںےہھ
"""
"""Letters that each language writes beyond those that its whole script shares."""
_ENDINGS = """
en ing ion ted ers ity ght ous ble ess ned red
de ung ten hen gen nen cht ich eit ert ter
fr ion ent ait eur urs res ées ais ité que eux ers
es ión ado ada nte dos ron aba dad nes cía dor ará rán nto
pt ção ões ado nte dos ram ava ade cia dor iro rão ará nto
it one ato ata nte ono ità ale are ore oni ati eva nto
nl gen den ten ijk eid ren elt ing
pl ach ych ego ość nie ami owy owe ali ała wał ski iej ych dzi
cs ých ého ost ech ení ali ilo ily ový ové ské ích ali eny
sk ých ého osť och nie ali ilo ili ový ové ské nia ami
hu nak nek ban ben ság ség ott ett ről ból tak ták ára ása ése ték
ro rea tul lui lor iei ție ate ele esc ută rii ele ată
lt tas jos ams oje ėje ius ymo imo ijo tis ais iai iau
lv iem ība ajā anu ums ējo āja tie jis ies iņa šie
et tud sse ist est kse ale ega lik ust ati dus sid ise aks kud tas ses sel mas ste ite vad nud nik
fi nen ssa ssä sta stä lla llä lle ksi vat een aan nut nyt nsa nsä ien lta ltä
sv ade rna het gen igt ter are ing ats
no ene jon het ing ert sen ske ens tet eid tøy ner ser ker
da rne ion hed ede ing ske sen els tet øje ner ser ker get
tr lar ler yor ndi ndı nın nin ını ini lık lik dan den rak mak mek ken
hr ija iti nje ost ima ski sti
sl ija iti nje ost ega ski ati
ru ния ние нию ого его ому ись ают ает ует ция ции ный ные ная ное ных ной ами ыми ить ать ках тся лся тва тов
ru ков сть или али ила
uk ння нню ого ому ися ють ний ная них ної ами ими ття ить ити ати ках ції вся ься тва тів ків сть или али ила вав ові
be ння нню ага аму ася юць аць ыць іць цца ных най амі імі кія ках цыі тва таў каў ала ілі алі ыла ваў
bg ите ата ето ния ият ото ост ват ява ени ани ова ция ции ние рът нът лът ове ски тва или али ила иха аха
"""
"""Last three letters of longer words, for languages that say with endings what others say with words."""
_SCRIPTS = (
    ("latin", "A-Za-z\u00aa-\u024f\u1e00-\u1eff"),
    ("cyrillic", "\u0400-\u052f"),
    ("arabic", "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff"),
    ("devanagari", "\u0900-\u097f"),
    ("ja", "\u3040-\u30ff"),
    ("ko", "\u1100-\u11ff\uac00-\ud7af"),
    ("zh", "\u3400-\u4dbf\u4e00-\u9fff"),
    ("el", "\u0370-\u03ff\u1f00-\u1fff"),
    ("he", "\u0590-\u05ff"),
    ("th", "\u0e00-\u0e7f"),
    ("ka", "\u10a0-\u10ff"),
    ("hy", "\u0530-\u058f"),
    ("bn", "\u0980-\u09ff"),
    ("ta", "\u0b80-\u0bff"),
)
"""Characters of each script, by the name of the script or of the one language that writes it."""
_DENSE = MappingProxyType({"ja": 3, "ko": 2, "zh": 3})
"""How many letters of an alphabet a character is worth."""
_LEAST_LETTERS = 40
_SOME_KANA = 0.1
"""Of a text's characters, for it to be Japanese and not Chinese."""
_STRETCH, _STRETCHES = 1_500, 2
"""Characters that are checked, and how many such stretches where the first one decides nothing."""
_LEAST_SCORE = 2.5
_LEAST_SHARE = 0.12
"""Share of a text's words (or letters) that must be evidence of its language; names in a list are not."""
_LEAST_LEAD = 0.5
"""Of the best language before the next."""
_RARE_LETTER, _LETTER, _FOREIGN_LETTER, _ENDING = 1.0, 0.5, 0.6, 0.5
"""Weights, where a function word counts 1; that of a foreign letter is subtracted."""
_LONGER_WORD = 5
"""Letters of a word whose ending counts."""
_WORD = re.compile(r"(?<![\w-])[^\W\d_]++(?:['’][^\W\d_]++)?(?!-?\d)")
_BASIC_LATIN = re.compile(r"[a-z]+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?(?![A-Za-z])")
_NO_LANGUAGE = frozenset(("und", "mul", "zxx", "xx"))


def _rows(table: str) -> Iterator[tuple[str, list[str]]]:
    for row in table.strip().splitlines():
        language, *entries = row.split()
        yield language, entries


def _inverted(pairs: Iterable[tuple[str, Iterable[str]]]) -> MappingProxyType[str, tuple[str, ...]]:
    """Return the languages of each word or letter."""
    table: dict[str, dict[str, None]] = {}
    for language, entries in pairs:
        for entry in entries:
            table.setdefault(entry, {})[language] = None
    return MappingProxyType({entry: tuple(languages) for entry, languages in table.items()})


def _ranges() -> tuple[tuple[int, int, str], ...]:
    pieces = re.compile("(.)-(.)|(.)")
    return tuple(
        sorted(
            (ord(match[1] or match[3]), ord(match[2] or match[3]), script)
            for script, characters in _SCRIPTS
            for match in pieces.finditer(characters)
        )
    )


_LANGUAGES_OF: Final = _inverted(_rows(_FUNCTION_WORDS))
_WRITTEN_IN: Final = _inverted((language, "".join(letters)) for language, letters in _rows(_LETTERS))
_ENDING_IN: Final = _inverted(_rows(_ENDINGS))
_RANGES: Final = _ranges()
STOP_WORDS: Final = frozenset(_LANGUAGES_OF)
"""The function words that distinguish languages."""


def _script_of(character: str) -> str | None:
    code = ord(character)
    at = bisect_right(_RANGES, (code, 0x110000, "")) - 1
    return _RANGES[at][2] if at >= 0 and code <= _RANGES[at][1] else None


def _of_script() -> MappingProxyType[str, tuple[str, ...]]:
    table: dict[str, dict[str, None]] = {}
    for language, words in _rows(_FUNCTION_WORDS):
        table.setdefault(_script_of(words[0][0]) or "", {})[language] = None
    return MappingProxyType({script: tuple(languages) for script, languages in table.items()})


_CANDIDATES: Final = _of_script()
"""The languages of each script that has more than one."""


def detect_language(text: str) -> str | None:
    """Return the BCP 47 tag of the language of ``text`` (``en``, ``uk``), or None when too short or unknown."""
    for start in range(0, max(1, min(len(text), _STRETCHES * _STRETCH)), _STRETCH):  # a table may be at the top
        if language := _detect(text[start : start + _STRETCH].lower()):
            return language
    return None


def _detect(text: str) -> str | None:
    foreign = Counter(() if text.isascii() else _NOT_ASCII.findall(text))
    amounts = Counter({"latin": sum(map(len, _BASIC_LATIN.findall(text)))})
    for letter, count in foreign.items():
        if script := _script_of(letter):
            amounts[script] += count * _DENSE.get(script, 1)
    kana = amounts.pop("ja", 0)
    amounts["zh"] += kana  # Japanese writes Chinese characters, too
    [(script, amount)] = amounts.most_common(1)
    if amount < _LEAST_LETTERS:
        return None
    if script == "zh" and kana > _SOME_KANA * amount:
        return "ja"
    candidates = _CANDIDATES.get(script)
    return script if candidates is None else _likeliest(candidates, _WORD.findall(text), foreign)


def _likeliest(candidates: tuple[str, ...], words: list[str], letters: Counter[str]) -> str | None:
    scores: defaultdict[str, float] = defaultdict(float)  # of all languages: a text may quote one of another script
    for word, count in Counter(words).items():
        for language in _LANGUAGES_OF.get(word, ()):
            scores[language] += count
        if len(word) >= _LONGER_WORD:
            for language in _ENDING_IN.get(word[-3:], ()):
                scores[language] += _ENDING * count
    for letter, count in letters.items():
        if writers := _WRITTEN_IN.get(letter):
            gain = _RARE_LETTER if len(writers) <= 2 else _LETTER
            for language in candidates:
                scores[language] += count * (gain if language in writers else -_FOREIGN_LETTER)
    best, second = sorted(candidates, key=lambda language: scores[language], reverse=True)[:2]
    enough = scores[best] >= max(_LEAST_SCORE, _LEAST_SHARE * len(words))
    return best if enough and scores[best] >= scores[second] + _LEAST_LEAD else None


def language_tag(text: str | None) -> str | None:
    """Return the BCP 47 tag of what a page or feed states (``en_US.UTF-8``, ``EN-us``, ``es-419``); None for others."""
    found = _TAG.match((text or "").strip())
    if found is None or found[1].lower() in _NO_LANGUAGE:
        return None
    language, script, region = found.groups()
    return "-".join((language.lower(), *([script.title()] if script else ()), *([region.upper()] if region else ())))
