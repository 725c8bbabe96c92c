"""The words mail programs and people put around what was said, in the languages support teams meet."""

import re

_ANSWERS = (
    "re", "aw", "antw", "antwort", "sv", "vs", "odp", "ref", "rif", "res", "rép", "ynt", "atb", "vá", "答复", "回复",
)  # fmt: skip
_FORWARDS = ("fwd", "fw", "wg", "tr", "rv", "enc", "pd", "vl", "vb", "doorst", "továbbítás", "转发")
_TAG = r"(?:\[[^\[\]\n]{1,60}\]\s{0,9})"
_PREFIX = re.compile(
    rf"\s{{0,9}}{_TAG}{{0,5}}(?:(?P<answer>{'|'.join(_ANSWERS)})|(?P<forward>{'|'.join(_FORWARDS)}))"
    r"(?:\s?[\[(^]?\d{1,3}[\])]?)?\s?[:：]\s{0,9}",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\s{0,9}\[(?:ext|extern|external|external e?-?mail|spam|suspicious)\]:?\s{0,9}", re.IGNORECASE
)
_TAGS = re.compile(rf"\s{{0,9}}{_TAG}{{1,5}}")

_ABSENT = re.compile(
    r"\s{0,9}(?:"
    r"auto(?:matic)?[- ]?(?:reply|response)|autoreply|auto-?antwort|automatische (?:antwort|rückantwort)"
    r"|abwesenheits(?:notiz|nachricht|benachrichtigung|meldung)?|abwesenheit|nicht im büro"
    r"|out of (?:the )?office(?: (?:auto[- ]?)?(?:reply|response|message))?|ooo|away from (?:the )?office"
    r"|réponse automatique|absence du bureau|message d['’]absence"
    r"|respuesta automática|fuera de (?:la )?oficina|ausente de la oficina"
    r"|risposta automatica|fuori (?:sede|ufficio)|resposta automática|ausência (?:temporária|do escritório)"
    r"|odpowiedź automatyczna|automatyczna odpowiedź|poza biurem|automatisch antwoord|afwezig(?:heidsbericht)?"
    r"|autosvar|automatiskt? svar|frånvaro(?:meddelande)?|ikke til stede|automaattinen vastaus|poissa"
    r"|automatická odpověď|automatikus válasz|automatické? odpoveď|răspuns automat|otomatik yanıt"
    r"|автоматический ответ|автовідповідь|автоматична відповідь|自動応答|自动答复|自動回覆"
    r")\s{0,9}(?:[:：\-–—]|$)",
    re.IGNORECASE,
)

_ORIGINAL = re.compile(
    r"[>\s*]{0,20}[-_–—=]{2,40}\s{0,9}\**(?:"
    r"original(?: e?-?mail)? (?:message|appointment)|original message|ursprüngliche (?:nachricht|mail)|original-?nachricht"
    r"|message d['’]origine|message original|mensaje original|mensagem original|messaggio originale"
    r"|oorspronkelijk bericht|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding"
    r"|(?:oryginalna wiadomość|wiadomość oryginalna|pierwotna wiadomość)|původní zpráva|alkuperäinen viesti"
    r"|исходное сообщение|原始邮件|元のメッセージ"
    r")\**\s{0,9}[-_–—=]{2,40}\s{0,9}",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"[>\s*]{0,20}(?:[-_–—=]{2,40}\s{0,9}(?:forwarded (?:message|by)|weitergeleitete nachricht|message transféré"
    r"|mensaje reenviado|przekazana wiadomość|messaggio inoltrato|doorgestuurd bericht|vidarebefordrat meddelande)"
    r"|begin forwarded message:|anfang der weitergeleiteten nachricht:|début du message (?:réexpédié|transféré) ?:"
    r"|inicio del mensaje reenviado:)",
    re.IGNORECASE,
)

_FROM = r"from|von|de|od|da|van|från|fra|lähettäjä|от|发件人|差出人|보낸\s?사람"
_WHEN = r"sent|date|gesendet|datum|envoyé|date d['’]envoi|enviado(?: el)?|fecha|wysłano|data|inviato|verzonden|skickat|sendt|lähetetty|дата|отправлено|发送时间|送信日時|odesláno|enviada em|보낸\s?날짜"
_WHOM = r"to|an|à|para|do|a|aan|till|til|cc|kopie|dw|vastaanottaja|кому|收件人|宛先|komu|받는\s?사람"
_ABOUT = (
    r"subject|betreff|objet|asunto|temat|oggetto|assunto|onderwerp|ämne|emne|aihe|тема|主题|件名|předmět|제목"
)
_BLOCK = re.compile(
    rf"[>\s]{{0,20}}[*_]{{0,2}}(?:(?P<sender>{_FROM})|(?P<when>{_WHEN})|(?P<whom>{_WHOM})|(?P<about>{_ABOUT}))"
    r"\s{0,3}[*_]{0,2}\s{0,3}[:：][*_]{0,2}(?:\s|$)",
    re.IGNORECASE,
)

_WROTE = re.compile(
    r"(?:(?:wrote|writes|said)(?: on [^:\n]{1,80})?|schrieb(?:en)?[^:\n]{0,120}(?::\d\d[^:\n]{0,120}){0,3}|a écrit"
    r"|escribió|escreveu|ha scritto|(?:schreef|skrev)[^:\n]{0,120}(?::\d\d[^:\n]{0,120}){0,3}"
    r"|napisał(?:a|\(a\))?|nadesłał|pisze|napsala?(?:\(a\))?|kirjoitti|írta|написал(?:а|\(а\))?|пишет|写道|のメッセージ|님이 작성(?:하였습니다)?)"
    r"\s{0,3}[:：]\s{0,3}$",
    re.IGNORECASE,
)
_WROTE_BEGINS = re.compile(
    r"[\s>*_]{0,9}(?:(?:on|am|le|el|il|op|den|dnia|w dniu|em|dne|at|in message|zitat von)\b|\d{1,4}(?:[-./年]|년 )\d{1,2}"
    r"|(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)[a-z]{0,7}[,.]|[^<>\n]{0,80}<[^<>\s]{1,200}@[^<>\s]{1,200}>"
    r"|[\w.,'’ -]{1,60}\s(?:wrote|writes|schrieb|a écrit|escribió|ha scritto|schreef|skrev|napisał)\b)",
    re.IGNORECASE,
)
_STAMPED = re.compile(
    r"[\s>*_]{0,9}\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[^\n<>]{1,80}<[^<>\s]{1,200}@[^<>\s]{1,200}>\s{0,3}:\s{0,3}$"
)

_MOBILE = re.compile(
    r"[\s*_>-]{0,9}(?:sent (?:from|via|with|by) (?:my |the |a )?(?:[\w™®.'’+ -]{1,60}|\[[^\]\n]{1,80}\]\([^)\n]{1,200}\).{0,60})"
    r"|get \[?outlook\b.{0,200}|download \[?outlook\b.{0,200}"
    r"|(?:von meinem .{1,60}|mit .{1,40}) gesendet|gesendet (?:von|mit) .{1,60}"
    r"|diese nachricht wurde von meinem .{1,120} gesendet"
    r"|envoyé (?:de|depuis|à partir de) .{1,60}|enviado desde .{1,60}|enviado do .{1,60}"
    r"|inviato (?:da|dal) .{1,60}|wysłan[eo] (?:z|ze) .{1,60}|verzonden (?:vanaf|met|via) .{1,60}"
    r"|skickat från .{1,60}|sendt fra .{1,60}|lähetetty .{1,60}|отправлено (?:с|из) .{1,60})[\s*_]{0,9}$",
    re.IGNORECASE,
)
_WORDS_OF_A_DEVICE = re.compile(
    r"iphone|ipad|mobile|phone|android|samsung|galaxy|blackberry|outlook|mail|handy|tablet|pixel|huawei|nokia"
    r"|t[eé]l[eé]phone|m[oó]vil|portable|telefon|smartphone|droid|gerät|device",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[\s*_]{0,9}(?:(?:(?:with |many )?(?:best|kind|kindest|warm|warmest|my best)\s)?(?:regards|wishes)|best|cheers|sincerely"
    r"|(?:yours|respectfully) ?(?:sincerely|faithfully|truly|yours)?|all the best|many thanks|thanks(?: and (?:best |kind )?regards)?"
    r"|thank you(?: and (?:best |kind )?regards)?|thx|br|kr|brgds|rgds"
    r"|mit (?:freundlichen|besten|herzlichen|lieben|vielen) grü(?:ß|ss)en|(?:mit )?(?:freundliche|viele|beste|liebe|schöne|herzliche)[nr]? (?:grü(?:ß|ss)e?n?|gruss|gruß)"
    r"|gru(?:ß|ss)|grü(?:ß|ss)e|mfg|lg|vg|vielen dank|danke(?: und (?:viele )?gr(?:u|ü)(?:ß|ss)e?)?"
    r"|(?:bien )?cordialement|bien à vous|salutations(?: distinguées)?|merci(?: d['’]avance)?|bonne journée"
    r"|(?:un )?saludos?(?: cordial(?:es)?)?|atentamente|cordialmente|(?:muchas )?gracias"
    r"|z poważaniem|(?:serdecznie )?pozdrawiam|pozdrowienia|dziękuję|(?:cordiali|distinti) saluti|grazie"
    r"|met vriendelijke groet(?:en)?|groet(?:en|jes)?|bedankt|(?:med )?vänliga hälsningar|hälsningar|mvh"
    r"|(?:med )?venlig hilsen|s pozdravem|üdvözlettel|terveisin|atenciosamente|obrigad[oa]|с уважением)"
    r"\s{0,3}[,.!]{0,3}[\s*_]{0,9}$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"\b(?:inline|in-line|see (?:my )?(?:\w{1,12} )?below|answers? below|comments? below|below in (?:red|blue|green|bold)"
    r"|in (?:red|blue|green)\b.{0,30}below|siehe unten|s\. ?u\.|weiter unten|unten in rot|im text unten"
    r"|voir ci-dessous|ver abajo|más abajo|patrz niżej|poniżej)",
    re.IGNORECASE,
)


def stripped(subject: str) -> tuple[str, bool, bool]:
    """Give a subject without what answering and forwarding put in front, and whether either did."""
    answer = forward = False
    for _ in range(50):
        match = _PREFIX.match(subject)
        if match:
            answer = answer or bool(match["answer"])
            forward = forward or bool(match["forward"])
        else:
            match = _OUTSIDE.match(subject)
        if not match:
            break
        subject = subject[match.end() :]
    return subject.strip(), answer, forward


def bare(subject: str) -> str:
    """Give a stripped subject to compare by: without the tags in front, blanks and case."""
    return "".join(subject[match.end() if (match := _TAGS.match(subject)) else 0 :].casefold().split())


def is_absence(subject: str) -> bool:
    """Whether a subject is the one a mail program answers with while somebody is away."""
    while match := _OUTSIDE.match(subject):
        subject = subject[match.end() :]
    return bool(_ABSENT.match(subject))


def begins_original(line: str) -> bool:
    """Whether a line is the rule over the mail that is answered, as `-----Original Message-----`."""
    return bool(_ORIGINAL.fullmatch(line))


def begins_forwarded(line: str) -> bool:
    """Whether a line is the rule over a mail that is passed on."""
    return bool(_FORWARDED.match(line))


def block_field(line: str) -> str:
    """Say which line of a quoted mail's head this is: "sender", "when", "whom", "about", "" for none."""
    match = _BLOCK.match(line)
    return (match.lastgroup or "") if match else ""


def is_attribution(text: str) -> bool:
    """Whether a line, or several joined, says who wrote what follows, as `On Monday Jane wrote:`."""
    if len(text) > 400 or not text.rstrip(" *_").endswith((":", "：")):
        return False
    text = text.rstrip(" *_")
    return bool((_WROTE.search(text[-260:]) and _WROTE_BEGINS.match(text)) or _STAMPED.match(text))


def may_begin_attribution(line: str) -> bool:
    """Whether an attribution may begin here and go on in the next lines."""
    return len(line) < 300 and bool(_WROTE_BEGINS.match(line))


def is_from_mobile(line: str) -> bool:
    """Whether a line is what a mail program adds, as `Sent from my phone`."""
    return len(line) < 300 and bool(_MOBILE.match(line)) and bool(_WORDS_OF_A_DEVICE.search(line))


def is_closing(line: str) -> bool:
    """Whether a line is nothing but the words before a name, as `Kind regards,`."""
    return len(line) < 80 and bool(_CLOSING.match(line))


def points_below(text: str) -> bool:
    """Whether a text says that the answers stand inside what is quoted."""
    return bool(_BELOW.search(text))
