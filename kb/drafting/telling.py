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
    r"\bthe (?:only |easiest |correct |right |proper |best )?(?:fix|solution|workaround|trick|answer|command|way|setting) (?:\w{2,12} )?(?:is|was)\b(?! (?:crucial|needed|missing|available|in|not))|\bas a workaround\b|\bworkaround:|\ba workaround is to\b|"
    r"\b(?:must|needs? to|has to|have to|should) be (?:set|entered|enabled|published|assigned|used|passed|called|mapped|specified|restarted)\b|"
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
    if _WEAK_OBJECT.search(plain) and not _RELEASED.search(plain):
        return Telling.CAUSE if _CAUSE.search(plain) else Telling.NOTHING
    if _IMPERATIVE.match(plain) or _ADVICE.search(plain):
        return Telling.INSTRUCTION
    if _DONE.search(plain) or _RELEASED.search(plain):
        return Telling.DEED
    return Telling.CAUSE if _CAUSE.search(plain) else Telling.NOTHING


def is_imperative(text: str) -> bool:
    """Whether a step asks its reader to do something."""
    return bool(_IMPERATIVE.match(fold(text).strip(" *_\"'(>-")))


def is_release(text: str) -> bool:
    """Whether a text names the version that brought what was asked for."""
    return bool(_RELEASED.search(fold(text)))
