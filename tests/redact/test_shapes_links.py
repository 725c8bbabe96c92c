"""Keys in links are hidden and the links keep their structure; pages with long names are no keys."""

import pytest

from tests.redact.words import PATTERNS, by_one, redacted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://example.com/reset/8f3kd92ks9dk20dkw8x.", "https://example.com/reset/[token]."),
        (
            "https://hr.example.com/invitations/accept/550e8400-e29b-41d4-a716-446655440000?x=1",
            "https://hr.example.com/invitations/accept/[token]?x=1",
        ),
        ("https://example.com/magic-link#token=abcdef123456", "https://example.com/magic-link#token=[token]"),
        (
            "https://example.com/saml?SAMLResponse=PHNhbWxwOlJlc3BvbnNl&RelayState=x",
            "https://example.com/saml?SAMLResponse=[token]&RelayState=x",
        ),
        (
            "https://s3.example.com/f.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=9b1c44",
            "https://s3.example.com/f.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=[token]",
        ),
        (
            "https://blob.example.com/f?sv=2022-11-02&sig=abc%2Bdef%3D&amp;x=1",
            "https://blob.example.com/f?sv=2022-11-02&sig=[token]&amp;x=1",
        ),
        ("https://example.com/login?ticket=ST-1856339-aA5Yuvrx", "https://example.com/login?ticket=[token]"),
        (
            "https://example.com/cb?code=4f0AX8sKd92kLw0aPq1Zx7&state=ok",
            "https://example.com/cb?code=[token]&state=ok",
        ),
        (
            "[reset](https://example.com/reset/8f3kd92ks9dk20dkw8x)",
            "[reset](https://example.com/reset/[token])",
        ),
    ],
)
def test_keys_in_links(text: str, expected: str) -> None:
    assert by_one(PATTERNS, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/kb/reset-password/how-to-reset-your-password-in-2026",
        "https://example.com/invite/team-onboarding-guide",
        "https://example.com/browse/PDW-101?focusedId=12345&page=com.example.issuetabpanels:comment-tabpanel",
        "https://docs.example.com/share/index.html?lang=en&auth=basic",
        "https://example.com/org/repo/commit/da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "https://example.com/a?state=open&code=AB12&id=42",
        "https://example.com/a?token=${TOKEN}&sig=xxxx",
        "https://forum.example.com/s/question/0D54O000061xpm2SAA/how-to-publish",
    ],
)
def test_links_without_keys_stay(text: str) -> None:
    assert redacted(text) == text
