"""
What opens a door whoever made it: headers, cookies, links, private keys, connection strings.

Name → how the value is made → carriers, read as `secrets` says.
"""

from tests.redact.labelled.secret_values import (
    ALNUM,
    DIGITS,
    HEX,
    UPPER,
    URL64,
    Maker,
    armour,
    basic,
    encoded,
    jwt,
    key,
    plain,
    putty,
    shape,
)

KINDS: dict[str, tuple[Maker, tuple[str, ...]]] = {
    "JWT": (
        jwt,
        ("Authorization: Bearer §", "id_token=§&state=1", "The token § is refused.", '"access_token":"§"'),
    ),
    "bearer token": (
        shape("", URL64, 40),
        (
            "Authorization: Bearer §",
            "curl -H 'Authorization: Bearer §' https://api.example",
            "authorization: bearer §",
        ),
    ),
    "basic-auth header": (
        basic,
        (
            "Authorization: Basic §",
            "curl -H 'Authorization: Basic §' https://api.example",
            '"Authorization": "Basic §"',
        ),
    ),
    "API key header": (
        shape("", HEX, 32),
        ("X-Api-Key: §", "curl -H 'x-api-key: §' https://api.example", "apikey: §", "X-Auth-Token: §"),
    ),
    "session cookie": (
        shape("", UPPER + DIGITS, 32),
        (
            "Cookie: lang=en; JSESSIONID=§",
            "Set-Cookie: JSESSIONID=§; Path=/; HttpOnly",
            "PHPSESSID=§",
            "Cookie: wd-session=§; tz=1",
        ),
    ),
    "session id in URL": (
        shape("", UPPER + DIGITS, 32),
        (
            "https://hr.example/app;jsessionid=§?page=2",
            "https://hr.example/app?sessionid=§",
            "Opened https://hr.example/home?page=2&sid=§ and got 403.",
        ),
    ),
    "one-time link": (
        shape("", HEX, 40),
        (
            "https://sso.example/reset?token=§",
            "Click https://onboard.example/start?lang=de&access_token=§#top within 24 h",
            "link: https://sso.example/verify?user=1&ticket=ST-§",
        ),
    ),
    "OAuth refresh token": (
        shape("1//0", URL64, 60),
        ('"refresh_token": "§"', "refresh_token=§&grant_type=refresh_token", "refresh token: §"),
    ),
    "OAuth client secret": (
        shape("", ALNUM, 32),
        (
            "client_id=hr&client_secret=§&grant_type=client_credentials",
            "client_secret: §",
            '"clientSecret":"§"',
        ),
    ),
    "SAML response": (
        lambda c: encoded(c, 240),
        ("SAMLResponse=§&RelayState=x", 'name="SAMLResponse" value="§"', "POST /acs SAMLResponse=§"),
    ),
    "RSA private key": (armour(key("RSA")), ("§", "The key is\n§\nplease check", "key: |\n§")),
    "EC private key": (
        armour(key("EC")),
        ("§", "id_ec contains:\n§", "openssl ec -in k.pem\n§\nread EC key"),
    ),
    "OpenSSH private key": (armour(key("OPENSSH")), ("§", "cat ~/.ssh/id_ed25519\n§", "SFTP key:\n§\n")),
    "PKCS8 private key": (armour(key("")), ("§", "saml.key:\n§", "tls.key =\n§\nEOF")),
    "encrypted private key": (armour(key("ENCRYPTED")), ("§", "pfx export\n§", "key file:\n§")),
    "DSA private key": (
        armour(key("DSA"), head="Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"),
        ("§", "old key\n§", "log:\n§\nend"),
    ),
    "PGP private key": (
        armour("PGP PRIV" + "ATE KEY BLOCK", head="Version: 1\n\n"),
        ("§", "for the bank file\n§", "gpg --export-secret-keys\n§"),
    ),
    "PuTTY private key": (
        putty,
        (
            "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: hr\n§",
            "PuTTY-User-Key-File-2: ssh-ed25519\nEncryption: none\n§",
            "the ppk:\nPuTTY-User-Key-File-3: ssh-rsa\n§\nbye",
        ),
    ),
    "PostgreSQL URL": (
        plain,
        (
            "postgresql://‹hr_ro›:§@db.example:5432/mart",
            "DATABASE_URL=postgres://‹sync›:§@db/hr",
            "psql postgres://‹u›:§@‹10.0.0.5›/x",
        ),
    ),
    "MySQL URL": (
        plain,
        (
            "mysql://‹hr›:§@db.example/hr",
            "mysql+pymysql://‹hr›:§@db/hr?charset=utf8",
            "url: mariadb://‹app›:§@db:3306/a",
        ),
    ),
    "MongoDB URL": (
        plain,
        (
            "mongodb+srv://‹hr›:§@c0.example/hr?retryWrites=true",
            "mongodb://‹root›:§@m1,m2/?replicaSet=r",
            "MONGO=mongodb://‹a›:§@m/x",
        ),
    ),
    "Redis URL": (
        plain,
        ("redis://:§@cache:6379/0", "REDIS_URL=rediss://‹default›:§@cache", "broker redis://:§@r/1"),
    ),
    "AMQP URL": (
        plain,
        ("amqp://‹hr›:§@mq:5672/", "CELERY_BROKER=amqps://‹w›:§@mq/v", "broker is amqp://‹w›:§@mq"),
    ),
    "SQL Server connection string": (
        plain,
        (
            "Server=tcp:sql.example,1433;Database=hr;User Id=app;Password=§;Encrypt=True",
            "Data Source=SQL01;Initial Catalog=HR;uid=sa;pwd=§;",
            '<add name="HR" connectionString="Server=.;User ID=app;Password=§" />',
        ),
    ),
    "JDBC URL": (
        plain,
        (
            "jdbc:mysql://db/hr?user=app&password=§&useSSL=true",
            "jdbc:oracle:thin:‹hr›/§@//db.example:1521/HRP",
            "jdbc:sqlserver://db;databaseName=hr;user=app;password=§",
        ),
    ),
    "ODBC string": (
        plain,
        (
            "Driver={ODBC Driver 18};Server=db;UID=hr;PWD=§;",
            "DSN=HR;Uid=hr;Pwd=§",
            "odbc: DSN=PAY;UID=app;PWD=§;DB=1",
        ),
    ),
    "password in URL": (
        plain,
        (
            "https://‹isu_pay›:§@api.example/ccx/v1",
            "wget https://‹hr›:§@files.example/a.zip",
            "proxy http://‹svc_proxy›:§@proxy.example:8080 is refused",
            "git remote add o https://‹deploy›:§@git.example/hr.git",
        ),
    ),
    "FTP URL": (
        plain,
        (
            "ftp://‹pay›:§@ftp.example/in",
            "sftp://‹bank›:§@sftp.example:22/",
            "lftp ftps://‹hr›:§@ftp.example",
        ),
    ),
}
