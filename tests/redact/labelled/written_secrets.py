"""
What people and programs write down: assignments, commands, key files, passwords in a sentence.

Name → how the value is made → carriers, read as `secrets` says.
"""

import base64

from tests.redact.labelled.secret_values import (
    ALNUM,
    DEVICES,
    DIGITS,
    STEMS,
    UPPER,
    Maker,
    anyone_made,
    basic,
    draw,
    encoded,
    grouped,
    human_made,
    machine_made,
    plain,
    shape,
)

KINDS: dict[str, tuple[Maker, tuple[str, ...]]] = {
    ".env assignment": (
        anyone_made,
        (
            "DB_PASSWORD=§",
            'SMTP_PASS="§"\nLOG=1',
            "export LDAP_BIND_PASSWORD='§'",
            "APP_SECRET=§\nAPP_ENV=prod",
        ),
    ),
    "YAML assignment": (
        anyone_made,
        (
            "db:\n  user: hr\n  password: '§'",
            'spring:\n  datasource:\n    password: "§"',
            'ldap:\n  bindPassword: "§"\n  port: 636',
        ),
    ),
    "JSON assignment": (
        anyone_made,
        ('{"user": "hr", "password": "§"}', '  "dbPassword": "§",', '{"passwd":"§","host":"db"}'),
    ),
    "XML element": (
        plain,
        (
            "<password>§</password>",
            "<wsse:Password Type='x#PasswordText'>§</wsse:Password>",
            "<user>hr</user>\n<Password>§</Password>",
        ),
    ),
    "XML attribute": (
        plain,
        (
            '<datasource user="hr" password="§" pool="5"/>',
            "<smtp userName='hr' password='§' />",
            '<add key="AdminPassword" value="§" />',
        ),
    ),
    "properties file": (
        plain,
        (
            "spring.datasource.password=§",
            "mail.smtp.password = §\nmail.port=25",
            "javax.net.ssl.keyStorePassword=§",
        ),
    ),
    "source code": (
        anyone_made,
        (
            'String password = "§";',
            'PASSWORD = "§"  # TODO',
            "const apiSecret = '§';",
            "conn = connect(user='hr', password='§')",
        ),
    ),
    "PowerShell": (
        human_made,
        (
            'ConvertTo-SecureString "§" -AsPlainText -Force',
            "$password = '§'",
            "Connect-Service -User hr -Password '§'",
        ),
    ),
    "command line": (
        plain,
        (
            "mysql -u hr -p§ hr",
            "curl -u ‹isu_pay›:§ https://api.example",
            "sshpass -p '§' sftp ‹bank@sftp.example›",
            "job.sh --password=§ --all",
            "net use Z: \\\\fs01\\pay /user:hr §",
        ),
    ),
    "SQL statement": (
        plain,
        (
            'ALTER USER hr IDENTIFIED BY "§";',
            "CREATE ROLE hr LOGIN PASSWORD '§';",
            "CREATE LOGIN hr WITH PASSWORD = '§'",
        ),
    ),
    "Terraform variable": (
        machine_made,
        ('admin_password = "§"', 'variable "pw" {}\npassword = "§"', 'client_secret   = "§"\ntenant = "x"'),
    ),
    "Dockerfile": (
        plain,
        ("ENV DB_PASSWORD=§", "ENV DB_PASSWORD §", "docker run -e DB_PASSWORD=§ hr", "ARG API_TOKEN=§"),
    ),
    "docker auth": (
        basic,
        (
            '{"auths": {"registry.example": {"auth": "§"}}}',
            '"auth": "§"',
            '.dockerconfigjson: {"auths":{"r":{"auth":"§"}}}',
        ),
    ),
    "kube config": (
        lambda c: encoded(c, 90),
        (
            "users:\n- name: hr\n  user:\n    client-key-data: §",
            "    client-key-data: §",
            "client-key-data: §\ncurrent-context: hr",
        ),
    ),
    "Kubernetes secret": (
        lambda c: base64.b64encode(human_made(c).encode()).decode(),
        (
            "kind: Secret\ndata:\n  password: §",
            "kind: Secret\nmetadata:\n  name: hr\ndata:\n  db-password: §",
            "data:\n  api-token: §\nkind: Secret",
        ),
    ),
    ".netrc": (
        plain,
        (
            "machine api.example login hr password §",
            "machine git.example\nlogin hr\npassword §",
            "default login hr password §",
        ),
    ),
    ".pgpass": (
        plain,
        ("db.example:5432:hr:hr_ro:§", "*:*:*:postgres:§", "cat ~/.pgpass\nlocalhost:5432:mart:app:§"),
    ),
    "password hash": (
        lambda c: c.choice(
            (
                "$2y$10$" + draw(c, ALNUM + "./", 53),
                "$6$" + draw(c, ALNUM, 8) + "$" + draw(c, ALNUM + "./", 86),
                "$apr1$" + draw(c, ALNUM, 8) + "$" + draw(c, ALNUM + "./", 22),
            )
        ),
        ("hradmin:§", "htpasswd line is hr:§", "root:§:19800:0:99999:7:::", "hash § in the users table"),
    ),
    "password in English prose": (
        human_made,
        (
            "My password is § and it is refused.",
            "I changed the password to § yesterday.",
            "Login with user ‹hr_test› and password § please.",
            "Temporary pw: §",
            "pwd § does not work on the kiosk",
            "Password for the sandbox account = §",
            "Credentials: ‹hr_test› / §",
            "Wi-Fi password: §",
        ),
    ),
    "password in German prose": (
        human_made,
        (
            "Mein Passwort ist § und wird abgelehnt.",
            "Das neue Kennwort lautet §, bitte testen.",
            "Passwort: §",
            "Zugangsdaten: ‹hr_test› / §",
            "Das Initialpasswort § ist abgelaufen.",
        ),
    ),
    "password in French prose": (
        human_made,
        (
            "Mon mot de passe est § mais il est refusé.",
            "Mot de passe : §",
            "Le mot de passe provisoire § a expiré.",
        ),
    ),
    "password in Spanish prose": (
        human_made,
        ("Mi contraseña es § y no funciona.", "Contraseña: §", "La nueva contraseña § no sirve.", "clave: §"),
    ),
    "password in Polish prose": (
        human_made,
        ("Moje hasło to § i nie działa.", "Hasło: §", "Nowe hasło brzmi §, proszę sprawdzić."),
    ),
    "one-time code": (
        shape("", DIGITS, 6),
        (
            "My OTP is §, it says expired.",
            "The verification code is §.",
            "one-time code: §",
            "2FA code § was refused",
            "Ihr Einmalcode lautet §",
        ),
    ),
    "PIN": (
        shape("", DIGITS, 4),
        (
            "PIN: §",
            "My PIN is § for the time clock.",
            "Die PIN lautet §.",
            "door pin = §",
            "badge PIN code §",
        ),
    ),
    "recovery code": (
        grouped(UPPER + DIGITS, 3, 4),
        (
            "recovery code: §",
            "Backup code § was used already.",
            "Use recovery code § once.",
            "Wiederherstellungscode: §",
        ),
    ),
    "answer to a question": (
        lambda c: c.choice(STEMS) + c.choice(STEMS).lower(),
        (
            "security answer: §",
            "Answer to the security question is §.",
            "Security question: first pet. Answer: §",
        ),
    ),
    "activation key": (
        grouped(UPPER + DIGITS, 5, 5),
        ("license key: §", "Product key § is invalid", "activation key = §"),
    ),
    "SSH public key comment": (
        lambda c: (
            f"{c.choice(('freja', 'tomasz', 'olumide'))}.{c.choice(('lind', 'nowicki', 'ade'))}@{c.choice(DEVICES)}"
        ),
        (
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOm5qkVx2p1sYb7dTz0hLr3uWc9Kf4Jg6Qn8Ea2Vt5Xy §",
            "authorized_keys: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBq7wRt3Zx8Kp0Lm5Nj2Vc6Hg9Fd4Sa1Qe3Uy7Io5Tb §",
            "Please add ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKd8sWf2Yb6Mn0Xq4Rt7Lv1Jh5Gc9Pz3Ea8Uo2Ti6Kx §",
        ),
    ),
}
