"""Which capitalised words are no names: what a project writes small elsewhere, places, languages, days, products."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from kb.redact.view import fold
from kb.redact.words import NOT_A_NAME

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_SMALL = re.compile(r"(?<![A-Za-z])[a-z]+(?:'[a-z]+)?(?![A-Za-z])")
_LARGE_MID_SENTENCE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


KNOWN = NOT_A_NAME | _set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december easter christmas ramadan
    abort add allow apply approve ask assign attach avoid backup block book browse bug build bump call cancel cause
    change check choose clean clear click clone close collect confirm connect copy correct create crash delete deploy
    detect disable download edit enable ensure enter error exit expand export expose extend extract fail failed fetch
    fill find fix follow generate give go help hide ignore implement import improve include increase install invite
    issue keep launch leave load lock log login logout look make map mark merge migrate move name navigate need none
    note open order pay pick print provide publish pull push put read rebuild recompile record refactor refresh
    register release reload remove rename replace report request reset resolve restart restore resume retry return
    review rotate run save scan search select send set share show sign skip sort split start state stop submit
    support switch sync tap test track transfer try turn type unable uninstall unlock unset update upgrade upload
    use validate verify view wait wire workaround write yes
    although another any because before during either even every few first how however instead last most never
    nobody nothing once only otherwise same second several some such though until what whatever whenever where
    whether which while who whose why within without two three four five six seven eight nine ten
    actual expected steps environment resolution cause symptom summary title
    adobe amazon android apache apple aws azure bluetooth chrome chromium cisco citrix confluence dell docker dropbox
    edge excel exchange facebook firefox firebase freshdesk gateway github gitlab gmail google internet intune ipad
    iphone java javascript jenkins jira kerberos kronos kubernetes lenovo linkedin linux lotus lync mac mongo mozilla
    mysql netscaler netsuite node norton okta opera oracle outlook peoplesoft postgres powerpoint powershell python
    redis salesforce samsung sap servicenow sharepoint siri skype slack splunk successfactors tableau taleo teams
    tomcat twitter ubuntu unix vmware webex whatsapp windows word workday yarn youtube zendesk zoom xcode studio
    activate adjust assess calculate contact deactivate escalate filter handled inconsistency install install
    instruct kindly notify ping phone prerequisites recalculate remind rescind synchronise synchronize tell told
    africa america asia australia britain england europe scotland ulster wales
    """
)
"""Words that begin sentences, and products everybody has, folded and in lower case."""

ACRONYMS = _set(
    "AD AM AP API AV BI CA CC CD CI CV DB DC DE DL EC EN EU EX FI FR GB GL GP HQ HR IC ID IE IM IO IP IT JS KB LB"
    " MB MS MY NA NO OK ON OS OT PC PH PL PM PO PR QA RD RE RF SA SD SE SF SI SN SP SQ SW TA TB TS UI UK UN US UX"
    " VM VP WD WO XP"
)
"""Two capitals that are nobody's initials."""


_ALSO_PEOPLE = _set(
    """
    adelaide barthelemy boise casey chad charles chelsea christopher cook costa davis denis dumont florence franz
    george georgia guernsey helena israel jan jackson jersey john johns jordan jose juan kitts knox lima louis lucia
    luis marengo maria marino marshall martin mayen miguel miquelon monaco norfolk paris petersburg phoenix pierre
    cunha dawson diego garcia heard howe juarez lindeman mari mawson mcdonald mendoza nelson palmer pitcairn salem
    santiago tristan york regina ross salvador solomon syowa sydney thomas vincent virginia wallis wake winamac
    """
)


@cache
def places() -> frozenset[str]:
    """Give the words of countries', languages' and large cities' names, folded and in lower case."""
    from babel.core import Locale, get_global  # its tables are read once, and only where somebody promotes

    english = Locale.parse("en")
    names = [*english.territories.values()]
    names += [
        name for code, name in english.languages.items() if len(code) == 2
    ]  # the rest are rarer than names
    names += [str(zone).rpartition("/")[2].replace("_", " ") for zone in get_global("zone_territories")]
    words = {word for name in names for word in _WORD.findall(fold(str(name)).lower())}
    return frozenset(word for word in words if len(word) > 2) - _ALSO_PEOPLE


def ordinary_words(texts: Iterable[str]) -> frozenset[str]:
    """
    Collect the words that a project writes small, folded; the best dictionary of its own language.

    A word counts unless it is written with a capital in mid-sentence three times as often: one "ask
    marek" in a chat makes no word of a name.
    """
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for text in texts:
        folded = fold(text)
        small.update(_SMALL.findall(folded))
        large.update(_LARGE_MID_SENTENCE.findall(folded))
    return frozenset(word for word, count in small.items() if large[word.capitalize()] < 3 * count)
