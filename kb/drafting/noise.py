"""Which passages of an incident are noise: said to somebody, about the record or about a test, not about the problem."""

import re

from kb.model.prose import fold
from kb.model.receipt import SIGNATURE, Passage, PassageKind

_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|moin|hallo)\b[^.!?]{0,60}[,.!:–-]*$"
)
_LEADING_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|good (?:morning|afternoon)|moin|hallo)\b[^,.!?\n]{0,30}[,.!–-]+\s*", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"^(?:(?:kind|best|warm|many)\s+)?(?:regards|greetings|wishes|cheers|rgds|br|mfg|thanks|thank you|thx|ty|sent from my)\b[^.?]{0,60}$"
)
_CHATTER = re.compile(
    r"(?:^(?:thanks|thank you|thx|many thanks|sorry|apologies|great|perfect|super|ok|okay|sure|no worries|you'?re welcome|np|well done|exactly|nice|awesome|cool|yes|yep|yeah|fyi|just (?:an? )?fyi|btw|note to self)\b)"
    r"|let (?:me|us) know|please try again|^try again|feel free|any (?:other )?questions|have a (?:nice|good|great)|looking into|"
    r"look into (?:it|this)|will (?:check|investigate|look|get back|come back)|closing (?:the|this)|close (?:the|this) (?:ticket|incident|issue|defect|bug)|"
    r"(?:ticket|incident|issue) (?:closed|reopened|reassigned|assigned|updated)|\breassigned\b|^reassigning\b|^assigned to|escalat|"
    r"(?:caller|user|requester|she|he|they) (?:confirmed|confirms|is happy|are happy)|confirmed (?:by|with) (?:the )?(?:caller|user)|"
    r"called (?:the )?(?:caller|user)|left (?:a )?(?:message|voicemail)|no answer|waiting for|any (?:news|update)|"
    r"^(?:merged|build (?:passed|failed|succeeded)|commit|fixed in commit)\b|"
    r"^(?:done|fixed|resolved|solved|works? now|working now|all good)[.! ]*$|"
    r"^clos(?:ed|ing)\b|^resolving\b|^reopen(?:ed|ing)\b|^cleaning up\b|should not have been closed|\b(?:close|resolve) (?:it|this)(?: (?:now|out|as))?\b|"
    r"^(?:moved|moving) (?:this|it|the) |^(?:waiting|pending)\b|^(?:back ?port|merge)(?:ed)? to\b|"
    r"^(?:as|like) (?:discussed|mentioned|said)\b|^\W{0,3}(?:edit|update|note)\W{0,4}\d{0,2}\W{0,4}$|^see (?:the )?(?:attach|screenshot|comment|above|below|log)|"
    r"^(?:just )?(?:(?:as |on )?a )?(?:side|foot)[- ]?note\b|"
    r"^please (?:do not |don't )?re-?open|\bre-?open (?:(?:it|this|(?:the|this) (?:ticket|incident|case|issue|request)) )?(?:if|in case|when|should)\b|^(?:please )?do(?: not|n't) reply\b|"
    r"^(?:linked|related|attached|added|tied) to (?:the |our |a )?(?:major |parent |master |main )?(?:incident|problem|ticket|case|change|issue)\b|"
    r"^(?:resolved|solved|closed|fixed|handled|covered|tracked) (?:with|by|in|under|through|as part of) (?:the |our |a )?(?:major |parent |master |main )?(?:incident|problem|ticket|case|change)\b|"
    r"^(?:information|info|details|explanation|answer|answered|explained|clarified|instructed|solved|resolved|fixed|done)(?: (?:was|were|has been))?(?: (?:given|provided|sent|told))?(?: to \w{2,10})? (?:by|over|on|per|via) (?:the )?(?:phone|telephone|call|chat|teams|mail|e-?mail|remote session)[.! ]*$|"
    r"^(?:forwarded|routed|passed|handed|transferred|sent|dispatched) (?:(?:it|this|the \w{2,10}) )?(?:on |over )?to (?:the |our |another )?(?:[\w-]{1,12} ){0,3}(?:team|group|queue|department|colleagues?|level|line|desk)\b|"
    r"^(?:informed|notified|told|called|phoned|e-?mailed|contacted) (?:the )?(?:user|caller|customer|requester|requestor|reporter|employee|him|her|them)[.! ]*$"
)
_REVIEW = re.compile(
    # Work on the work: pull requests, branches, sprints, reviews, the record itself.
    r"\b(?:pull[- ]requests?|prs? (?:is|was|has|for|to|on|sent|submitted|up|merged|ready|here)|(?:a|the|my|this|new|separate|another|both|above|android|ios|windows|backport) prs?|prs?\s?[:#(]|\bprs?[ -]?\d+\b|"
    r"\bqe\b|\bqa\b|\bfollowing up\b|\bdiscussions?\b|\bslack\b|\boffline\b|\bstand-?up\b|\bmeeting\b|code[- ]review|under review|in review|ready for review|review[- ]comments?|ready (?:for|to) (?:test|qa|review|merge)|(?:this|next|current) sprint|sprints?\b|story points?|"
    r"fix[- ]?versions?|target version|cherry[- ]pick|merge conflicts?|unit tests?|"
    r"\b(?:requires?|needs?|file[ds]?|raise[ds]?|create[ds]?|opene?d?|logg?e?d?) (?:a|an|another|the|one more) (?:(?!with\b)[\w-]{2,12} )?(?:ticket|jira|epic|story)\b(?! (?:with|at|in|to|for) )|"
    r"test[- ]?(?:suite|cases?|plan|builds?)|ci (?:build|job|passed)|jenkins|travis|"
    r"(?:the|this|a|new|another|separate|that|linked|original|related) (?:tickets?|story|stories|epic|sub-?task)\b|"
    r"(?:comment|description|title|summary|label|priority|assignee)s? (?:of|in|on|to) (?:the|this) (?:ticket|issue|record|incident))|"
    r"^prs?\b|\bmerged (?:in)?to\b|\bmerged the\b|\bcommitted (?:the|to|in)\b|^(?:master|develop|branch)\b"
)
_TEST = re.compile(
    r"^(?:(?:i|we)(?:'ve| have)? (?:just |also |now |not )?)?(?:tested|re-?tested|checked|tried|verified|verifying|validated|testing|to (?:fully )?(?:test|verify|reproduce)|steps? (?:to|for) (?:test|verif|reproduc)\w*|"
    r"how to (?:test|verify|reproduce)|test(?:ing)? (?:steps|environment|env|instructions?|scenario|device|result|on\b|with\b)|fr\b|cr\b|qa\b|passed|failed)\b|"
    r"\b(?:fr|cr|qa|tests?) (?:has |have |is |are )?(?:pass(?:ed|es)?|approved|done|complete)|\bfix (?:is |was |has been )?verified\b|^(?:fix |pr )?verified\b|"
    r"\bwork(?:s|ed|ing)? (?:fine|great|well|perfectly|correctly|ok|good|as (?:expected|intended|designed|described))\b|\b(?:then|not yet|not) tested\b|\btested (?:the|with|on|this|it)\b|\bas expected\b|\bsuccessfully\b[.!]?$|\brun successfully\b|\b(?:double|triple)[- ]?checked\b|"
    r"\b(?:can(?:no|')?t|cannot|can not|could ?n[o']t|unable to|not able to|no longer(?: able to)?) (?:be )?(?:re-?produc|replicat|see |observ|get )|\bnot reproducible\b|\bonly reproducible\b|"
    r"\bno (?:build )?(?:build )?(?:failures?|errors?|crash(?:es)?|issues?) (?:is|are|was|were)? ?(?:seen|found|observed|thrown)|"
    r"\b(?:was|were|am|is) able to (?:successfully )?(?:see|run|build|verify|reproduce|get|install|launch)|\b(?:expected|actual) (?:result|output|behaviou?r)s?\b"
)
_PLAN = re.compile(
    r"\b(?:i|we|it|they|he|she|you|that|this|there|engineers?|devs?)(?:'ll| will| would|'d)\b|\bgoing to\b|\bwe(?:'re| are) (?:shipping|planning|working|waiting)|\bplan(?:ned|ning)? (?:to|for)\b|"
    r"\b(?:i|we) (?:should|could|might|may|can|want|wanted|need|have to|propose|suggest|decided|elected|think|guess|believe|assume|assumed|suspect|hope|wonder|feel|prefer|intend)\b|"
    r"\b(?:should|could) (?:we|i|probably|also be|be able)\b|\blet'?s\b|\blet me\b|(?<!fix )(?<!solution )(?<!workaround )(?<!way )\bwould (?:like|love|be|need|have)\b|\bneeds? to be (?!set|entered|enabled|published|assigned|used|passed|called|mapped|specified|restarted|installed)\w+|\bshould be (?:\w{4,8} )?(?:easy|possible|simple|trivial|fine)\b|\b(?:on|until|by|next) (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b"
    r"\b(?:not sure|no idea|don'?t know|i'?m (?:\d+% )?(?:pretty |fairly |not |still |also |quite )?(?:sure|positive|working|seeing|getting|having|trying|using|running|fine|just|assuming|hoping|guessing)|correct me|my point|in my opinion|imho|imo|afaik)\b|"
    r"\b(?:probably|perhaps|maybe|hopefully|apparently|supposedly|eventually|likely)\b|\b(?:it|this|that|there|issue|problem|bug)? ?(?:seems?|looks? like|appears? to|might|must be(?! (?:in|at|on|set|\w+ly|\w+ed)\b))\b|"
    r"\bwo ?n[o'’]t be (?:ready|available|out)\b|\bonce [^.!?]{2,80} (?:is|are|becomes?) (?:available|ready|out)\b|\bwill (?:schedule|follow|address|handle|implement|be (?:addressed|handled|released|fixed|done|part|included|shipped|available|added|updated|made|published|merged))|"
    r"\b(?:todo|tbd|eta|asap|wip|next (?:release|version|week|month)|in the (?:next|future)|over the week|upcoming|for now|to-?do)\b|^(?:also )?(?:need|needs|want|trying|planning) (?:to|a)\b|^putting\b|^in progress\b"
)
_ASKING = re.compile(
    r"\b(?:can|could|would|will) (?:you|u|anyone|somebody|someone|we|i)\b|\bplease (?:include|consider|fix|implement|support|provide|attach|send|share|confirm|verify|test|try (?:it|this|the|to|out|again)|check (?:if|whether|and|this|it|out|with)|review|advise|assign|close|"
    r"reopen|re-?open|help|note|see|find|refer|leave|correct|merge|have a look|take a look|look|update (?:this|the ticket|us|me)|read|let|post|add (?:a |the |your )?(?:comment|logs?|screenshot)|upload|reach|contact me|retest|re-test|specify|elaborate|describe|clarify)\b|"
    r"\bpls (?:provide|check|confirm|test)\b|\b(?:did|do|does|are|is|have|has) (?:you|this|it|that|anyone|the issue|the problem)\b[^.!]{0,200}\?|\bwhat (?:do|did|does|is|version)\b[^.!]{0,200}\?|\b(?:send|provide|give|show) (?:us|me)\b|\bplease\W*$|\btry (?:it|this|that|them|out|with|the (?:new|latest|attached))\b|\bi(?:'d| would) appreciate\b|\bcc\b"
)
_DIAGNOSIS = re.compile(
    r"\b(?:upload|attach|send|provide|share|post|paste|collect|gather|give|capture|grab|record|export)\b[^.!?\n]{0,40}\b(?:logs?|output|screenshots?|trace|stack ?trace|results?|\w{1,20}\.log|console|dumps?|test case|sample|more (?:info|information|details))\b"
)
_STILL = re.compile(
    r"\bstill (?:\w{2,12}s\b|not|no|does|do|did|is|isn|can|cannot|fail|happen|see|seeing|get|getting|crash|broken|throw|show|occur|exist|the same|there|an issue|a problem|having|present)|"
    r"\b(?:not working|does ?n[o']t work|did ?n[o']t (?:work|help|happen|solve|fix)|do ?n[o']t work|no luck|same (?:error|issue|problem|result)|not (?:fixed|solved|resolved)|not correctly|"
    r"happens again|failed again|fails again|broke again|back again|none of (?:these|those|that|them)|neither of|not (?:firing|fired|showing|shown|appearing|loading|loaded|updating|updated|displayed|visible|responding|getting|triggered|detected|found)|is null|throws? (?:an? )?errors?|gets? an? (?:error|empty|exception))\b|\b(?:attached|posted|pasted) (?:the |my |a )?(?:log|code|screenshot|video|crash|stack)"
)
_EMPTY_DEED = re.compile(
    # that it was solved, and not how
    r"^(?:so |and |ok(?:ay)?,? )?(?:(?:i|we)(?:'ve| have| had| was able to| were able to| managed to| could)? ?)?(?:just |also |now )?(?:found|find|identified|located)?(?: the (?:issue|problem|bug|error|cause))?(?: and )?"
    r"(?:fix|fixed|resolve|resolved|solve|solved)? ?(?:it|this|that|(?:the|this|that|my) (?:issue|problem|bug|error))?(?: (?:is|was|has been|have been|got) (?:now |already )?(?:fixed|resolved|solved))?(?: now| already| again)?[ .!]*$"
)
_CHANGE_LINK = re.compile(
    r"https?://\S{1,300}/(?:pull|pulls|commit|commits|merge_requests|changeset|compare|pull-requests)/\S{1,300}"
)
_GENERIC = frozenset(
    (
        "this", "it", "that", "has", "have", "been", "was", "is", "are", "be", "will", "fixed", "resolved", "solved", "addressed",
        "implemented", "removed", "done", "by", "as", "a", "an", "part", "apart", "of", "in", "the", "following", "commit", "commits",
        "pr", "prs", "pull", "request", "see", "here", "link", "from", "via", "with", "and", "all", "issue", "issues", "problem", "bug",
        "above", "these", "those", "there", "to", "for", "also", "new", "now", "which",
    )
)  # fmt: skip
_SAMPLE = re.compile(
    r"\b(?:run|launch|start|build and run|install) the app\b|\bcreate (?:an? )?(?:(?:new|classic|sample|test|demo|default|simple|blank|empty) ){1,2}\w{0,12} ?(?:project|app|application)\b|"
    r"\battached (?:example|project|app|code|sample|test)|\btest again\b|\b(?:code|sample|snippet) (?:below|above)\b|\b(?:above|below|following|attached) (?:code|sample|snippet|test)\b|\breproduc"
)
_HEADERS = frozenset(
    (
        "description", "problem description", "problem", "issue", "details", "steps", "steps to reproduce", "reproduction steps",
        "notes", "note", "environment", "testing environment", "test environment", "expected", "expected result", "expected results",
        "expected behavior", "expected behaviour", "actual", "actual result", "actual results", "actual behavior", "actual behaviour",
        "test case", "test code", "sample code", "steps to test", "summary", "background", "workaround", "workarounds", "solution", "resolution",
        "cause", "root cause", "logs", "log", "attachment", "update", "fix", "answer", "edit", "then", "example", "code", "result",
        "results", "additional information", "additional info", "impact", "error", "error message", "user story", "acceptance criteria",
        "motivation", "reason", "question",
    )
)  # fmt: skip
_VERSIONS = re.compile(
    r"\b(?:ver(?:sion)?|npm|cli|sdk|os|node(?:\.?js)?|studio|xcode)\b\.?\s?:? ?v?\d+\.\d+", re.IGNORECASE
)
_PERSON = re.compile(
    r"\[(?:person(?: [A-Z]{1,2})?|user(?: [A-Z]{1,2})?|email|phone|iban|card|national id|date of birth|id)\]"
)
_SECRET = re.compile(r"\[(?:password|secret|token|private key)\]")
_LOG_LINE = re.compile(
    r"^\s*(?:at [\w.$<>]+ ?\(|\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[\w+\] |\W{0,3}(?:INFO|WARN|ERROR|DEBUG|TRACE)\W)"
)
_ADDRESS = re.compile(r"\(?https?://\S{1,2000}|\bwww\.\S{1,2000}|\[[a-z]+://\S{1,2000}")
_CODE = re.compile(r"`[^`\n]{1,400}`")
_LABEL = re.compile(
    r"^\W{0,4}([A-Za-z0-9][A-Za-z /-]{1,30}?)\s{0,3}(?:\*\*)?\s{0,2}(?::|\*\*|[-–] )(?:\*\*)?\s{0,4}(?=\S)"
)
_VOCATIVE = re.compile(
    r"^(?:\[(?:person(?: [A-Z]{1,2})?|user(?: [A-Z]{1,2})?|email)\](?:\s*(?:,|:|and|&|/)?\s*)){1,5}",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"^(?:first of all|just a (?:quick )?note|basically|actually|well|so|anyway|anyways|as a side note|oh)\s*,\s+",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"^(?:that|this|these|those|it|they|them|so|but|also|and|or|however|otherwise|therefore|thus|for (?:instance|example)|e\.g|i\.e|in (?:this|that|these) cases?|if you do (?:this|that|so)|"
    r"because of (?:this|that)|after (?:this|that)|then|here|which|well|both|hence|even|besides|additionally|or else|same)\b|^(?!(?:since|until|on|at|by|during|from|of|all|every|each|with|as|if|when|i|we|he|she|you)\b)(?:\w{2,12} )(?:it|them|this|that|these|those)\b"
)
_LEANS_BACK = re.compile(
    r"^(?:turns out (?:that )?(?:this|it)|so|but|also|and|or|however|otherwise|therefore|thus|that is|meaning (?:that|they|it)|(?:one more|another|the (?:next|last|second|other)) (?:step|thing)\b|in (?:this|that|these) cases?|if (?:so|not|yes|you do (?:this|that|so))|then|well|hence|even|besides|additionally|same|for (?:instance|example))\b|"
    r"\babove mentioned\b|\bmentioned above\b|\baforementioned\b|\bmy (?:last |previous )?(?:comment|reply|post)\b"
)
_POINTS_ON = re.compile(
    r"\b(?:(?:as )?(?:shown|seen|given|described|listed|mentioned) below|as follows|(?:the|these) following|like (?:this|so)|this way)[ .)]*$"
)
_STORY = re.compile(
    # what the author tried, saw, prepared or filed
    r"^(?:i|we)(?:'ve| have| had)? (?:still |also |just |now |even |then )?"
    r"(?:prepared|found out|found that|noticed|saw|tried|did|wrote|posted|attached|uploaded|observed|discovered|wondered|asked|reported|filed|"
    r"(?:created|made|added|took|collected|ran) (?:\w{1,12} ){0,3}(?:dumps?|logs?|samples?|projects?|branch(?:es)?|screenshots?|tests?|diagnostics?|repo(?:sitory)?))\b|"
    r"^(?:i|we) (?:had|have) (?:the |exactly the |a |this )?(?:same|similar)\b(?![^.]{0,120}\b(?:fixed|solved|resolved)\b)|"
    r"^(?:i|we) (?:have )?added (?:it|this|that) to (?:[\w.]{1,20} ){0,3}(?:docs?|documentation|guides?|wiki|release notes)\b|"
    r"\b(?:deleted|removed|cleaned|wiped|reset|reinstalled|updated|upgraded) my\b|^while (?:i|we) (?:did|was|were)\b"
)
_LINKED = re.compile(r"\[([^\[\]\n]{1,200})\]\(https?://[^\s()<>]{1,500}\)")
_DISCLAIMER = re.compile(
    r"^(?:this|the information (?:contained )?in this|diese|ce|cet) (?:e-?mail|message|communication|nachricht|courriel)\b.{0,80}\b(?:confidential|intended|privileged|vertraulich|bestimmt|confidentiel\w*)\b"
)
_SUPPOSED = re.compile(
    # what is not said of the present case: `If it still fails, …`, `The reason it is not found is …`
    r"\b(?:if|in case)\b[^,.;!?]{1,80}|\bthe reason\b[^.;!?]{0,80}\b(?:is|was)\b"
)
_ROLE = r"(?:user|caller|customer|requester|requestor|reporter|vendor|supplier|support|team|service desk)"
_SAID = re.compile(
    # what a form or a resolver writes over an answer, and is none: `Answer to the user: …`, `2nd level: …`
    rf"(?:answer|reply|response|feedback|message|information|info|note)(?: (?:to|for|from|of) (?:the |our )?{_ROLE})?|(?:1st|2nd|3rd|first|second|third)[ -](?:level|line)(?: support)?|"
    r"analysis|diagnosis|findings?|status|(?:close|closure|closing|resolution|work) ?notes?|conclusion|outcome"
)
_TRAILING = re.compile(
    # a closing formula that nothing parts from the sentence before it
    r"(?<=[a-z0-9)])[ ,;–-]{1,3}(?:(?:Many |Kind |Best |Warm )?(?:Thanks|Thank you|Regards|regards)|Cheers)\b[^.!?]{0,40}[.!]*$"
)
_SYMBOLS = re.compile(r"[{}()<>;=*|\\\[\]$#@~^]")

LONGEST = 700
"""Characters of a sentence or step that is quoted."""

LONGEST_CODE = 20
"""Lines of a block of code that are quoted; a longer one is a log, not an answer."""


def is_noise(passage: Passage, *, questions: bool = False) -> bool:
    """Whether a passage says nothing about the problem, wherever it stands; with `questions` one may ask."""
    text = passage.text
    if passage.kind is PassageKind.CODE:
        return text.count("\n") >= LONGEST_CODE or bool(_SECRET.search(text))
    plain = fold(text).strip()
    if len(text) > LONGEST:
        return True  # pasted, or nobody would read it
    if _is_caps(text) or is_dress(plain) or _LOG_LINE.match(text) or is_heading(text) or _is_bare(plain):
        return True
    if len(_VERSIONS.findall(text)) >= 3:
        return True  # the list of somebody's versions
    if (
        (not questions and plain.rstrip("*_ )").endswith("?"))
        or _CHATTER.search(plain)
        or _TEST.search(plain)
        or _is_code(plain)
    ):
        return True
    if _SECRET.search(text):
        return True
    named = len(_PERSON.findall(text))
    words = len(re.findall(r"\w+", _PERSON.sub(" ", text)))
    return bool(named) and (words < 6 or named * 4 > words)


def is_talk(text: str) -> bool:
    """Whether a sentence of a conversation is about its work, its plans or its guesses, or asks for something."""
    bare = without_greeting(text)
    plain = fold(_CODE.sub(" ", _ADDRESS.sub(" ", _LINKED.sub(r"\1", bare)))).strip()
    return bool(
        is_work(text)
        or is_story(bare)
        or _PLAN.search(plain)
        or _ASKING.search(plain)
        or _STILL.search(_SUPPOSED.sub(" ", plain))
        or plain.startswith("@")
        or re.search(r"\[(?:person|user)\b", bare)
    )


def _is_reference(text: str) -> bool:
    """Whether a sentence only points at a change of code: `This was fixed by https://…/pull/12`."""
    if not _CHANGE_LINK.search(text) or re.search(r"\d\.\d", _ADDRESS.sub(" ", text)):
        return False
    words = re.findall(r"[^\W\d_]{2,}", fold(_CODE.sub(" ", _ADDRESS.sub(" ", text))))
    return len([word for word in words if word not in _GENERIC]) < 3


def is_dangling(text: str, *, opens: bool) -> bool:
    """
    Whether a sentence leans on one before it: `That is, …`, `Add it in`, `If you do this, …`.

    Where it opens a remark, `This was fixed by …` speaks of the problem itself.
    """
    plain = fold(without_greeting(text)).strip(" *_(")
    return bool(_LEANS_BACK.search(plain) or (not opens and _LEANS.match(plain)))


def is_work(text: str) -> bool:
    """Whether a sentence is about the work on the solution, or says no more than that there is one."""
    plain = fold(_CODE.sub(" ", _ADDRESS.sub(" ", without_greeting(text)))).strip()
    return bool(_REVIEW.search(plain) or _EMPTY_DEED.match(plain) or _is_reference(text))


def is_diagnosis(text: str) -> bool:
    """Whether somebody is asked for logs and the like, so that the remark is no answer yet."""
    return bool(_DIAGNOSIS.search(fold(text)))


def is_test(text: str) -> bool:
    """Whether a remark opens as the report of a test, so that its steps are a tester's."""
    return bool(_TEST.search(fold(text).strip(" *_#:")))


def is_setback(text: str) -> bool:
    """Whether a remark says that it is not solved."""
    return bool(_STILL.search(_SUPPOSED.sub(" ", fold(text))))


def is_asking(text: str) -> bool:
    """Whether a sentence wants something of its reader before anything is solved."""
    plain = fold(_LINKED.sub(r"\1", text)).strip()
    return plain.endswith("?") or bool(_ASKING.search(plain))


def is_signature(text: str) -> bool:
    """Whether what follows is the sender's card, or what their mail system adds."""
    plain = fold(text).strip()
    return text == SIGNATURE or bool(_SIGNATURE.match(plain) or _DISCLAIMER.match(plain))


def is_dress(plain: str) -> bool:
    """Whether a folded line is a greeting, a closing formula or has no word at all."""
    return not re.search(r"[a-z]{2}", plain) or bool(_GREETING.match(plain) or _SIGNATURE.match(plain))


def is_heading(text: str) -> bool:
    """Whether this is a heading without what it heads."""
    return _heads(fold(text).strip(" .:-*_#>").strip())


def is_lead_in(text: str) -> bool:
    """Whether a sentence only announces what follows it."""
    return text.rstrip(" *_").endswith((":", "...", "…")) or bool(_POINTS_ON.search(fold(text)))


def is_story(text: str) -> bool:
    """Whether a sentence of a conversation tells what its author went through, not what helps its reader."""
    return bool(_STORY.search(fold(text).strip()))


def is_personal(text: str) -> bool:
    """Whether a sentence tells who somebody is rather than what is wrong (KCS: it stays in the record)."""
    return bool(_PERSON.search(text) or _SECRET.search(text))


def header(text: str) -> str:
    """Give the known heading a passage begins with, folded; "" when it has none."""
    label = _LABEL.match(text)
    name = fold(label[1]).strip() if label else fold(text).strip(" .:-*_#>").strip()
    return name if _heads(name) else ""


def _heads(name: str) -> bool:
    return name in _HEADERS or bool(_SAID.fullmatch(name))


def _is_caps(text: str) -> bool:
    """Whether a line is a heading in capitals."""
    return text.isupper() and len(text.split()) >= 2 and not any(c.isdigit() for c in text) and len(text) < 60


def without_greeting(text: str) -> str:
    """Cut what only leads in: `Hi all, `, `[person A], `, `First of all, `, and a heading's `Workaround: `."""
    bare = _LEADING_GREETING.sub("", text, count=1)
    label = _LABEL.match(bare)
    if label and _heads(fold(label[1]).strip()):
        bare = bare[label.end() :]
    bare = _ORDINAL.sub("", _VOCATIVE.sub("", bare, count=1), count=1)
    return bare if re.search(r"\w{2}", bare) else text


def without_farewell(text: str) -> str:
    """Cut a closing formula that stands in the same sentence: `… was off Thanks for your patience.`"""
    return _TRAILING.sub("", text)


def _is_bare(plain: str) -> bool:
    """Whether nothing is left but an address, a file's name or a piece of code."""
    rest = _ADDRESS.sub(" ", plain)
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\(image: [^)]{0,200}\)", " ", rest))
    words = [
        word
        for word in words
        if word not in ("pr", "prs", "see", "here", "link", "doc", "docs", "details", "for", "commit", "the")
    ]
    return len(words) < 2 and not (len(words) == 1 and len(plain.split()) <= 3 and not _ADDRESS.search(plain))


def _is_code(plain: str) -> bool:
    """Whether a line is code that nobody marked as such."""
    bare = _CODE.sub(" ", _ADDRESS.sub(" ", _LINKED.sub(r"\1", plain)))
    bare = re.sub(r"\[[a-z ]{1,20}\]|\([^()]{0,200}\)", " ", bare)
    signs = len(_SYMBOLS.findall(bare))
    return signs >= 4 and signs * 3 > len(re.findall(r"[^\W\d_]{2,}", bare))


def is_sample(text: str) -> bool:
    """Whether a step works on a sample, as the steps of a reproduction do."""
    return bool(_SAMPLE.search(fold(text)))
