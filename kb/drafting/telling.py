"""Whether a sentence tells what to do, what was done, or why."""

import re
from enum import StrEnum

from kb.drafting.noise import without_greeting
from kb.model.prose import fold

_VERBS = (
    "open|go|click|press|select|choose|pick|set|enter|type|fill|tick|untick|check|uncheck|add|remove|delete|clear|close|restart|reboot|sign|"
    "log|run|re-?run|install|re-?install|uninstall|update|upgrade|downgrade|change|correct|fix|edit|assign|reassign|map|publish|activate|"
    "deactivate|enable|disable|reset|unlock|lock|recalculate|rescind|use|replace|ask|tell|wait|save|submit|approve|advance|synchroni[sz]e|sync|"
    "search|find|navigate|switch|turn|download|upload|copy|move|rename|create|generate|regenerate|import|export|load|reload|scan|register|"
    "configure|grant|revoke|end|start|stop|kill|send|call|contact|give|make sure|ensure|compare|put|apply|build|rebuild|refresh|schedule|extend|"
    "convert|connect|disconnect|reconnect|unplug|plug|repeat|hold|tap|swipe|log ?(?:in|out|on|off)|renew|request|order|book|print|reprint|"
    "pair|format|empty|allow|accept|authori[sz]e|specify|define|declare|call|link|unlink|mount|pass|point|revert|roll back|let|keep|avoid|drag|dial|"
    "include|exclude|expand|recreate|re-?create|re-?enter|re-?send|resend|re-?publish|attach|detach|merge|split|transfer|raise|lower|increase|decrease"
)
_NO_VERB = r"(?!ing|ed|s\b)(?!\s+(?:events?|handlers?|is|are|was|were|has|will|of|issues?|times?|source|stack|back|results?|requests?|case|cases|button works|to work)\b)"
_IMPERATIVE = re.compile(
    rf"^(?:(?:(?:please|pls|then|next|first|now|finally|afterwards|also|just|simply|always|instead|and|or)\s*,?\s+|(?:as (?:a )?workaround|workaround|solution|fix|resolution|answer)\s*[,:]\s+|"
    rf"(?:to|in order to|if|until|before|after|once|when|for|on|in|from|under|with) [^,:]{{2,120}}[,:]\s+)){{0,2}}(?:{_VERBS})\b{_NO_VERB}",
)
_ADVICE = re.compile(
    rf"\byou (?:only |just |also |now |simply |first )?(?:need to|have to|must|should|can)(?: only| just| also| now| simply| first| then)? (?:{_VERBS})\b|"
    r"\b(?:a|an|another|one) (?:\w{2,12} )?(?:fix|solution|workaround|way) (?:is|was|would be|could be) to\b|^(?:if|when) [^,]{2,80}, (?:otherwise,? )?you (?:do|don't|can|need to|must|have to|should)\b(?! (?:get|see|find|have|be|notice|expect))|"
    r"\bthe (?:only |easiest |correct |right |proper |best )?(?:fix|solution|workaround|trick|answer|command|way|setting) (?:\w{2,12} )?(?:is|was)\b(?! (?:crucial|needed|missing|available|in|not))|\bas a workaround\b|^\w{3,12}ing [^.!?]{3,80} (?:fixes|fixed|solves|solved|resolves|resolved|helps|helped|cures) (?:the|this|that|it|my)\b|\bworkaround:|\ba workaround is to\b|"
    r"\b(?:must|needs? to|has to|have to|should) be (?:\w{2,12}ly )?(?:set|entered|enabled|published|assigned|used|passed|called|mapped|specified|restarted)\b|"
    r"\bmake sure\b|\bensure that\b|\bbe sure to\b|\b(?:only works|works only|only accepts|accepts only|only supports)\b|\bby design\b|\bis not (?:supposed|meant) to\b|\brequires? (?:the|a|an|to)\b"
)
_VERBS_DONE = (
    "added|changed|corrected|updated|removed|deleted|reset|restarted|rebooted|re-?installed|installed|uninstalled|upgraded|downgraded|replaced|reverted|switched|assigned|granted|mapped|"
    "rescinded|published|activated|deactivated|enabled|disabled|cleared|recalculated|rebuilt|regenerated|generated|re-?ran|moved|set|extended|renewed|created|recreated|configured|reconfigured|"
    "unlocked|repaired|adjusted|increased|decreased|raised|lowered|reconnected|re-?imported|imported|reloaded|migrated|bound|pinned|rolled back|whitelisted|allowed|"
    "renamed|restored|synchroni[sz]ed|applied|deployed|patched|fixed|resolved|solved|guarded|wrapped|unlinked|freed|registered|entered|"
    "filled|completed|advanced|excluded|shortened|refreshed|re-?sent|resent|stopped|killed|turned (?:on|off)"
)
_DONE = re.compile(
    rf"^(?:(?:(?:just|now|also|then|have|has|manually|simply|first|finally|successfully) ){{0,1}}|(?:i|we|it|team|they|support)(?:'ve| have| has|'s)? (?:now |just |also |already |since )?)(?:{_VERBS_DONE})\b|"
    rf"\b(?:was|were|has been|have been|had to be|is now|are now|got|i|we|we've|i've|i have|we have|vendor|provider|team|then|and) (?:now |just |also |already |manually )?(?:{_VERBS_DONE})\b|"
    r"\b(?:fixed|resolved|solved|addressed|corrected) (?:it |this |that |the \w{2,20} )?by\b|\b(?:i|we) (?:was|were) able to (?:fix|solve|resolve)\b|\b(?:after|by) (?:\w{2,10}ly )?(?!using|running|being|having|doing|going|trying|testing|looking|seeing|clicking|analy[sz]ing|discussing|getting)\w{2,12}ing (?:the|a|an|all|it|that|this|your|my)\b"
)
_RELEASED = re.compile(
    r"(?<!to be )(?<!will be )(?<!would be )(?<!can be )\b(?:fixed|resolved|solved|released|included|available|shipped|addressed|implemented|use today)\b[^!?\n]{0,60}?\b(?:in|with|since|as of|by|to)\b[^!?\n]{0,60}?\bv?\d{1,4}(?:\.[\dx]{1,6}){1,3}"
)
_VERSION_OUT = re.compile(
    # the version that helps
    r"\b(?:re-?)?(?:published|released|shipped) (?:as |in |with |version )?[`@\w./-]*\d+(?:\.\d+){1,3}|\d+(?:\.\d+){1,3}\S{0,12} (?:has been |have been |was |were |is now |is |are |now )?(?:re-?)?(?:published|released|available)\b|"
    r"\d+(?:\.\d+){1,3} (?:also )?(?:fixes|solves|resolves|addresses) (?:this|it|that|the)\b|"
    r"\b(?:new|latest) (?:pre-?)?release\b[^!?\n]{0,20}https?://\S{1,200}/releases?/\S{0,80}\d+\.\d+"
)
_OFFERED = re.compile(
    # where what was asked for is to be had
    r"\b(?:available|released|published)\b[^!?\n]{0,60}?\b(?:via|at|from|on|in|here|through|as)\b[^!?\n]{0,60}?https?://(?!\S{1,200}/(?:pulls?|commits?|merge_requests|compare|issues)/)"
)
_NOT_YET = re.compile(r"\b(?:not|never|n't|once|when|until|soon|will|would|should|to be|can be)\b")
_STATE = re.compile(
    r"\b(?:was|were|had|did not|does not|do not|is not|are not|has no|have no|could not|cannot|no longer|expected|excluded|lacked|missed|used|ignored|dropped|only)\b"
)
_BACKGROUND = re.compile(
    # how it came about: `When the client was updated, the old field was removed`
    r"^(?:the|a) (?:root )?(?:reason|cause|culprit)\b|\b(?:hence|which is|that is|that's) why\b|^(?:when|while|originally|previously|at (?:that|the) time)\b[^,]{3,120}\b(?:was|were|had)\b|\bshould have been\b"
)
_NOTED = f"{_VERBS_DONE}|released|approved|opened|given|put (?:in|right|back)|loaded|cancelled|issued|ordered|booked|merged|connected|transferred|converted|delivered|scheduled|linked|reran|made|split|cleaned"
_NOTE = re.compile(
    # a note in the resolver's shorthand: `Sync of the title enabled`, `Rule set to the last day`, `Sent only the first; fixed`
    rf"^(?!not\b)(?:(?!(?:had|was|were|is|are)\b)[\w'’/.-]+ ){{1,8}}(?:now |again )?(?:{_NOTED})\b(?=\W*$|[,;.:]|\s(?:to|by|from|on|in|with|for|and|again|at|after|as|so)\b)|"
    rf"[;:,–-] (?:now |since |then )?(?:{_NOTED})\b"
)
_CAUSE = re.compile(
    r"\b(?:because|caused by|causing|due to|root cause|the reason|reason was|cause:|cause was|as a result of|was missing|were missing|had been|had not been|there was an?|turns out|turned out|the (?:problem|issue|culprit|error) (?:is|was)(?: that)?)\b"
)
_WEAK_OBJECT = re.compile(
    rf"\b(?:{_VERBS_DONE}|creat(?:e|ing)|open(?:ing)?|see|updat(?:e|ing)|add(?:ing)?)\s+(?:(?:a|an|the|this|that|another|new|my|these|some|our|more|further|separate|necessary|missing)\s+){{0,3}}"
    r"(?:prs?|pull|tickets?|issues?|bugs?|stor(?:y|ies)|branch|description|title|summary|labels?|tests?|unit|fix ?versions?|assignee|priority|screenshots?|logs?|attachments?|comments?|[a-z]{2,10}-\d{1,6}|docs?|documentation|release notes|changelog|information|example|sample|epic|code|changes?|above|below)\b"
)


class Telling(StrEnum):
    """What a sentence tells."""

    NOTHING = ""
    INSTRUCTION = "instruction"
    DEED = "deed"
    CAUSE = "cause"


def telling(text: str) -> Telling:
    """Tell what a sentence tells; what to do wins over what was done, and that over why."""
    plain = fold(without_greeting(text)).strip(" *_\"'(>-")
    if _WEAK_OBJECT.search(plain) and not is_release(text):
        return Telling.CAUSE if _CAUSE.search(plain) else Telling.NOTHING
    if _IMPERATIVE.match(plain) or _ADVICE.search(plain):
        return Telling.INSTRUCTION
    if _BACKGROUND.search(plain):
        return Telling.CAUSE
    if _DONE.search(plain) or is_release(text):
        return Telling.DEED
    return Telling.CAUSE if _CAUSE.search(plain) else Telling.NOTHING


def is_imperative(text: str) -> bool:
    """Whether a step asks its reader to do something."""
    return bool(_IMPERATIVE.match(fold(text).strip(" *_\"'(>-")))


def is_release(text: str) -> bool:
    """Whether a text names the version that brought what was asked for."""
    plain = fold(text).replace("`", "")
    return bool(_RELEASED.search(plain) or (_VERSION_OUT.search(plain) and not _NOT_YET.search(plain)))


def is_offer(text: str) -> bool:
    """Whether a text says where something is to be had: `It is available at https://…`."""
    plain = fold(text).replace("`", "")
    return bool(_OFFERED.search(plain)) and not _NOT_YET.search(plain)


def is_note(text: str) -> bool:
    """Whether a close note's sentence tells what to do or what was done, in its resolver's shorthand too."""
    if telling(text) in (Telling.INSTRUCTION, Telling.DEED):
        return True
    return bool(_NOTE.search(fold(without_greeting(text)).strip(" *_\"'(>-")))


def is_state(text: str) -> bool:
    """Whether a close note's sentence tells how things stood, as one does before telling what was done."""
    plain = fold(text)
    if telling(text) is Telling.CAUSE:
        return True
    return bool(_STATE.search(plain)) and not re.search(r"\bnow\b", plain) and not is_note(text)
