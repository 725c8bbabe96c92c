"""
The words by which people ask, complain, are relieved or are not, in five languages; small on purpose.

All patterns are looked for in folded text: lower case, without diacritics, apostrophes straight. Inside a pattern a
blank stands for any blanks. Each line of a list is a language: English, German, French, Spanish, Polish.
"""

import re


def spaced(words: str) -> str:
    """Let any blanks stand where a pattern has one."""
    return words.replace(" ", r"\s{1,5}")


def _joined(*lines: str) -> str:
    """Join the lines of a list into one pattern."""
    return spaced("|".join(lines))


def _any(*lines: str) -> re.Pattern[str]:
    """Match any of the alternatives of the lines, as whole words."""
    return re.compile(f"(?<!\\w)(?:{spaced('|'.join(lines))})(?!\\w)")


GREETING = re.compile(
    r"(?:\W{0,10}(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day)|morning|"
    r"(?:hi |hello |hey |dear )?(?:all|team|everyone|everybody|folks|guys|there|colleagues)|here|channel|"
    r"hallo|moin|guten (?:tag|morgen)|servus|zusammen|liebes team|liebe kollegen|"
    r"bonjour|salut|bonsoir|a tous|tout le monde|hola|buenos dias|buenas(?: tardes)?|a todos|equipo|"
    r"czesc|hej|dzien dobry|witam|wszystkim|please|quick question|question|sorry)\b[\s,.!:;-]{0,5}){1,5}"
)
"""How a message may begin before it says anything; matched at its start."""

SALUTE = re.compile(
    r"(?:hi|hello|hey|dear|hallo|moin|servus|guten (?:tag|morgen)|good (?:morning|afternoon)|bonjour|salut|hola|buenos d[ií]as|cze[sś][cć]|hej|dzie[nń] dobry)"
    r"(?: (?:all|team|everyone|everybody|folks|guys|there|colleagues|zusammen|liebes team|[aà] tous|a todos|equipo|wszystkim|@?\w{1,30}(?=[,!.:])))?"
    r"[\s,!.:;]{1,8}",
    re.IGNORECASE,
)
"""A greeting that says nothing in a title; matched at its start, in text as it was written."""

ASKS = re.compile(
    r"(?:how|what|what's|why|where|when|which|who|whose|can|could|would|is|are|was|were|does|did|has|"
    r"(?:do|have|will|should|may|shall) (?:we|you|i|they|it|this|that|the|people|any\w{0,4})\b|any\s?(?:body|one|idea|ideas|news|update|chance|way|luck)|some(?:body|one) knows?|help(?!\s?desk)|"
    r"wie|warum|wieso|weshalb|wo|wann|wer|was|welche[rsnm]?|kann|konnen|konnt|konnte|gibt es|weiss|hat (?:jemand|wer|noch)|"
    r"comment (?:faire|je|puis|peut|fait|ca|resoudre|dois|acceder)|pourquoi|est-ce|ou est|quand|quel(?:le)?s?|qui|quelqu'un|"
    r"como|por que|donde|cuando|cual(?:es)?|quien|alguien|puedo|puede|"
    r"jak|dlaczego|czemu|czy|gdzie|kiedy|kto|ktos)\b"
)
"""Words that make a question at the beginning of a message, with or without its mark."""

TROUBLE = _any(
    r"errors?|exceptions?|fail(?:s|ed|ing|ure|ures)?|broken?|breaks|crash(?:es|ed|ing)?|cannot|can't|cant|couldn't|could not|won't|"
    r"unable|stuck|missing|lost|gone|disappeared|wrong(?:ly)?|incorrect|invalid|blank|empty|denied|refused|rejected|blocked|"
    r"locked(?: out)?|expired|unexpected(?:ly)?|slow(?:ly)?|(?:is|are|went|goes|been|completely|all|again) down|hangs?|hanging|freezes|frozen|stops|stopped|time(?:d|s)?[\s-]?outs?|"
    r"issues?|problems?|trouble|incidents?|outages?|bugs?|nothing happens|no longer|"
    r"not (?:\w{1,20} )?(?:work(?:ing|s)?|there|visible|shown|showing|found|possible|able|available|loading|responding|sent|arriv\w{1,6})|"
    r"(?:does|did|is|are|was|were|has|have)(?:n't|nt| not)|(?:i|we|they|you|\w{3,15}s) (?:do not|don't|dont)",
    r"fehler(?:meldung|meldungen|haft)?|fehlt|fehlen|kaputt|(?:geht|gehen|funktioniert|funktionieren|klappt|lauft|ladt)(?: \w{1,20})? nicht|"
    r"gesperrt|abgelehnt|haengt|hangt|leer|falsch|problem[es]?|storung(?:en)?|ausfall|absturz|abgesturzt|kein zugriff|kann (?:\w{1,20} ){0,3}nicht",
    r"erreurs?|(?:en )?panne|bloquee?s?|(?:marche|fonctionne)(?:nt)? (?:plus|pas)|probleme|impossible|manquante?|vide|plante|echoue?|lente?",
    r"fall[oa]s?|fallan|no (?:\w{1,10} )?(?:funciona|puedo|puede|abre|carga|aparece|deja)n?|problemas?|averia|bloquead[oa]|vaci[oa]|lent[oa]|falta",
    r"bled(?:u|y|em|ow)?|blad|nie (?:dziala|moge|mozna|widze|otwiera|laduje)(?:ja)?|awari[aei]|problemu?|problemy|brakuje|brak|zablokowan\w{1,3}|pust[yae]|wolno",
)
"""Words of a report that something is wrong."""

NO_TROUBLE = _any(
    r"(?:no|zero|without|any more|fewer|solved|fixed) (?:\w{1,15} )?(?:errors?|issues?|problems?|trouble|incidents?|outages?|bugs?|failures?)|"
    r"no worries|not a problem",
    r"(?:keine?|ohne|kein) (?:\w{1,15} )?(?:fehler|probleme?|storung(?:en)?|ausfalle?)",
    r"(?:pas de|aucune?|sans) (?:erreurs?|problemes?|panne)",
    r"(?:sin|ningun|ningum) (?:error(?:es)?|problemas?|fallos?)",
    r"(?:brak|bez|zadnych) (?:problemow|bledow|awarii|uwag)",
)
"""Trouble that is denied, as in "no issues today"."""

NEWS = _any(
    r"fyi|for your information|heads[\s-]?up|(?:friendly |gentle |quick )?reminder|announcements?|please note|note that|be aware|"
    r"newsletter|release notes",
    r"zur info(?:rmation)?|hinweis|ankundigung|erinnerung|bitte beachten",
    r"pour info(?:rmation)?|rappel|annonce",
    r"aviso|recordatorio|para su informacion",
    r"uwaga|przypomnienie|ogloszenie|dla informacji",
)
"""How news begin; looked for at the beginning of a message."""

PLANNED = _any(
    r"(?:planned|scheduled|upcoming) (?:\w{1,20} )?(?:maintenance|downtime|outage|release|deployment|upgrade|restart)|maintenance window",
    r"geplante[rsn]? (?:wartung\w{0,10}|ausfall|abschaltung|neustart)|wartungsfenster",
    r"maintenance (?:prevue|planifiee)|(?:arret|interruption) (?:prevue?|planifiee?)",
    r"(?:mantenimiento|corte) (?:programado|previsto|planificado)",
    r"planowan[aey] (?:przerwa|prace|konserwacja|wylaczenie)|przerwa techniczna",
)
"""An interruption somebody announces."""

SOLVED = _joined(
    r"fixed (?:it|that|this|the|now|again|for me)|(?:that|this|it|which|restart\w{0,3}|reboot\w{0,3})(?: (?!not|never|no)\w{1,12})? fixed|"
    r"(?:is|it's|its|are|all|now|got|been|was|just|finally) fixed|"
    r"(?:that|this|it)(?: has| also| really| finally)? worked(?! (?:fine |well |ok )?(?:before|yesterday|last|until|till|earlier|previously|in the|on))|"
    r"worked (?:now|for me|like a charm)|(?:works|working|work) (?:now|again|perfectly|for me|as expected|like a charm)|"
    r"(?:works?|working) fine (?:now|again)|now (?:it )?(?:works?|working)|(?:it|that|this|everything|all) works|"
    r"(?:that|this) did it|(?:did|does) the trick|(?:that|this) (?:was|were) (?:it|the (?:problem|issue|cause|reason))|"
    r"(?:that|this|which) (?:(?!not|never)\w{1,10} )?helped|(?:problem|issue|error|message) (?:is |has )?(?:now )?gone|gone now|"
    r"no longer (?:an issue|a problem|happens|happening|fails|broken)|all good|all (?:fine|ok|set) (?:now|again)|(?:is|all|got|that's) sorted|"
    r"sorted(?: it)? (?:out|now)|(?:is|are|it's|all) back (?:online|up|to normal)|up and running|visible (?:now|again)|"
    r"(?:i|we) can(?: now)? (?:log|sign|see|open|access|print|connect|book|submit|approve|download|upload|save|edit|use|enter|get|work) "
    r"(?:(?!error|issue|problem|same|fail)\w{1,15} ){0,4}(?:now|again)",
    r"(?:hat|haben) (?:es |das )?(?:geholfen|geklappt|funktioniert|gelost)|(?:geht|gehts|lauft|klappt|funktioniert|tut) (?:es )?(?:jetzt|nun|wieder)|"
    r"(?:jetzt|nun) (?:geht|gehts|lauft|klappt|funktioniert)|(?:alles|wieder) (?:gut|ok|in ordnung) jetzt|passt jetzt|(?:wurde|wurden|ist|sind|habe|haben|hat)(?: (?!nicht|kein|noch)[\w-]{1,20}){1,6} (?:behoben|gelost|repariert|korrigiert)|das war(?:'s| es)|fehler (?:ist )?weg",
    r"ca (?:re)?fonctionne|ca remarche|ca marche (?:maintenant|a nouveau|de nouveau|bien)|(?:re)?marche (?:maintenant|a nouveau|de nouveau)|"
    r"fonctionne (?:maintenant|a nouveau|de nouveau)|c'est (?:bon|regle|resolu|repare|corrige)|probleme (?:est )?(?:resolu|regle|corrige)|"
    r"ca a (?:marche|fonctionne|resolu|regle)",
    r"ya (?:funciona|esta|va|puedo)|(?:ahora|ahora si|ahora ya) funciona|funciona (?:ahora|ya|de nuevo|bien|perfecto)|"
    r"eso (?:era|funciono|lo (?:arreglo|soluciono))",
    r"(?:juz|teraz|znow|znowu) dziala|dziala (?:juz|teraz|znow|znowu|dobrze)|pomoglo|udalo sie|problem zniknal",
)
"""Relief, wherever it stands in a clause that is neither denied nor a condition; to be joined with a project's own."""

_MENDED = (
    r"(?:re)?solved|fixed|gelost|behoben|erledigt|resolue?|corrigee?|repare|resuelt[oa]|solucionad[oa]|arreglad[oa]|corregid[oa]|"
    r"rozwiazan[eya]|naprawion[eya]|zalatwione"
)
_RUNS = r"works|working|sorted|regle|funciona|dziala"
_LEADS = (
    r"is|it's|its|are|all|now|got|been|was|were|just|finally|that's|this|that|it|and|i|we|he|she|they|you|team|marked as|closed as|issue|problem|"
    r"error|ist|sind|wurde|wurden|hat|sich|alles|fehler|habe|haben|est|sont|a ete|esta|quedo|fue|ha sido|problema|jest|zostal[oay]?|to|juz"
)

SOLVED_ALONE = re.compile(
    spaced(
        rf"^\W{{0,5}}(?:(?:thanks?|thx|danke|merci|gracias|ok|great|yes|now|jetzt) )?"
        rf"(?:(?:{_MENDED})(?!\w| (?:tickets|incidents|issues|cases|in the next|in release))|(?:{_RUNS})\W{{0,5}}$)"
        rf"|(?<!\w)(?:{_LEADS}) (?:(?:{_MENDED}|{_RUNS})(?=\W{{0,5}}$)|(?:{_MENDED})(?= (?:now|again|by|jetzt|wieder|thanks|danke)(?!\w)))"
    )
)
"""Relief in one word: only where it begins a clause by itself, or ends it after a word as "is"."""

MENDED = _any(
    rf"(?:is|are|was|were|been|now|got|ist|sind|wurde|wurden|est|ete|esta|fue|sido|quedo|jest|zostal[oay]?)(?: now| again)? (?:{_MENDED})"
)
"""What is over, in the first message of a thread."""

DENIED = re.compile(
    r"(?<!\w)(?:not|never|no|none|cannot|nothing|neither|hardly|(?:is|has|have|was|were|did|does|do|are|could|would|should|ca|wo)n't|cant|isnt|hasnt|didnt|doesnt|dont|"
    r"nicht|kein\w{0,2}|nie|niemals|ne|pas|plus|jamais|aucun|no|nunca|tampoco|nie|jeszcze nie)(?!\w)|(?<!\w)n'"
)
"""Takes back what follows in the same clause."""

DENIED_BEHIND = re.compile(
    r"\W{0,3}(?:(?:immer|noch|aber|auch|leider|mehr|toujours|encore|still|at all|more) ){0,3}(?:not|nicht|pas|plus|nie)(?!\w)"
)
"""Takes back what stands right before it, as German and French do."""

HEDGED = re.compile(
    r"(?<!\w)(?:if|when|whenever|once|until|till|unless|whether|as soon as|hope|hopes|hoping|hopefully|wish|should|shall|could|would|might|may|must|will|"
    r"i'll|we'll|it'll|to be|needs?|want|wants|wanted|expect\w{0,3}|trying|tries|please|let (?:me|us) know|get (?:it|this|that)|getting|how|why|maybe|perhaps|probably|almost|partly|"
    r"wenn|falls|sobald|bis|ob|hoffe\w{0,3}|hoffentlich|sollte\w?|soll|wird|werden|muss|mussen|bitte|wie|wann|vielleicht|"
    r"si|quand|lorsque|jusqu'a|espere|devrait|sera|pour que|peut-etre|presque|cuando|hasta|espero|deberia|sera|ojala|como|quizas?|casi|"
    r"jesli|jezeli|gdy|kiedy|czy|az|mam nadzieje|powinno|bedzie|prosze|zeby|jak|moze|prawie)(?!\w)"
    r"|^\W{0,3}(?:is|are|was|were|has|have|did|does|can) (?:it|this|that|the|there|your|you|any\w{1,4}|every\w{1,4})(?!\w)"
)
"""Makes a condition, a wish, a plan or a question of what follows in the same clause."""

CONDITIONS = frozenset({"if", "when", "once", "unless", "wenn", "falls", "sobald", "si", "quand", "lorsque", "cuando", "jesli", "jezeli", "gdy"})  # fmt: skip
"""Those of them that reach over the comma behind them."""

STILL = _any(
    r"still (?:\w{1,20} )?(?:not|no|broken|fail(?:s|ed|ing)?|the same|same|happens|happening|an? (?:issue|problem|error)|wrong|blank|empty|missing|stuck|down|open|see|seeing|get|getting|"
    r"can't|cannot|cant|(?:is|does|do|has|have|are|did)n't|unable|slow|occurs|occurring|persists)|persists|(?:back|broken|failing|down|stuck) again|"
    r"(?:fails|failed|failing|broke|happened|happens|happening|stopped)(?: \w{1,12}){0,2} again|not working again|spoke too soon|same (?:error|issue|problem|thing|result) (?:again|here|still)|reopen(?:ed|ing)?",
    r"(?:immer noch|noch immer|weiterhin|nach wie vor) (?:\w{1,15} )?(?:nicht|kein\w{0,2}|kaputt|da|fehler|leer|falsch|gleiche?\w?|dasselbe|gesperrt|probleme?)|schon wieder|geht wieder nicht",
    r"toujours (?:pas|en panne|le meme|la meme|bloque\w{0,2}|une erreur|un probleme|vide)|(?:encore|de nouveau) (?:en panne|une erreur|bloque\w{0,2}|le meme|la meme)",
    r"(?:sigue|siguen|continua) (?:sin|igual|fallando|dando|mal|el mismo|bloquead\w)|(?:todavia|aun) no|otra vez (?:falla|el error|lo mismo|mal|no)|volvio a fallar",
    r"(?:nadal|dalej|wciaz|ciagle|znow|znowu|jednak) (?:nie|blad|to samo|ten sam|brak|pusto)",
)
"""Trouble that goes on or has come back, whoever says so."""

NOT_HELPED = _any(
    r"(?:did|does|do|has|is|was)(?:n't|nt| not) (?:\w{1,12} )?(?:work|working|help|helped|fix|fixed|solve|solved|change|resolve|resolved)|not (?:working|fixed|solved|resolved|helping)|"
    r"no (?:luck|change|difference|effect|improvement)|same (?:error|issue|problem|thing|result)|nope|unfortunately not|cannot confirm|can't confirm",
    r"(?:hat|hilft|geht|klappt|funktioniert|lauft)(?: \w{1,12}){0,3} nicht|leider nicht|nicht (?:behoben|gelost|geholfen|geklappt|erledigt)|(?:gleicher?|selber|derselbe) fehler",
    r"(?:marche|fonctionne|resolu|regle|aide)(?:nt)? (?:toujours )?pas|pas (?:resolu|regle|marche|fonctionne|change|mieux)|meme (?:erreur|probleme)",
    r"no (?:funciona|funciono|sirve|sirvio|ayuda|ayudo|esta resuelto)|(?:mismo|el mismo) (?:error|problema)",
    r"nie (?:dziala|pomoglo|pomaga|udalo)|ten sam blad",
)
"""What was tried did not help; counts from the one who asked."""

WORKAROUND = _any(
    r"work[\s-]{0,2}arounds?|for now|for the time being|in the meantime|meanwhile|temporar(?:y|ily)|stop-?gap",
    r"umgehung\w{0,10}|ubergangslosung|vorubergehend|vorlaufig|furs erste|einstweilen|behelf\w{0,10}",
    r"(?:solution de )?contournement|en attendant|provisoire(?:ment)?|temporaire(?:ment)?",
    r"solucion temporal|temporal(?:mente)?|provisional(?:mente)?|mientras tanto|de momento",
    r"obejsci[ea]|tymczasow\w{0,4}|na razie",
)
"""An answer that only helps meanwhile."""

NO_WORKAROUND = re.compile(
    r"(?:\b(?:no|not an?|without|remove the|removed the|instead of (?:an?|the)|kein\w{0,2}|statt)\s{1,5})(?:\w{1,15}\s{1,5})?(?:work\s?-?arounds?|umgehung\w{0,10})"
)

STALLS = re.compile(
    r"(?<!\w)(?:looking (?:into|at)|(?:let me|i'll|i will|we'll|we will|will|gonna|going to) (?:\w{1,12} )?(?:look|check|ask|see|find out|take a look|investigate|get back|have a look)|checking|"
    r"investigating|on it|one (?:moment|sec(?:ond)?|minute)|(?:give me|just) a (?:few )?(?:moment|sec(?:ond)?|minute|minutes)|same (?:here|for me|problem|issue)|me too|\+1|"
    r"schaue? (?:ich )?(?:mir )?(?:das |es )?(?:mal |gleich )?(?:an|nach)|moment|bei mir auch|ich frage|je regarde|un instant|moi aussi|lo miro|un momento|yo tambien|sprawdze|sprawdzam|chwil[ae]|u mnie tez)(?!\w)"
)
"""What helpers say before they help, and others who have the same."""

FOUND_OUT = _any(
    r"never\s?mind|found (?:it|the|out)|figured (?:it )?out|turn(?:ed|s) out|my (?:bad|mistake|fault)|(?:it|that) was (?:the|my|because)|the (?:cause|reason|problem) was|i had to",
    r"hat sich erledigt|selbst (?:gefunden|gelost)|gefunden|es lag an|lag daran|trouve|c'etait|lo encontre|era (?:el|la|por)|znalazlem|znalazlam|chodzilo o",
)
"""The one who asked tells the way out."""

POINTS_BACK = _any(
    r"(?:that|this|your \w{1,20}|it)(?: has| also| really| finally| definitely| indeed)?(?: \w{1,10})? (?:fixed|worked|works|helped|did|solved|was it)|thanks?|thank you|thx",
    r"das (?:hat|war)|danke|ca a|merci|eso|gracias|to (?:pomoglo|bylo)|dzieki|dziekuje",
)
"""Relief that speaks of what somebody else said before."""

POLITE = _any(
    r"thanks?|thank|thx|ty|cheers|you|u|so|very|much|many|a lot|lot|great|perfect|cool|super|awesome|nice|ok|okay|yes|yeah|yep|all|good|now|again|it|that|this|the|is|for|your|my|me|i|"
    r"help|support|team|and|also|really|just|confirmed|quick|danke|vielen|dank|schon|jetzt|wieder|auch|super|merci|beaucoup|gracias|muchas|dzieki|dziekuje|bardzo"
)
"""Words that tell nothing about a solution."""

TICKS_IN_TEXT = re.compile(
    r"(?::(?:white_check_mark|heavy_check_mark|ballot_box_with_check|check|done):|[\u2705\u2714\u2611]\ufe0f?)"
)
"""A tick somebody wrote instead of reacting with it."""
