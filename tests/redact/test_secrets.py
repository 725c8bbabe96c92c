"""Keys, tokens and passwords are hidden; sentences about passwords stay."""

import pytest

from tests.redact.words import SECRETS, by_one, redacted

KEY = "\n".join(
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "MIIEpAIBAAKCAQEA1234567890abcdef",
        "c2VjcmV0c2VjcmV0==",
        "-----END RSA PRIVATE KEY-----",
    ]
)
JWT = ".".join(
    ["eyJ" + "hbGciOiJIUzI1NiJ9", "eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0", "dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1g"]
)
VENDORS = [
    "AKIA" + "IOSFODNN7EXAMPLE",
    "gh" + "p_" + "a1B2" * 9,
    "github" + "_pat_" + "a1B2" * 9,
    "gl" + "pat-" + "a1B2" * 5,
    "xox" + "b-1234567890-abcdefghij",
    "sk" + "-proj-" + "a1B2" * 8,
    "sk" + "_live_" + "a1B2" * 6,
    "AI" + "za" + "a1B2" * 9,
    "np" + "m_" + "a1B2" * 9,
    "SG" + "." + "a1B2" * 5 + "." + "a1B2" * 10,
    "hf" + "_" + "a1B2" * 8,
    JWT,
]


@pytest.mark.parametrize("token", VENDORS)
def test_hides_tokens_by_their_shape(token: str) -> None:
    assert by_one(SECRETS, f"I used {token}, and it fails.") == "I used [token], and it fails."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"key:\n{KEY}\nthanks", "key:\n[private key]\nthanks"),
        (f"```\n{KEY}\n```", "```\n[private key]\n```"),
        (KEY.rsplit("\n", 1)[0] + "\n\nIt does not work.", "[private key]\n\nIt does not work."),
        ("Authorization: Bearer abcdef1234567890", "Authorization: Bearer [token]"),
        ("authorization: Basic dXNlcjpwYXNz", "authorization: Basic [token]"),
        ('curl -H "Authorization: Token a1b2c3d4e5"', 'curl -H "Authorization: Token [token]"'),
        ("Cookie: a=1; JSESSIONID=8F2D1C; b=2\nHost: x", "Cookie: [token]\nHost: x"),
        ("jsessionid=8F2D1C0A9B", "jsessionid=[token]"),
        ("password: Welcome123!", "password: [password]"),
        ("Password: sunshine\nthen", "Password: [password]\nthen"),
        ("pw = x9y8z7", "pw = [password]"),
        ('{"password": "sunshine", "user": 1}', '{"password": "[password]", "user": 1}'),
        ("<password>sunshine</password>", "<password>[password]</password>"),
        ("DB_PASSWORD=sunshine", "DB_PASSWORD=[password]"),
        ("dbPassword=sunshine", "dbPassword=[password]"),
        ("run --password sunshine now", "run --password [password] now"),
        ("**Password:** Welcome123!", "**Password:** [password]"),
        ("the password is Summer2026!, thanks", "the password is [password], thanks"),
        ("password for jsmith was set to Summer2026!", "password for jsmith was set to [password]"),
        ("temporary password Welcome1 does not work", "temporary password [password] does not work"),
        ("hasło: Lato2026!", "hasło: [password]"),
        ("Passwort lautet Sommer2026", "Passwort lautet [password]"),
        ("user/password: jsmith / Welcome1!", "user/password: [user] / [password]"),
        ("PIN: 4711", "PIN: [password]"),
        ("otp 123456", "otp [password]"),
        ("the password is 'sunshine'", "the password is '[password]'"),
        ("login with jsmith / Welcome1!", "login with [user] / [password]"),
        ("api_key=a1b2c3d4e5f6", "api_key=[secret]"),
        ("client_secret: 'a1b2c3d4e5f6a7b8'", "client_secret: '[secret]'"),
        ("access_token=a1b2c3d4e5", "access_token=[token]"),
        (
            "Server=db;User Id=sa;Password=pa55;Timeout=3",
            "Server=db;User Id=sa;Password=[password];Timeout=3",
        ),
        ("postgres://app:s3cret@db:5432/x", "postgres://[user]:[password]@db:5432/x"),
        ("jdbc:oracle:thin:scott/tiger@db:1521", "jdbc:oracle:thin:[user]/[password]@db:1521"),
        ("https://hooks.slack.com/services/T0/B0/abc123", "https://hooks.slack.com/services/[token]"),
        ("pass\u200bword: Welcome123!", "pass\u200bword: [password]"),
    ],
)
def test_hides(text: str, expected: str) -> None:
    assert by_one(SECRETS, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "the password is wrong",
        "the password is expired, and password reset fails",
        "My password was changed yesterday. Password: the user forgot it.",
        "password policy: at least 12 characters",
        "password = ******** and password: <your password> and password=${DB_PASSWORD} and password: null",
        "Forgot password? Click Reset password.",
        "PASSWORD_EXPIRED error, code PWD-1042",
        "password INC0048812 and password WDR-5031",
        "the token expired; token: required; the secret is patience",
        "pass: 12 of 14; bypass: yes; compass: north",
        "key: value; primary_key = id; api key missing",
        "shipping pin: blue; spin 1234; PIN code is wrong",
        "Authorization: required for payroll; basic authorization; bearer of news",
        "Cookie: please accept",
        "session id missing; login is slow at 08:30",
        'PWD="/usr/local/bin"',
        "sk-learn-is-a-python-library-for-you",
        'curl -u "$MAIL/token:$TOKEN" -o tickets.json; curl -u admin:${PASSWORD}',
        "password: [password]",
    ],
)
def test_leaves_alone(text: str) -> None:
    assert redacted(text) == text
