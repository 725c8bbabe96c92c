"""
Tokens and keys of vendors, by their documented shapes, and where they stand.

Name → how the value is made → carriers, read as `secrets` says.
"""

import base64

from tests.redact.labelled.secret_values import (
    ALNUM,
    BASE32,
    DIGITS,
    HEX,
    UPPER,
    URL64,
    Maker,
    draw,
    encoded,
    gcp,
    sendgrid,
    shape,
    slack,
    telegram,
    uuid,
)

KINDS: dict[str, tuple[Maker, tuple[str, ...]]] = {
    "AWS access key id": (
        shape("AK" + "IA", BASE32, 16),
        (
            "aws_access_key_id = §",
            "The export job uses § for the bucket.",
            'AWS_ACCESS_KEY_ID="§"',
            "(§) is inactive",
        ),
    ),
    "AWS secret access key": (
        shape("", ALNUM + "+/", 40),
        ("aws_secret_access_key = §", "export AWS_SECRET_ACCESS_KEY=§", '"SecretAccessKey": "§",'),
    ),
    "AWS presigned URL": (
        shape("", HEX, 64),
        (
            "https://larkhr.s3.example/pay.csv?X-Amz-Expires=900&X-Amz-Signature=§",
            "Download: https://larkhr.s3.example/a.zip?X-Amz-Date=20260914T0211Z&X-Amz-Signature=§&x=1",
            "curl 'https://larkhr.s3.example/x?X-Amz-SignedHeaders=host&X-Amz-Signature=§'",
        ),
    ),
    "GitHub token": (
        shape("gh" + "p_", ALNUM, 36),
        (
            "git clone failed, token § has no scope",
            "GITHUB_TOKEN=§",
            "https://§@github.example/larkfield/portal.git",
        ),
    ),
    "GitHub fine-grained token": (
        lambda c: "github" + f"_pat_{draw(c, ALNUM, 22)}_{draw(c, ALNUM, 59)}",
        ("PAT: §", "  token: § # expires in May", "We put § into the pipeline by mistake."),
    ),
    "GitLab token": (
        shape("gl" + "pat-", URL64, 20),
        ('curl --header "PRIVATE-TOKEN: §" https://git.example/api', "CI_JOB_TOKEN replaced by §", "token=§"),
    ),
    "Slack token": (slack, ("SLACK_BOT_TOKEN=§", "bot token is § in channel hr", 'slack: {"token": "§"}')),
    "Slack webhook": (
        lambda c: f"T{draw(c, UPPER + DIGITS, 8)}/B{draw(c, UPPER + DIGITS, 8)}/{draw(c, ALNUM, 24)}",
        (
            "curl -X POST https://hooks.slack.com/services/§",
            "The approvals go to https://hooks.slack.com/services/§ but nothing arrives.",
            'webhook_url: "https://hooks.slack.com/services/§"',
        ),
    ),
    "Teams webhook": (
        lambda c: f"{uuid(c)}@{uuid(c)}/IncomingWebhook/{draw(c, HEX, 32)}/{uuid(c)}",
        (
            "https://larkfield.webhook.office.com/webhookb2/§",
            "Post to https://larkfield.webhook.office.com/webhookb2/§ gives 410.",
            'TEAMS_URL="https://larkfield.webhook.office.com/webhookb2/§"',
        ),
    ),
    "Discord webhook": (
        lambda c: f"{draw(c, DIGITS, 18)}/{draw(c, URL64, 68)}",
        (
            "https://discord.com/api/webhooks/§",
            "hook=https://discord.com/api/webhooks/§",
            "see https://discord.com/api/webhooks/§ (alerts)",
        ),
    ),
    "Google API key": (
        shape("AI" + "za", URL64, 35),
        ("maps.key=§", "https://maps.example/js?key=§&v=3", "The map tile needs § to load."),
    ),
    "GCP service account key": (
        gcp,
        (
            '{"type": "service_account", "project_id": "lark-hr", "private_key": "§", "client_id": "1"}',
            '  "private_key": "§",\n  "token_uri": "https://oauth2.example/token"',
            'GOOGLE_KEY=\'{"private_key": "§"}\'',
        ),
    ),
    "Google OAuth client secret": (
        shape("GOC" + "SPX-", URL64, 28),
        ('"client_secret": "§"', "client secret § was mailed around", "GOOGLE_CLIENT_SECRET=§"),
    ),
    "Azure storage key": (
        lambda c: encoded(c, 64),
        (
            "DefaultEndpointsProtocol=https;AccountName=larkhr;AccountKey=§;EndpointSuffix=core.windows.net",
            "az storage blob list --account-name larkhr --account-key §",
            "AZURE_STORAGE_KEY=§",
        ),
    ),
    "Azure SAS URL": (
        lambda c: (
            base64.b64encode(c.randbytes(32))
            .decode()
            .replace("+", "%2B")
            .replace("=", "%3D")
            .replace("/", "%2F")
        ),
        (
            "https://larkhr.blob.example/in?sv=2024-11-04&se=2026-12-31&sr=c&sp=rl&sig=§",
            "Container: https://larkhr.blob.example/pay/a.csv?sp=r&sig=§&sv=2023-01-03",
            "azcopy copy 'https://larkhr.blob.example/in?sr=c&sig=§' .",
        ),
    ),
    "Azure client secret": (
        lambda c: f"{draw(c, ALNUM, 3)}8Q~{draw(c, ALNUM + '-_.~', 34)}",
        ("AZURE_CLIENT_SECRET=§", "The app registration's secret § expires soon.", 'clientSecret: "§"'),
    ),
    "Azure service bus key": (
        lambda c: encoded(c, 32),
        (
            "Endpoint=sb://lark.servicebus.example/;SharedAccessKeyName=Root;SharedAccessKey=§",
            "SharedAccessKey=§;EntityPath=hr-events",
            "SERVICEBUS=Endpoint=sb://lark.example/;SharedAccessKeyName=send;SharedAccessKey=§",
        ),
    ),
    "Stripe key": (
        shape("sk" + "_live_", ALNUM, 24),
        ("STRIPE_KEY=§", "canteen shop still uses §", "key: §"),
    ),
    "Twilio key": (shape("SK", HEX, 32), ("TWILIO_API_KEY=§", "twilio api key §", "sms.apikey: §")),
    "SendGrid key": (sendgrid, ("SENDGRID_API_KEY=§", "mail fails with §", "apikey: §")),
    "npm token": (
        shape("npm" + "_", ALNUM, 36),
        ("//registry.example/:_authToken=§", "NPM_TOKEN=§", "npm login with § does not work"),
    ),
    "Python upload token": (
        shape("py" + "pi-AgEIcHlwaS5vcmc", URL64, 70),
        ("password = §", "TWINE_PASSWORD=§", "upload token § was pasted in the chat"),
    ),
    "OpenAI key": (
        lambda c: "sk" + f"-proj-{draw(c, URL64, 74)}",
        ("OPENAI_API_KEY=§", "The chat bot uses §", "openai.api_key = '§'"),
    ),
    "Anthropic key": (
        lambda c: "sk" + f"-ant-api03-{draw(c, URL64, 93)}AA",
        ("ANTHROPIC_API_KEY=§", "x-api-key: §", "key § was in the screenshot"),
    ),
    "DigitalOcean token": (
        shape("dop" + "_v1_", HEX, 64),
        ("DO_TOKEN=§", "doctl auth init -t §", "token §"),
    ),
    "Atlassian token": (
        shape("ATA" + "TT3xFfGF0", URL64, 170, "=1A2B3C4D"),
        ("JIRA_API_TOKEN=§", "curl -u ‹bot@larkfield.example›:§ https://lark.atlassian.example", "token: §"),
    ),
    "Vault token": (shape("hv" + "s.", URL64, 90), ("VAULT_TOKEN=§", "vault login §", "X-Vault-Token: §")),
    "Databricks token": (
        shape("da" + "pi", HEX, 32),
        ("DATABRICKS_TOKEN=§", "token = §", "dbx says § expired"),
    ),
    "Telegram bot token": (telegram, ("https://api.telegram.org/bot§/getMe", "BOT_TOKEN=§", "bot token: §")),
    "Okta token": (
        lambda c: "00" + draw(c, URL64, 40),
        ("Authorization: SSWS §", "OKTA_API_TOKEN=§", 'headers["Authorization"] = "SSWS §"'),
    ),
}
