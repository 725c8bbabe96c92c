"""Thirty pages of an invented company after its move to a new HR system, and what people ask."""

from kb.model.article import Article, Audience, Confidence, Guide
from kb.model.incident import IncidentRef
from kb.model.lesson import Lesson, LessonStatus
from kb.model.search import Document, Request
from kb.search.documents import documents
from tests.support.build import an_article

# title | codes | environment | also asked as | issue | resolution
_ARTICLES = """
Offer letter PDF is blank – Workday Recruiting | WDR-5031 | Workday Recruiting, Chrome | offer pdf is white; empty offer document | The offer letter PDF opens as a white page. The candidate cannot sign it. | Generate the offer document again after the template was published.
Cannot sign in after a password change – Single sign-on | SSO-401 | Okta | cant log in after pw change; login loop after new password | After changing the password the login page returns again and again. | Clear the saved session, wait ten minutes for the directory, then sign in with the new password.
Payslip missing for March – Workday Payroll | PAY-2207 | Workday Payroll | where is my payslip; no pay slip this month | The payslip of this month is not shown in the Pay worklet. | Payroll released the run late; the payslip appears the next morning.
Absence request stuck in approval – Workday Absence | ABS-118 | Workday Absence | vacation not approved; holiday request pending | A vacation request waits for a manager who has left the company. | Reassign the business process step to the new manager.
Bank details rejected – Workday Payroll | PAY-3120 | Workday Payroll | IBAN not accepted; cannot save bank account | Saving the bank account ends with an error about the IBAN. | Enter the IBAN without blanks and choose the country of the bank first.
Manager sees the wrong team – Workday HCM | HCM-0907 | Workday HCM | team list is wrong; org chart shows old team | After the reorganisation the org chart still shows the old team. | Run the supervisory organisation integration again.
Time sheet shows double hours – Workday Time Tracking | WTT-77 | Workday Time Tracking | hours counted twice; duplicate timesheet entries | The hours of one day appear twice on the time sheet. | Delete the imported block and submit again.
New hire has no access on the first day – Onboarding | ONB-301 | Workday HCM, Active Directory | new starter cannot log in; account missing for new employee | The account of a new employee is not there on the start date. | Trigger the provisioning job and check the hire date.
Job requisition cannot be posted – Workday Recruiting | WDR-4410 | Workday Recruiting | vacancy not on career site; job ad missing | A job requisition is approved but not on the career site. | Set the posting date and run the job posting feed.
Interview calendar invite not sent – Workday Recruiting | WDR-4555 | Workday Recruiting, Outlook | no meeting invitation for interview | The interviewer receives no calendar invite. | Reconnect the calendar integration and send the invite again.
Expense report rejected for missing receipt – Expenses | EXP-12 | Workday Expenses | receipt lost; cannot submit expenses | The expense report is sent back because a receipt is missing. | Attach the missing receipt form.
Benefit enrolment window closed – Workday Benefits | BEN-640 | Workday Benefits | cannot choose health plan; enrollment closed | The enrolment event is closed before a plan was chosen. | Open a late enrolment event for the employee.
Cost centre is invalid – Workday Finance | FIN-9002 | Workday Finance | wrong cost center on requisition | A purchase requisition fails with an invalid cost centre. | Use the new cost centre from the mapping list.
Report runs for hours – Workday Reporting | RPT-3001 | Workday Reporting | headcount report times out; report very slow | The headcount report runs for hours and then times out. | Add a filter on the company and run it in the background.
Integration INT0142 fails at night – Workday Studio | INT-0142 | Workday Studio, SFTP | payroll interface failed; file not transferred | The nightly payroll file is not transferred to the bank. | Renew the SFTP key and launch the integration again.
Two-factor code never arrives – Single sign-on | SSO-509 | Okta | no sms code; 2fa not working; authenticator new phone | The sign-in code does not arrive after changing the phone. | Reset the factor and enrol the new phone.
Tax class is wrong on the payslip – Workday Payroll | PAY-2310 | Workday Payroll | wrong tax on payslip; taxed too much | The payslip shows a wrong tax class after marriage. | Correct the tax elections; the next run pays the difference.
Employee photo cannot be uploaded – Workday HCM | HCM-0155 | Workday HCM | picture upload fails | Uploading a profile photo ends with an error about the size. | Use a JPG below 2 MB.
Delegation ends too early – Workday HCM | HCM-0433 | Workday HCM | substitute cannot approve; delegate approvals while on leave | A delegate no longer sees the approvals during a leave. | Extend the delegation dates.
Candidate applied twice – Workday Recruiting | WDR-4601 | Workday Recruiting | duplicate candidate profile | The same candidate has two profiles. | Merge the profiles and keep the older one.
VPN drops after sleep – Laptop | VPN-809 | Windows 11, Cisco AnyConnect | vpn disconnects when laptop wakes up | The VPN connection is lost when the laptop wakes up. | Update the client to v4.10.07 and disable fast startup.
Printer does not print badges – Reception | PRN-22 | Zebra ZD421 | badge printer offline | Visitor badges are not printed. | Restart the spooler in C:\\\\Windows\\\\System32\\\\spool.
Mobile app asks for tenant – Workday mobile | MOB-101 | iOS, Android | what is my tenant name; app login organisation id | The mobile app asks for an organisation id. | Scan the QR code on the home page.
Salary increase not visible – Workday Compensation | CMP-77 | Workday Compensation | raise missing; compensation change not shown | An approved salary increase is not on the profile. | The effective date lies in the next month.
Working hours wrong after transfer – Workday HCM | HCM-0712 | Workday HCM | weekly hours not updated | After an internal transfer the weekly hours are wrong. | Correct the position and the scheduled hours.
"""

_JUDGED = """
offer pdf is white | 01
cant log in after pw change | 02
where is my payslip | 03
pay slip missing | 03
vacation request stuck with old manager | 04
iban rejected | 05
org chart shows wrong team | 06
hours twice on timesheet | 07
new employee has no account on first day | 08
WDR-5031 | 01
wdr5031 | 01
error WDR 4410 when posting | 09
career site job missing | 09
interview invite | 10
receipt lost | 11
enrollment closed health plan | 12
invalid cost center | 13
headcount report slow | 14
sftp payroll file not transferred | 15
INT-0142 | 15
sms code does not arrive new phone | 16
2fa authenticator | 16
wrong tax class | 17
upload profile picture | 18
delegate cannot approve during leave | 19
duplicate candidates | 20
vpn disconnects laptop sleep | 21
badge printer | 22
tenant name mobile app | 23
salary raise not visible | 24
weekly hours after transfer | 25
offr leter blank | 01
passwrod change login | 02
paysllip march | 03
absense request aproval | 04
requistion posted | 09
calender invite interview | 10
expence report reciept | 11
cutover weekend freeze | lesson-cutover
how do I read my payslip | guides/read-your-payslip
Hello, since this morning I have tried several times to open the offer letter that our recruiter sent to the candidate but the PDF is completely white and there is only the message WDR-5031, can you please help us as it is urgent | 01
payr | 03
interv | 10
reorganised teams | 06
integrations failing | 15
sign-in code | 16
"""


def an_id(number: str) -> str:
    return f"kb-{int(number):08x}" if number.isdigit() else number


def judged() -> dict[str, str]:
    """Query → the id that should come first."""
    rows = [line.rsplit(" | ", 1) for line in _JUDGED.strip().split("\n")]
    return {query: an_id(number) for query, number in rows}


def articles() -> tuple[Article, ...]:
    made = []
    for number, line in enumerate(_ARTICLES.strip().split("\n"), start=1):
        title, code, environment, asked, issue, resolution = (part.strip() for part in line.split(" | "))
        made.append(
            an_article(
                an_id(str(number)),
                path=f"troubleshooting/page-{number}.md",
                title=title,
                error_codes=(code,),
                environment=tuple(environment.split(", ")),
                also_asked_as=tuple(asked.split("; ")),
                evidence=tuple(
                    IncidentRef("servicenow", f"INC00{number}{n:03}") for n in range(number % 4 + 1)
                ),
                confidence=Confidence.VALIDATED if number % 3 == 0 else Confidence.NOT_VALIDATED,
                audience=Audience.USERS,
                body=f"## Issue\n\n{issue}[^a]\n\n## Environment\n\n{environment}\n\n## Resolution\n\n{resolution}\n\n"
                "[^a]: servicenow:INC0048001, description\n",
            )
        )
    return tuple(made)


def guides() -> tuple[Guide, ...]:
    return (
        Guide(
            path="guides/read-your-payslip.md",
            title="How to read your payslip",
            audience=Audience.USERS,
            body="A payslip has three parts.\n\n## Gross pay\n\nSalary and allowances.\n\n## Deductions\n\nTax and insurance.\n",
        ),
        Guide(
            path="guides/approve-absence.md",
            title="How to approve an absence",
            audience=Audience.USERS,
            body="Open *My Tasks* and choose **Approve**.\n",
        ),
        Guide(path="index.md", title="Knowledge base", audience=Audience.USERS, body="Ask here first.\n"),
    )


def lessons() -> tuple[Lesson, ...]:
    return (
        Lesson(
            id="lesson-cutover",
            path="freeze-changes-before-cutover.md",
            title="Freeze changes before the cutover weekend",
            status=LessonStatus.APPLIED,
            audience=Audience.USERS,
            topics=("cutover",),
            body="## Event\n\nA late change broke the payroll load.\n\n## Recommendation\n\nFreeze changes one week before.\n",
        ),
        Lesson(
            id="lesson-train",
            path="train-managers-early.md",
            title="Train managers early",
            status=LessonStatus.OBSERVED,
            audience=Audience.USERS,
            body="## Event\n\nManagers did not find the approvals.\n",
        ),
    )


def pages(audience: Audience = Audience.USERS) -> tuple[Document, ...]:
    return documents(articles(), guides(), lessons(), audience=audience)


def page(number: int) -> Document:
    """Give the page of one article; 1 is the offer letter that is blank."""
    return next(document for document in pages() if document.id == an_id(str(number)))


def some(count: int) -> tuple[Document, ...]:
    """Give the pages of the first articles."""
    return tuple(document for document in pages() if document.kind == "article")[:count]


def asked(text: str, limit: int = 10) -> Request:
    """Ask as a person does."""
    return Request(text=text, limit=limit)
