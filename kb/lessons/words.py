"""What post-mortems and registers call things, and what we call them."""

import re

from kb.lessons.found import Section
from kb.model.lesson import LessonStatus
from kb.model.prose import fold

_MARKS = re.compile(r"\([^()]{0,60}\)|\[[^\[\]]{0,60}\]|^\s{0,9}(?:\d{1,2}[.)]\s?)+")
_WORDS = re.compile(r"[a-z0-9]+")


def plain(heading: str) -> str:
    """Fold a heading to its bare words: `3. Root cause(s):` → `root causes`."""
    text = fold(heading[:300]).replace("(s)", "s").replace("(es)", "es").replace("&", " and ")
    return " ".join(_WORDS.findall(_MARKS.sub(" ", text).replace("'", "").replace("’", "")))


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split(","))


def _table(rows: dict[Section, str]) -> dict[str, Section]:
    return {name.strip(): section for section, names in rows.items() for name in names.split(",")}


_SECTIONS = _table(
    {
        Section.EVENT: "event, events, summary, incident summary, executive summary, summary of the incident,"
        "abstract, overview, incident overview, description, incident description, what happened, background,"
        "context, situation, timeline, events timeline, incident timeline, timeline of events, chronology,"
        "sequence of events, driving event, description of driving event, description event, lead up, leadup,"
        "fault, the incident, the problem, problem, problem statement, problem description, problem summary,"
        "issue, issue summary, observation, observations, introduction, tl dr, tldr, narrative, lesson abstract",
        Section.EFFECT: "effect, effects, impact, impacts, user impact, customer impact, business impact,"
        "impact analysis, impact assessment, consequence, consequences, damage, who was affected,"
        "affected users, affected services, affected systems, what was affected, symptoms, result, results",
        Section.CAUSE: "cause, causes, root cause, root causes, root cause analysis, rca, cause analysis,"
        "the cause, contributing factors, contributing factor, contributing causes, contributing conditions,"
        "trigger, triggers, cause trigger, causes trigger, causes triggers, cause and trigger, analysis,"
        "five whys, 5 whys, the five whys, the 5 whys, why did it happen, why it happened, why, reason, reasons, diagnosis,"
        "root causes and trigger, technical analysis, causes and triggers, underlying cause",
        Section.EARLY_WARNING: "early warning, early warnings, early warning signs, warning signs, detection,"
        "how was it detected, how did we find out, how we detected it, how we found out, alerting, monitoring,"
        "early warning indicators, warning indicators, indicators",
        Section.LESSON: "lesson, lessons, lesson learned, lessons learned, lesson learnt, lessons learnt,"
        "learning, learnings, key learnings, what we learned, what we learnt, what we have learned,"
        "what did we learn, takeaways, key takeaways, insight, insights, what went well, what went right,"
        "what worked, what worked well, what went wrong, what went badly, what didnt go well,"
        "what did not go well, what could have gone better, what could be improved, what can be improved,"
        "where we got lucky, what was lucky, lucky, things that went well, things that went poorly,"
        "what went poorly, reflections, reflection, retrospective, lesson detail, lesson details,"
        "lessons learned detail, good practice, best practice",
        Section.RECOMMENDATION: "recommendation, recommendations, action, actions, action item, action items,"
        "action plan, actions taken, follow up, follow ups, followup, followups, follow up actions,"
        "follow up items, follow up tasks, next steps, next step, corrective action, corrective actions,"
        "corrective and preventive actions, corrective and preventative actions, preventive actions,"
        "preventive measures, preventative measures, preventative actions, prevention, remediation,"
        "remediation items, remediations, improvements, improvement actions, long term solution,"
        "long term solutions, long term fix, permanent fix, todo, to do, todos, tasks, suggestions,"
        "proposed actions, proposed action, future actions, future action, action required, mitigations,"
        "what we will do, what will we do, what we are doing about it, how do we prevent this",
    }
)

_PHRASES = (
    (Section.LESSON, r"\blessons?\b|\bwent (?:well|wrong|right|badly)\b|\bgot lucky\b|\blearn(?:ed|t|ings?)\b|\btakeaways?\b"),
    (Section.RECOMMENDATION, r"\baction(?: items?|s)\b|\bcorrective\b|\bprevent(?:ion|ive|ative)\b|\bfollow ?ups?\b|\bnext steps\b|\brecommendations?\b|\bremediation\b"),
    (Section.CAUSE, r"\broot causes?\b|\bcontributing\b|\bcauses? of\b|\bcaused?\b|\btriggers?\b"),
    (Section.EFFECT, r"\bimpact(?:ed)?\b|\bconsequences?\b"),
    (Section.EARLY_WARNING, r"\bdetect(?:ion|ed)\b|\bwarning signs?\b|\bearly warnings?\b"),
    (Section.EVENT, r"\btimeline\b|\bwhat happened\b|\bsummary\b|\bchronology\b"),
)  # fmt: skip
_PHRASE = tuple((section, re.compile(pattern)) for section, pattern in _PHRASES)

_BARE = _names(
    "event,events,summary,incident summary,abstract,overview,description,what happened,effect,effects,impact,"
    "cause,causes,root cause,root causes,early warning,early warnings,detection,lesson,lessons,lesson learned,"
    "lessons learned,lessons learnt,lesson detail,recommendation,recommendations,action items,actions"
)
"""Headings that say no more than our own, so that ours can stand in their place."""

PEOPLE = _names(
    "owner,owners,author,authors,attendees,atendees,attendee,participants,participant,involved,people involved,"
    "responders,responder,facilitator,incident commander,commander,incident lead,lead,leads,scribe,on call,"
    "oncall,prepared by,written by,reported by,reporter,raised by,logged by,submitted by,submitter,reviewers,"
    "reviewer,reviewed by,approved by,approver,contributors,contributor,contact,contacts,assignee,assigned to,"
    "responsible,responsible person,action owner,who,team members,members,created by,dri,point of contact,"
    "incident manager,communications lead,identified by,lesson owner,action by,postmortem owner"
)
"""Labels and columns whose values name people."""

DATE = (
    "date of incident",
    "incident date",
    "date of event",
    "event date",
    "date lesson occurred",
    "date occurred",
    "occurred on",
    "occurred",
    "lesson date",
    "start",
    "start time",
    "started at",
    "started",
    "date",
    "date logged",
    "date raised",
    "date identified",
    "date recorded",
    "date submitted",
    "log date",
    "logged on",
    "raised on",
    "reported on",
    "incident day",
    "day",
    "dates",
    "created",
    "created on",
    "published",
    "source published at",
)
"""Labels and columns that date a lesson, the best first."""

TITLE = _names("title,postmortem title,incident title,name,subject,headline,lesson title,lesson name")
TOPICS = _names(
    "topic,topics,tag,tags,category,categories,keyword,keywords,label,labels,theme,themes,area,areas,subject area,"
    "mission directorate,mission directorates,missiondirectorate"
)
OWNER = _names(
    "owner,action owner,responsible,responsible person,lesson owner,action by,assigned to,assignee"
)
DUE = _names("due,due date,target date,action due,action due date,action date,deadline,by when,due by")
STATUS = _names("status,lesson status,state,action status,status of lesson,lesson state")
SCOPE = _names("scope,lesson type,type of lesson,program relation,programrelation,programme relation")
PHASE = _names(
    "phase,project phase,program phase,programme phase,programphase,program project phase,stage,project stage,"
    "lifecycle phase,life cycle phase"
)
INCIDENTS = _names("incident,incidents,incident number,incident id,evidence,related incidents,ticket,tickets")

MARKS = _names(
    "start time,end time,started at,ended at,severity,incident,incidents,incident id,incident number,postmortem,"
    "post mortem,lesson id,time to detect,time to resolve,time to recovery,outage,duration"
)
"""Front-matter fields that only a post-mortem has."""

_GENERIC = _names(
    "postmortem,post mortem,incident,incident report,incident postmortem,incident post mortem,incident review,"
    "post incident review,pir,report,retrospective,retro,lessons learned,lesson learned,lessons learnt,rca,"
    "root cause analysis,incident title,title,metadata,untitled,index,readme,postmortem report,major incident report,"
    "document,notes"
)

STATUSES = {
    LessonStatus.VALIDATED: "validated,reviewed,approved,accepted,confirmed,published,disseminated,endorsed",
    LessonStatus.ACTION_AGREED: "action agreed,agreed,actions agreed,action assigned,assigned,action planned,"
    "planned,in progress,action in progress,in action,ongoing",
    LessonStatus.APPLIED: "applied,implemented,action implemented,embedded,infused,action complete,"
    "action completed,actions complete,actions completed",
    LessonStatus.EFFECTIVE: "effective,proven effective,verified effective,closed effective",
    LessonStatus.RECURRED: "recurred,reoccurred,recurring,repeated,came back",
}
"""A register's words whose meaning is sure. `Closed`, `done` or `complete` may mean the paperwork: those stay observed."""

_STATUS = {name: status for status, names in STATUSES.items() for name in names.split(",")}


def exact(heading: str) -> Section | None:
    """Place a heading that is one of the known ones, word for word."""
    return _SECTIONS.get(plain(heading))


def place(heading: str) -> Section | None:
    """Place a heading: word for word, else by a telling phrase in a short one; None when it has no place."""
    name = plain(heading)
    if name in _SECTIONS:
        return _SECTIONS[name]
    if not name or len(name.split()) > 6:
        return None
    return next((section for section, phrase in _PHRASE if phrase.search(name)), None)


def is_bare(heading: str) -> bool:
    """Whether a heading is only another word for our own."""
    return not heading or plain(heading) in _BARE


def is_generic(title: str) -> bool:
    """Whether a title names the kind of paper and not what happened."""
    return not plain(title) or plain(title) in _GENERIC


def status(text: str) -> LessonStatus:
    """Read a register's status; observed unless its word surely means more."""
    return _STATUS.get(plain(text.replace("-", " ")), LessonStatus.OBSERVED)


def scope(text: str) -> str:
    """Read a lesson type: project, corporate or both; "" when it says nothing of the kind."""
    words = set(plain(text).split())
    project = "project" in words
    wider = bool(
        words
        & {"corporate", "programme", "program", "organisation", "organization", "enterprise", "portfolio"}
    )
    if "both" in words or (project and wider):
        return "both"
    return "corporate" if wider else "project" if project else ""
