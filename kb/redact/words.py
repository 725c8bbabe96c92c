"""Words that are also names, words that follow a greeting and are no name, and accounts that are nobody."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


ORDINARY = _set(
    """
    access ace amber angel april art august autumn banks basil bay bear bell berry best bill bird bishop black blue bob
    bond book booth branch bright brook brown buck bush butcher butler buy can case cash chance chase chip church
    city clay clear close cloud coal cole colt cook cooper copper core cross crystal curry daisy dale dark date
    dawn day dean dean deal deer dell den destiny dick dollar dolly don dot drew driver duke early earl east ease
    eden ember english epic eve ever evening faith fair farmer field fields finance finch fisher fix flower ford
    forest fox frank free freeman french frost gale garden gardener gate gates gay gene general gentle german glen
    gold golden good grace grand grant gray green grey guy hall hand hardy harmony harper hart harvest hazel heart
    heath heather her herb hill hire holiday holly home honor hope house how hunt hunter ice iris ivory ivy jack
    jade jan jasmine jay jean jet job jobs joy judge july june just justice keen kind king kit knight lake lance land
    lane language large law leaf lee leave lily list little load long lord lot love low luck mail major man mark
    marks marsh mason max may melody mercy mild mile miles mill miller mine mint miracle misty mond money monday moon
    moor moore morning moss most myrtle new night noble nor north now oak ocean olive open orange order page park
    parker parks pass patience pay pearl penny pepper phone pierce pike pin pine piper plan plant plum pond pool
    poole pope post potter power precious price prince print prior prudence queen quick rain ray read reader red
    reed reese rein rich richer ring river rob robin rock rocky root rose rough round row ruby run rush rusty
    sage sales salt sand sandy savage save school scott sea senior serenity set shade sharp shaw shepherd short
    silver singer sky small smart smith smooth snow sole son song south speed spring star stark start stead steel
    stern still stock stone storm strange street strong sue summer sun sunday sunny sure swan swift table tan
    tanner task tax taylor teal temple term thorn time tiny tom top town trace tracker trinity tripp true trump
    turn turner twist tyler use van vance victor victory violet wade walk walker wall ward ware warm warner water
    waters way weaver web weeks welcome wells west wheeler white wild will wills win winter wise wolf wong wood
    woods work worker worth wright yard year yellow york young zone
    """
) - _set(
    """
    smith scott taylor tyler tom tripp trump cole cooper moore lee shaw wong poole bob frank jack jay jean rob robin
    harper parker tanner turner miller fisher wright ray gene dale glen heather hazel jasmine holly ruby sue victor
    lance wade vance reed reese pierce dick drew earl iris ivy jade kit lily mason piper sandy basil dolly daisy myrtle
    """
)

NOT_A_NAME = _set(
    """
    a about account accounts admin administrator advance again agent all also am an and any anyone application
    approver are as at attached audit background back benefits best boss both but can candidate care case client
    colleague colleagues community compensation concerned could customer dear dears department desk did do does
    done each employee employees engineer error everybody everyone experts finance folks for forward friday
    friend friends from gents getting good group guys has have having he hello help helpdesk hi hiring his hope
    hr i if in incident information integration internal is it its itsm january february march april june july
    august september october november december just kind ladies lead leads lots manager managers many may me
    member members monday month more morning my name need new night no not now office ok okay on one ops or
    our out partner partners password payroll people per please portal problem process product project question
    reader recruiter recruiters recruiting recruitment regarding regards report request requestor result saturday
    security see server service servicedesk servicenow she sincerely since sir site so software some someone staff
    still stuck sunday supervisor support sure system talent team teams tech technical thank thanks that the their
    them then there these they this those thursday ticket time to today together tomorrow tuesday unable update
    urgent us user users very via waiting was we wednesday week well when will with workday working world would
    yes yesterday you your yours madam maam mam gentlemen sap oracle jira slack outlook microsoft excel windows
    """
)

SERVICE = _set(
    """
    account accounts admin administrator agent alerts anonymous api automation automatic autoclose batch bot center
    centre command cron daemon default desk email events external global guest hcm helpdesk hr hypercare info inbound
    inbox integration integrations internal it jira job mail mailbox manager monitor monitoring no none noreply
    notification notifications operations ops payroll portal process recruiting recruitment reply root scheduler
    script service servicedesk servicenow support sync sys system talent task team test tier unassigned unknown user
    webhook workday workflow benefits time absence finance security first second third line level group l1 l2 l3
    """
)

TITLES = _set("mr mrs ms miss dr prof professor herr frau hr fr sir ing dipl mag pan pani")
SUFFIXES = _set("jr sr ii iii iv phd md mba msc bsc ma ba esq")
PARTICLES = _set("van von de da del der den di do dos du la le ten ter vander zu af av bin ibn al el")

NOT_MENTIONED = _set(
    """
    here channel all everyone team group param params return returns throws throw see since deprecated author
    version override test media import charset keyframes font page supports type types typedef property prop
    todo link code example default private public protected static class constructor function method module
    namespace file license copyright brief description summary name component inject input output autowired
    entity table id column service bean before after suppresswarnings nullable nonnull readonly async await
    event events fires callback abstract extends implements interface enum const constant memberof export ignore
    internal access alias global inheritdoc kind mixin overview platform availability
    """
)

NO_ONES_HOME = _set(
    "public default shared runner root user users admin administrator node app ubuntu jenkins me you"
)

NO_SECRET = _set(
    """
    true false yes no none null nil undefined empty blank unknown n/a na required optional string text number int
    wrong incorrect invalid expired reset changed missing correct ok okay valid locked disabled enabled set unset
    not is was has had will must should cannot can please the a an and or but for to in on of if it we i you my
    """
)

NO_NAME_AFTER = _set(
    """
    the an this that these those each every any all no some my your our their his her its new old other another
    in on of since until till during before after from to at into onto under via per than then or as is are was were
    be been click clicks clicked select selects selected open opens opened press pressed choose chose chosen tick
    button tab menu field column called named labelled shows show says see use used using set enter entered field
    last next early late mid end type value status screen task report step go goes went through between
    """
)
