"""Which language a text is in, as far as its commonest words tell."""

import re
from collections import Counter
from collections.abc import Iterable

from kb.model.prose import fold

_COMMON = {
    "en": "the a an of and to in is it that for was on are with as not this be at have from or but an my me we i you they there no does do what when how where cannot after since can all has been which our their only please",
    "de": "der die das und ist nicht ein eine einen den dem des im zu von mit auf fur ich wir sie er es sich auch kein keine noch nach bei wird wurde sind war habe hat kann bitte wie wo beim zum zur mehr seit aber",
    "fr": "le la les des du un une est et en je nous vous il elle ne pas plus sur pour dans avec au aux que qui ce cette mon ma mes ete depuis sont mais par ou",
    "pl": "nie jest na z do ze sie w i po od za ale jak co to moj moja mam ma byl byla sa przez dla tylko juz gdzie",
    "es": "el los las una es y en que no se para con por mi del al lo esta este pero como desde son hay",
    "nl": "de het een en is van niet op te ik wij ze er maar met voor aan dat naar bij geen nog kan zijn",
}
_LANGUAGES = {name: frozenset(words.split()) for name, words in _COMMON.items()}


def language(text: str) -> str:
    """Give the language's code; "" where too little is said, or as much in one language as in another."""
    found: Counter[str] = Counter()
    for word in re.findall(r"[^\W\d_]+", fold(text)):
        found.update(name for name, words in _LANGUAGES.items() if word in words)
    best = found.most_common(2)
    if not best or (len(best) == 2 and best[0][1] == best[1][1]):
        return ""
    return best[0][0]


def main_language(texts: Iterable[str]) -> str:
    """Give the language most texts are in, of equals the first by its code; "" where none can be told."""
    found = Counter(name for name in map(language, texts) if name)
    return min(found, key=lambda name: (-found[name], name)) if found else ""
