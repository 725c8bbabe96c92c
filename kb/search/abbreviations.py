"""
What people shorten and spell two ways wherever they work with computers and offices.

Only what means the same whenever it is said: `app` may be a job application and `po` a box, so neither is here.
"""

from collections.abc import Iterable
from functools import lru_cache

from kb.search.languages import DEFAULT
from kb.search.synonyms import Group, ways

_GROUPS = {
    "en": """
        pw, pwd, passwd, password
        2fa, mfa, two factor, multi factor, two step verification
        otp, one time password, one time passcode
        sso, single sign on
        vpn, virtual private network
        login, log in, log on, sign in
        logout, log out, log off, sign out
        auth, authentication
        admin, administrator
        acct, account
        cert, certificate
        config, configuration
        db, database
        env, environment
        sync, synchronise, synchronize
        email, mail
        msg, message
        sms, text message
        pic, picture
        phone, telephone
        mobile phone, cell phone
        wifi, wireless network, wlan
        os, operating system
        usb stick, flash drive, thumb drive
        pkg, package
        info, information
        ref, reference
        faq, frequently asked questions
        hr, human resources
        org, organisation, organization
        dept, department
        mgr, manager
        mgmt, management
        emp, employee
        asst, assistant
        hq, headquarters, head office
        bldg, building
        addr, address
        amt, amount
        qty, quantity
        appt, appointment
        mtg, meeting
        yr, year
        wk, week
        hrs, hours
        max, maximum
        dob, date of birth, birth date
        cv, curriculum vitae
        pto, paid time off
        ooo, out of office
        wfh, work from home
        loa, leave of absence
        fte, full time equivalent
        payslip, pay stub, wage slip
        ssn, social security number
        nda, non disclosure agreement
        gl, general ledger
        eom, end of month
        eoy, end of year
        ytd, year to date
        centre, center
        colour, color
        licence, license
        programme, program
        behaviour, behavior
        favourite, favorite
        labour, labor
        catalogue, catalog
        dialogue, dialog
        grey, gray
    """,
    "de": """
        pw, kennwort, passwort, password
        2fa, mfa, zwei faktor authentifizierung, zwei faktor, two factor
        anmelden, einloggen
        anmeldung, login
        abmelden, ausloggen
        email, mail
        handy, mobiltelefon
        tel, telefon
        rechner, computer, pc
        wlan, wifi
        abt, abteilung
        nr, nummer
        ma, mitarbeiter
        gehaltsabrechnung, lohnabrechnung, entgeltabrechnung
        krankmeldung, krankschreibung
    """,
}

# As -ise and -ize; their nouns follow, as both forms of each lead to one stem.
_VERBS = "author categor central custom digit final initial item local maxim minim normal optim organ personal priorit real recogn standard summar util"


@lru_cache(maxsize=len(_GROUPS))
def general(language: str = DEFAULT) -> tuple[Group, ...]:
    """Give the groups of a base's own language, then the English ones that share no word with them."""
    groups: list[Group] = []
    known: set[str] = set()
    for code in dict.fromkeys((language, DEFAULT)):
        told = [tuple(line.strip().split(", ")) for line in _GROUPS.get(code, "").strip().split("\n") if line]
        if code == "en":
            told += [(f"{verb}ise", f"{verb}ize") for verb in _VERBS.split() if verb != "organ"]
        added = [Group(words=words, language=code) for words in told if not known & set(words)]
        known |= {word for group in added for word in group.words}
        groups += added
    return tuple(groups)


def beside(own: Iterable[Group], language: str = DEFAULT) -> tuple[Group, ...]:
    """Give the groups that share no word with a project's own: where somebody says what `pto` is, that is what it is."""
    said = {way for group in own for text in group.words for way in ways(text, group.language)}
    return tuple(
        group
        for group in general(language)
        if not any(way in said for text in group.words for way in ways(text, group.language))
    )
