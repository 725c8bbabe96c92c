"""The languages pages may be written in: which words say nothing, and how a stem is found."""

import re
import threading
from collections.abc import Callable, Iterable
from functools import lru_cache

from kb.model.prose import fold

DEFAULT = "en"

_STEMMERS = {
    "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "sv": "swedish",
}  # fmt: skip
LANGUAGES = frozenset(_STEMMERS)
"""ISO 639-1 codes of the languages whose words are cut to stems; others stay whole."""

_COMPOUNDING = frozenset({"da", "de", "fi", "nl", "no", "sv"})
_TYPED_AS_TWO = frozenset({"da", "de", "fi", "no", "sv"})

_STOP_WORDS = {
    "en": "a about after again all also am an and any are as at be because been before but by can cannot cant "
    "could did do does doing done dont for from get gets getting give got had has have having help hello hi "
    "how i if im in into is it its ive just know like make may me might must my need no not of on or our "
    "please should show so some such tell than thank thanks that the their them then there these they this "
    "those to too us using very want was way we were what when where which while who why will with would "
    "you your pls plz thx",
    "de": "aber alle als also am an auch auf aus bei beim bin bis bitte da danke das dass dein dem den der des die "
    "dies diese diesem diesen dieser dieses du durch ein eine einem einen einer eines er es etwas für gibt habe "
    "haben hallo hat hatte ich ihm ihn ihr ihre im in ins ist ja kann kein keine keinen können mal man mehr mein "
    "meine meinem meinen meiner mich mir mit muss nach nicht noch nun nur ob oder sehr sein seine seit sich sie "
    "sind so um und uns unser unsere vom von vor war warum was wegen weil wenn wer werden wie wieder wird wir wo "
    "wurde zu zum zur über fuer koennen ueber",
    "fr": "à ai après au aussi aux avant avec avoir bonjour car ce cela ces cet cette chez comme comment dans de des "
    "donc du elle elles en encore est et être eux fait faire ici il ils j je jusque l la le les leur lui ma mais "
    "me merci mes mon même n ne nos notre nous on ont ou où par pas pendant peu peut plus pour pourquoi puis qu "
    "quand que quel quelle qui quoi s sa sans se ses si son sont suis sur ta te tes toi ton tous tout très tu un "
    "une vos votre vous y été",
    "es": "a al algo algunos ante antes aquí así aún cada como con contra cual cuando cómo cuál de del desde donde "
    "dónde e el ella ellas ellos en entre era es esa ese eso esta este esto están está fue gracias ha hace hasta hay "
    "he hola la las le les lo los me mi mis mucho muy más ni no nos nosotros o os otra otro para pero por porque "
    "puede puedo que qué quien se ser si sido sin sobre son su sus sí también te tengo ti tiene todo tu tus un una "
    "uno usted y ya yo él",
    "pt": "a ao aos aquela aquele as até com como da das de dela dele depois do dos e ela elas ele eles em entre era "
    "essa esse esta este está eu foi há isso isto já lhe mais mas me mesmo meu meus minha minhas muito na nas nem "
    "no nos nossa nosso num numa não nós o obrigado olá os ou para pela pelo pode por porque posso qual quando que "
    "quem se sem ser seu seus sua suas são só também te tem tenho teu tu um uma você é à às",
    "it": "a ad agli ai al alla alle anche c che chi ci ciao come con cosa cui da dal dalla de dei del della delle di "
    "dove e è ed era fa gli grazie ha hanno ho i il in io l la le lei li lo loro lui ma mi mia mio molto ne nei nel "
    "nella no noi non nostro o per perché più può qual quando quello questa questo qui se sei senza si sia sono su "
    "sua sul suo ti tu tutti tutto un una uno vi voi",
    "nl": "aan al alle als bij dan dank dat de deze die dit door een en er geen had hallo heb hebben heeft hem het "
    "hij hoe hun ik in is ja je kan kunnen maar me meer met mij mijn naar niet nog nu of om onder ons ook op over "
    "te tot u uit uw van veel voor waar waarom wanneer was wat we wel wie wij worden wordt ze zich zij zijn zo",
}

# The endings that turn a stem into a word; enough for a query word no document holds.
_ENDINGS = (
    "s es ed d ing ings er ers or ors e ly y ies ied ment ments ation ations ion ions al als able ible ance ive "
    "ness"
)
_MORE_ENDINGS = {
    "de": "e en ern em es er n st te ten ung ungen heit keit lich t et ig ige igen iger iges isch ische ischen "
    "end ende enden lichen liche igung igungen igkeit igkeiten keiten heiten",
    "fr": "e es ent ez ons er ees eur euse ement eurs euses ements ation ations ant ante ants antes able ables if "
    "ive ifs ives al ale aux ales ait aient ions ite ites iste istes ir it is isation isations issement issements ateur ateurs atrice",
    "es": "o a os as es ar er ir ado ada ados adas cion iones mente ando acion aciones icion iciones ido ida idos "
    "idas iendo an en al ales ares or ores ora oras idad idades ivo iva ivos ivas able ables aron ieron io aba aban amiento amientos imiento imientos",
    "pt": "o a os as es ar er ir ado ada ados adas cao coes mente ando acao acoes icao icoes ido ida idos idas endo "
    "indo am em al ais ares or ores ora oras idade idades ivo iva ivos ivas avel aveis aram eram iram ou eu iu ava "
    "avam amento amentos imento imentos izacao izacoes",
    "it": "o a i e are ere ire ato ata ati mente zione azione azioni izione izioni ate uto uta uti ute ito ita iti "
    "ite ando endo ano ono ali ale ore ori ivo iva ivi ive amento amenti",
    "nl": "e en er t ing ingen heid s heden lijk lijke de te den ten",
}


def normal(code: str) -> str:
    """Give the two letters of a language tag: `de-AT` → `de`; the default for none."""
    return code.strip().lower().replace("_", "-").partition("-")[0] or DEFAULT


def compounds(languages: Iterable[str]) -> bool:
    """Say whether one of these languages writes two words as one: `Urlaubsantrag`."""
    return not _COMPOUNDING.isdisjoint(languages)


def umlauts(languages: Iterable[str]) -> bool:
    """Say whether one of these languages has letters that are typed as two where a keyboard has none: `ae` for `ä`."""
    return not _TYPED_AS_TWO.isdisjoint(languages)


def stop_words(languages: Iterable[str]) -> frozenset[str]:
    """Join the words that say nothing in any of these languages, folded; English always counts."""
    return _stop_words(frozenset({DEFAULT, *languages}))


@lru_cache(maxsize=64)
def _stop_words(languages: frozenset[str]) -> frozenset[str]:
    return frozenset(word for code in languages for word in own_stop_words(code))


@lru_cache(maxsize=64)
def own_stop_words(language: str) -> frozenset[str]:
    """Give the words that say nothing in one language, folded."""
    return frozenset(fold(word) for word in _STOP_WORDS.get(language, "").split())


@lru_cache(maxsize=64)
def endings(languages: frozenset[str]) -> frozenset[str]:
    """Join the endings of words in these languages and in English."""
    return frozenset(" ".join((_ENDINGS, *(_MORE_ENDINGS.get(code, "") for code in languages))).split())


# Words are folded before they are stemmed; these endings Snowball knows by their accents only, and not
# every plural of them. The longer first.
_ACCENTED = {
    "es": (("cion", "ción"), ("sion", "sión")),
    "fr": (("ees", "ées"), ("ee", "ée")),
    "it": (("ita", "ità"),),
    "pt": (
        ("encias", "ência"),
        ("encia", "ência"),
        ("coes", "ção"),
        ("cao", "ção"),
        ("oes", "ão"),
        ("ao", "ão"),
    ),
}

_lock = threading.Lock()
_ACRONYMS = re.compile(r"[bcdfghjklmnpqrtvwxz]{2,5}s")


@lru_cache(maxsize=200_000)
def stem(word: str, language: str = DEFAULT) -> str:
    """
    Cut a folded word to its stem; words with digits or signs, and of other languages, stay whole.

    Letters without a vowel are an acronym in any language, and its plural: `pdfs`.
    """
    if len(word) < 3 or not word.isalpha():
        return word
    if _ACRONYMS.fullmatch(word):
        return word[:-1]
    if language not in _STEMMERS:
        return word
    for bare, accented in _ACCENTED.get(language, ()):
        if word.endswith(bare):
            word = word.removesuffix(bare) + accented
            break
    with _lock:  # a Snowball stemmer keeps its word on itself
        stem = _stemmer(language)(word)
    return stem if stem.isascii() else fold(stem)


@lru_cache(maxsize=len(_STEMMERS))
def _stemmer(language: str) -> Callable[[str], str]:
    import snowballstemmer  # 40 ms, and not needed to cut words

    word_to_stem: Callable[[str], str] = snowballstemmer.stemmer(_STEMMERS[language]).stemWord
    return word_to_stem
