"""A corpus of planted leaks: random values of documented forms, in every kind of file that a site may hold.

The values come from a seeded generator, so nothing here opens anything and no rule can know them.

There are six rounds of kinds. `KINDS` stood beside the rules while they were written. Each later round was written
when the rules were done. Met for the first time, `SECOND` gave 899 of 1,075, `THIRD` 444 of 535, `FOURTH` 454 of 700,
`FIFTH` 418 of 680 and `SIXTH` 83 of 99; then the rules learnt what they had missed, so none of them is a test of what
a rule finds unprepared: `unseen_tokens` is. `FOURTH` to `SIXTH` hold the tokens of the issuers in the rules of
gitleaks that had no form here.
"""

# ruff: noqa: E501, PLC3002  one line for each case: a table reads best so

from __future__ import annotations

import base64
import html
import json
import re
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Any

Maker = Callable[[Random], tuple[str, str]]  # the text that is planted, and the part of it that must be found
LOWER, UPPER, DIGIT = string.ascii_lowercase, string.ascii_uppercase, string.digits
WORDS = [
    "harbour",
    "meadow",
    "lantern",
    "copper",
    "willow",
    "granite",
    "saddle",
    "velvet",
    "orchard",
    "pebble",
    "cinder",
    "maple",
    "anchor",
    "thistle",
]


@dataclass(frozen=True)
class Leak:
    """One planted leak: a file, and what must be found in it."""

    kind: str
    carrier: str
    name: str
    data: bytes
    needle: str


def draw(random: Random, alphabet: str, size: int) -> str:
    """Return random characters; a long text always has a digit and a letter, as real tokens nearly always do."""
    while True:
        text = "".join(random.choice(alphabet) for _ in range(size))
        wanted = [group for group in (DIGIT, LOWER, UPPER) if set(group) & set(alphabet)]
        if size < 12 or all(set(group) & set(text) for group in wanted):
            return text


def word(random: Random) -> str:
    """Return a plain word."""
    return random.choice(WORDS)


def password(random: Random) -> str:
    """Return a password as people make them."""
    return f"{word(random).title()}{random.choice('!_-#%')}{random.randrange(10, 9999)}{word(random)}"


ALNUM, HEX, B64 = LOWER + UPPER + DIGIT, DIGIT + "abcdef", LOWER + UPPER + DIGIT + "+/"
URLSAFE = LOWER + UPPER + DIGIT + "-_"


def shaped(text: str, alphabet: str, size: int, around: str = "{}") -> Maker:
    """Return a maker of tokens with a prefix; `around` says what stands around them."""

    def make(random: Random) -> tuple[str, str]:
        token = text + draw(random, alphabet, size)
        return around.format(token), token

    return make


def valued(template: str, alphabet: str = B64, size: int = 40) -> Maker:
    """Return a maker of lines with a random value in them."""

    def make(random: Random) -> tuple[str, str]:
        value = draw(random, alphabet, size)
        return re.sub(r"\bWORD\b", word(random), template).replace("VALUE", value), value

    return make


def passworded(template: str) -> Maker:
    """Return a maker of lines with a password in them."""

    def make(random: Random) -> tuple[str, str]:
        value = password(random)
        return re.sub(r"\bWORD\b", word(random), template).replace("VALUE", value), value

    return make


def web_token(random: Random) -> tuple[str, str]:
    """Return a JSON web token."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
    body = base64.urlsafe_b64encode(json.dumps({"sub": draw(random, DIGIT, 9)}).encode()).decode().rstrip("=")
    token = f"{head}.{body}.{draw(random, URLSAFE, 43)}"
    return f"session: {token}", token


def key_block(label: str) -> Maker:
    """Return a maker of PEM blocks."""

    def make(random: Random) -> tuple[str, str]:
        lines = "\n".join(draw(random, B64, 64) for _ in range(4))
        return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----", f"-----BEGIN {label}-----"

    return make


def split_over_lines(random: Random) -> tuple[str, str]:
    """Return a key in two pieces of a Python text."""
    value = draw(random, B64, 40)
    return f'aws_secret_access_key = ("{value[:17]}"\n                         "{value[17:]}")', value


def wrapped_by_terminal(random: Random) -> tuple[str, str]:
    """Return a token that met the edge of a terminal."""
    token = "ghp_" + draw(random, ALNUM, 36)
    return f"remote: https://WORD {token[:22]}\n{token[22:]}".replace("WORD", word(random)), token


def masked(random: Random) -> tuple[str, str]:
    """Return a key whose end is masked."""
    value = draw(random, B64, 26)
    return f"aws_secret_access_key = {value}**************", value


def global_phone(random: Random) -> tuple[str, str]:
    """Return a number with its country's prefix."""
    forms = (f"+33 6 {random.randrange(10, 38)} {random.randrange(10, 99)} {random.randrange(10, 99)} {random.randrange(10, 99)}",
             f"+44 20 7{random.randrange(100, 999)} {random.randrange(1000, 9999)}", f"+1 212 55{random.randrange(2, 9)} {random.randrange(1000, 9999)}",
             f"+49 30 {random.randrange(1000000, 9999999)}")  # fmt: skip
    number = random.choice(forms)
    return f"reach me at {number} any day", number


def home_phone(random: Random) -> tuple[str, str]:
    """Return a number in a national form."""
    number = f"({random.choice(['212', '415', '617'])}) {random.randrange(220, 899)}-{random.randrange(1000, 9999)}"
    return f"call {number} before noon", number


def iban(random: Random) -> tuple[str, str]:
    """Return an account number with right check digits."""
    from stdnum import iban as standard

    country = random.choice(["DE", "NL"])
    body = draw(random, DIGIT, 18) if country == "DE" else "ABNA" + _dutch(random)
    digits = standard.calc_check_digits(f"{country}00{body}")
    number = f"{country}{digits}{body}"
    assert standard.is_valid(number)
    spaced = " ".join(number[i : i + 4] for i in range(0, len(number), 4))
    return f"transfer it to {random.choice([number, spaced])} please", number


def _dutch(random: Random) -> str:
    while True:
        number = "0" + draw(random, DIGIT, 9)
        if sum(int(digit) * weight for digit, weight in zip(number, range(10, 0, -1), strict=True)) % 11 == 0:
            return number


def card(random: Random) -> tuple[str, str]:
    """Return the number of a payment card with its check digit."""
    from stdnum import luhn

    body = "4" + draw(random, DIGIT, 14)
    number = body + luhn.calc_check_digit(body)
    return "paid with " + "-".join(number[i : i + 4] for i in range(0, 16, 4)), number


def email(random: Random) -> tuple[str, str]:
    """Return an address."""
    address = f"{word(random)}.{word(random)}{random.randrange(9)}@{word(random)}-{word(random)}.{random.choice(['com', 'fr', 'org', 'io'])}"
    return f"Written by {address}, last year", address


def posix_path(random: Random) -> tuple[str, str]:
    """Return a path below a home folder."""
    root = random.choice(["/home", "/Users", "/var/lib", "/tmp", "/mnt/data"])
    path = f"{root}/{word(random)}/{word(random)}/{word(random)}.{random.choice(['csv', 'py', 'log'])}"
    return f'File saved to "{path}"', path


def windows_path(random: Random) -> tuple[str, str]:
    """Return a path on a drive."""
    path = rf"C:\Users\{word(random)}\Documents\{word(random)}.xlsx"
    return f"opened {path} twice", path


def share(random: Random) -> tuple[str, str]:
    """Return a share of a network."""
    path = rf"\\{word(random)}-fs{random.randrange(9)}\{word(random)}$\{word(random)}.csv"
    return f"read from {path} again", path


def private_address(random: Random) -> tuple[str, str]:
    """Return an address of a private network."""
    one, two = random.randrange(1, 254), random.randrange(1, 254)
    address = random.choice(
        [f"10.{one}.{two}.7", f"192.168.{one}.{two}", f"172.{random.randrange(16, 31)}.{one}.{two}"]
    )
    return f"connected to {address} in time", address


def prompt(random: Random) -> tuple[str, str]:
    """Return a shell prompt."""
    text = f"{word(random)}@{word(random)}-laptop:~/{word(random)}$"
    return f"{text} ls -l", text


def birth(random: Random) -> tuple[str, str]:
    """Return somebody's day of birth."""
    date = f"{random.randrange(1950, 2005)}-{random.randrange(1, 12):02d}-{random.randrange(1, 28):02d}"
    return f"name: {word(random).title()}, date of birth: {date}", date


def webhook(random: Random) -> tuple[str, str]:
    """Return an address that posts to a channel."""
    tail = f"T{draw(random, UPPER + DIGIT, 9)}/B{draw(random, UPPER + DIGIT, 10)}/{draw(random, ALNUM, 24)}"
    return f"https://hooks.slack.com/services/{tail}", tail


def login_link(random: Random) -> tuple[str, str]:
    """Return a link that lets whoever has it in, once."""
    token = draw(random, URLSAFE, 32)
    return f"https://app.{word(random)}.io/magic-link/{token}", token


KINDS: dict[str, Maker] = {
    "aws key id": shaped("AKIA", UPPER + "234567", 16, "key {} was used"),
    "aws configure": valued("AWS Access Key ID [None]: \nAWS Secret Access Key [None]: VALUE\nDefault region name [None]: eu-west-3"),
    "aws environment": valued("AWS_SECRET_ACCESS_KEY=VALUE"),
    "aws settings": valued("[default]\naws_secret_access_key = VALUE\nregion = eu-west-3"),
    "windows set": valued("set AWS_SECRET_ACCESS_KEY=VALUE"),
    "masked tail": masked,
    "split over lines": split_over_lines,
    "wrapped by a terminal": wrapped_by_terminal,
    "github token": shaped("ghp_", ALNUM, 36, "git clone with {} today"),
    "github fine token": shaped("github_pat_", ALNUM, 82),
    "gitlab token": shaped("glpat-", URLSAFE, 20),
    "slack token": lambda random: (lambda t: (t, t))(f"xoxb-{draw(random, DIGIT, 12)}-{draw(random, DIGIT, 12)}-{draw(random, ALNUM, 24)}"),
    "slack webhook": webhook,
    "stripe key": shaped("sk_live_", ALNUM, 24),
    "google key": shaped("AIza", URLSAFE, 35),
    "npm token": shaped("npm_", ALNUM, 36),
    "pypi token": shaped("pypi-AgEIcHlwaS5vcmc", URLSAFE, 90),
    "hugging face token": shaped("hf_", LOWER + UPPER, 34, "login(token='{}')"),
    "openai key": lambda random: (lambda t: (f"client = OpenAI(api_key='{t}')", t))(f"sk-{draw(random, ALNUM, 20)}T3BlbkFJ{draw(random, ALNUM, 20)}"),
    "sendgrid key": lambda random: (lambda t: (t, t))(f"SG.{draw(random, URLSAFE, 22)}.{draw(random, URLSAFE, 43)}"),
    "databricks token": shaped("dapi", HEX, 32),
    "azure storage": valued("DefaultEndpointsProtocol=https;AccountName=WORD;AccountKey=VALUE==;EndpointSuffix=core.windows.net", B64, 86),
    "telegram bot": lambda random: (lambda t: (t, t))(f"{draw(random, DIGIT, 10)}:AA{draw(random, URLSAFE, 33)}"),
    "mailchimp key": lambda random: (lambda t: (t, t))(f"{draw(random, HEX, 32)}-us{random.randrange(1, 20)}"),
    "web token": web_token,
    "private key": key_block("RSA PRIVATE KEY"),
    "openssh key": key_block("OPENSSH PRIVATE KEY"),
    "pgp key": key_block("PGP PRIVATE KEY BLOCK"),
    "connection string": passworded("postgresql://WORD:VALUE@db.WORD-shop.com:5432/orders"),
    "odbc string": passworded("Server=tcp:sql.WORD.net,1433;Database=shop;User ID=WORD;Password=VALUE;Encrypt=yes;"),
    "address with password": passworded("https://WORD:VALUE@files.WORD-shop.com/report.csv"),
    "token in an address": valued("https://api.WORD-shop.com/v1/orders?access_token=VALUE&page=2", ALNUM, 32),
    "signed address": valued("https://WORD.s3.amazonaws.com/a.csv?X-Amz-Expires=900&X-Amz-Signature=VALUE", HEX, 64),
    "login link": login_link,
    "one-time code": valued("https://login.WORD-shop.com/verify?code=VALUE", DIGIT, 6),
    "notebook server": valued("http://127.0.0.1:8888/lab?token=VALUE", HEX, 48),
    "bearer header": valued("Authorization: Bearer VALUE", URLSAFE, 40),
    "basic header": lambda random: (lambda t: (f"'Authorization': 'Basic {t}'", t))(base64.b64encode(f"{word(random)}:{password(random)}".encode()).decode()),
    "key header": valued("X-Api-Key: VALUE", ALNUM, 32),
    "session cookie": valued("Cookie: theme=dark; sessionid=VALUE; lang=en", ALNUM, 32),
    "curl with user": passworded("curl -u WORD:VALUE https://api.WORD-shop.com/v1/orders"),
    "password listing": passworded("HOME=.\nDB_PASSWORD=VALUE\nLANG=C"),
    "password in json": passworded('{"host": "db.WORD.net", "user": "WORD", "password": "VALUE"}'),
    "password in yaml": passworded("database:\n  user: WORD\n  password: VALUE\n  port: 5432"),
    "password in code": passworded('connect(user="WORD", password="VALUE")'),
    "key in json": valued('{"client_id": "WORD", "client_secret": "VALUE"}', ALNUM, 40),
    "key in yaml": valued("service:\n  api_key: VALUE\n", HEX, 32),
    "key in code": valued('API_KEY = "VALUE"', ALNUM, 32),
    "key in environ": valued('os.environ["SHOP_API_TOKEN"] = "VALUE"', ALNUM, 36),
    "export": valued("export MAPS_API_KEY=VALUE", ALNUM, 32),
    "unnamed random text": valued("and then VALUE was printed", ALNUM, 44),
    "e-mail address": email,
    "phone, global": global_phone,
    "phone, national": home_phone,
    "iban": iban,
    "payment card": card,
    "date of birth": birth,
    "posix path": posix_path,
    "windows path": windows_path,
    "network share": share,
    "private address": private_address,
    "local server": lambda random: (lambda t: (f"open http://{t} now", t))(f"localhost:{random.randrange(3000, 9999)}"),
    "internal host": lambda random: (lambda t: (f"see http://{t}/reports for more", t))(f"{word(random)}-db.internal"),
    "shell prompt": prompt,
    "user listing": lambda random: (lambda t: (f"SHELL=bash\nUSERNAME={t}\nLANG=C", t))(word(random) + str(random.randrange(99))),
}  # fmt: skip

SECOND: dict[str, Maker] = {
    "netrc": passworded("machine api.WORD-shop.com\n  login WORD\n  password VALUE"),
    "pgpass": passworded("db.WORD-shop.com:5432:orders:WORD:VALUE"),
    "docker login file": lambda random: (lambda t: (f'{{"auths": {{"registry.{word(random)}.io": {{"auth": "{t}"}}}}}}', t))(base64.b64encode(f"{word(random)}:{password(random)}".encode()).decode()),
    "mysql on the command line": passworded("mysql -u WORD -pVALUE orders"),
    "sshpass": passworded("sshpass -p 'VALUE' ssh WORD@db"),
    "powershell variable": valued('$env:SHOP_API_KEY = "VALUE"', ALNUM, 32),
    "secure string": passworded('ConvertTo-SecureString "VALUE" -AsPlainText -Force'),
    "R environment": valued('Sys.setenv(SHOP_TOKEN = "VALUE")', ALNUM, 32),
    "terraform": valued('provider "aws" {\n  secret_key = "VALUE"\n}', B64, 40),
    "docker run": passworded("docker run -e POSTGRES_PASSWORD=VALUE postgres"),
    "kubernetes secret": lambda random: (lambda t: (f"kind: Secret\ndata:\n  password: {t}", t))(base64.b64encode(password(random).encode()).decode()),
    "german words": passworded("Das Kennwort lautet VALUE und gilt ab heute"),
    "sentence": passworded("the admin password is VALUE, do not tell"),
    "personal access token": valued("export AZURE_DEVOPS_EXT_PAT=VALUE", LOWER + DIGIT, 52),
    "error reporting address": valued("https://VALUE@o123456.ingest.sentry.io/4505", HEX, 32),
    "jdbc": passworded("jdbc:postgresql://db.WORD.net/orders?user=WORD&password=VALUE"),
    "redis without user": passworded("redis://:VALUE@cache.WORD.net:6379/0"),
    "amqp": passworded("amqp://WORD:VALUE@queue.WORD.net/%2F"),
    "mongo": passworded("mongodb+srv://WORD:VALUE@cluster0.WORD.mongodb.net/?retryWrites=true"),
    "anthropic key": lambda random: (lambda t: (f"client = Client('{t}')", t))(f"sk-ant-api03-{draw(random, URLSAFE, 93)}AA"),
    "digitalocean token": shaped("dop_v1_", HEX, 64),
    "shopify token": shaped("shpat_", HEX, 32),
    "grafana token": lambda random: (lambda t: (t, t))(f"glsa_{draw(random, ALNUM, 32)}_{draw(random, HEX, 8)}"),
    "ec key": key_block("EC PRIVATE KEY"),
    "frame of settings": valued("           name                             value\n0   DB_HOST                        db.WORD\n1   API_KEY  VALUE", ALNUM, 32),
    "printed dictionary": passworded("{'user': 'WORD', 'pwd': 'VALUE', 'port': 5432}"),
    "dataclass repr": passworded("Settings(host='db.WORD.net', user='WORD', password='VALUE')"),
    "pair in a list": valued("[('SHOP_SECRET', 'VALUE'), ('LANG', 'C')]", ALNUM, 32),
    "log line": valued("2024-05-02 10:11:12 DEBUG WORD: using token=VALUE for WORD", ALNUM, 40),
    "header with a cookie": valued("Set-Cookie: auth_token=VALUE; HttpOnly; Secure", ALNUM, 40),
    "reset link": valued("https://www.WORD-shop.com/account/reset-password?reset_token=VALUE", URLSAFE, 40),
    "invitation": valued("https://chat.WORD.io/invite/VALUE", ALNUM, 24),
    "written e-mail": lambda random: (lambda a, b: (f"write to {a} [at] {b} [dot] com", f"{a}[at]{b}[dot]com"))(f"{word(random)}.{word(random)}", f"{word(random)}{word(random)}"),
    "mail link": lambda random: (lambda t: (f"[mail](mailto:{t}?subject=hello)", t))(f"{word(random)}@{word(random)}{random.randrange(99)}.net"),
    "phone link": lambda random: (lambda t: (f"[call](tel:+3312{t})", t))(f"{random.randrange(1000000, 9999999)}"),
    "french phone": lambda random: (lambda t: (f"joindre le {t} le matin", t))(f"06 {random.randrange(10, 38)} {random.randrange(10, 99)} {random.randrange(10, 99)} {random.randrange(10, 99)}"),
    "path with spaces": lambda random: (lambda a, b: (f"C:\\Users\\{a} {b}\\Desktop\\sales.csv", f"C:\\Users\\{a}"))(word(random).title(), word(random).title()),
    "path of a colab": lambda random: (lambda t: (f"reading {t}", t))(f"/content/drive/MyDrive/{word(random)}/{word(random)}.csv"),
    "path in a trace": lambda random: (lambda t: (f'  File "{t}", line 3, in f', t))(f"/opt/conda/lib/python3.11/site-packages/{word(random)}/{word(random)}.py"),
    "file address": lambda random: (lambda t: (f"open {t}", t))(f"file:///home/{word(random)}/{word(random)}.html"),
    "address of six": lambda random: (lambda t: (f"bound to {t} now", t))(f"fd{draw(random, HEX, 2)}:{draw(random, HEX, 4)}:{draw(random, HEX, 4)}::{random.randrange(1, 99)}"),
    "network card": lambda random: (lambda t: (f"ether {t} txqueuelen", t))(":".join(draw(random, HEX, 2) for _ in range(6))),
    "born in words": lambda random: (lambda t: (f"{word(random).title()} was born on {t} in Lyon", t))(f"{random.randrange(1, 28)} March {random.randrange(1950, 2004)}"),
}  # fmt: skip


THIRD: dict[str, Maker] = {
    "spring settings": passworded("spring.datasource.username=WORD\nspring.datasource.password=VALUE"),
    "php settings": passworded("define('DB_PASSWORD', 'VALUE');"),
    "django key": lambda random: (lambda t: (f"SECRET_KEY = '{t}'", t))("django-insecure-" + draw(random, LOWER + DIGIT + "+-_", 50)),
    "laravel key": valued("APP_KEY=base64:VALUE=", B64, 43),
    "session of a cloud": valued('{"Credentials": {"AccessKeyId": "WORD", "SessionToken": "VALUE"}}', B64, 300),
    "service account": lambda random: (lambda t: (json.dumps({"type": "service_account", "private_key": f"-----BEGIN PRIVATE KEY-----\n{t}\n-----END PRIVATE KEY-----\n"}), "-----BEGIN PRIVATE KEY-----"))(draw(random, B64, 64)),
    "shared access": valued("https://WORD.blob.core.windows.net/a/b.csv?sv=2022-11-02&sr=b&sig=VALUE%3D", ALNUM, 43),
    "web settings": lambda random: (lambda t: (f'const config = {{ apiKey: "{t}", authDomain: "{word(random)}.web.app" }}', t))("AIza" + draw(random, URLSAFE, 35)),
    "package settings": valued("//registry.WORD.io/:_authToken=VALUE", ALNUM, 40),
    "index with user": passworded("index-url = https://WORD:VALUE@pypi.WORD.io/simple"),
    "git remote": shaped("ghp_", ALNUM, 36, "origin  https://{}@github.com/acme/shop.git (push)"),
    "magic of a notebook": valued("%env SHOP_API_KEY=VALUE", ALNUM, 32),
    "wireless network": passworded("network={\n  ssid=\"WORD\"\n  psk=\"VALUE\"\n}"),
    "hash of a password": lambda random: (lambda t: (f"{word(random)}:{t}:19700:0:99999:7:::", t))(f"$6${draw(random, ALNUM, 16)}${draw(random, ALNUM + './', 86)}"),
    "ftp login": passworded("ftp.login('WORD', 'VALUE')"),
    "tuple of a request": passworded("requests.get(url, auth=('WORD', 'VALUE'))"),
    "oracle": passworded("sqlplus WORD/VALUE@//db.WORD.net:1521/ORCL"),
    "linear key": shaped("lin_api_", ALNUM, 40),
    "two-factor seed": valued("otpauth://totp/Shop:WORD?secret=VALUE&issuer=Shop", UPPER + "234567", 32),
    "webhook of a chat": lambda random: (lambda t: (f"https://discord.com/api/webhooks/{draw(random, DIGIT, 18)}/{t}", t))(draw(random, URLSAFE, 68)),
    "mail header": lambda random: (lambda t: (f"From: {word(random).title()} {word(random).title()} <{t}>", t))(f"{word(random)}@{word(random)}.edu"),
    "commit author": lambda random: (lambda t: (f"Author: {word(random).title()} <{t}>\nDate: Mon May 6", t))(f"{word(random)}@{word(random)}.dev"),
    "british mobile": lambda random: (lambda t: (f"tel: {t}", t))(f"07{random.choice('4578')}{random.randrange(10, 99)} {random.randrange(100000, 999999)}"),
    "german number": lambda random: (lambda t: (f"Telefon: {t}", t))(f"030 {random.randrange(2000000, 8999999)}"),
    "path of a mounted drive": lambda random: (lambda t: (f"cd {t}", t))(f"/mnt/c/Users/{word(random)}/{word(random)}"),
    "path of a cluster": lambda random: (lambda t: (f"writing {t}", t))(f"/scratch/users/{word(random)}/{word(random)}.h5"),
    "path of an environment": lambda random: (lambda t: (f"using {t}", t))(f"/opt/{word(random)}/envs/{word(random)}/bin/python"),
    "drive with slashes": lambda random: (lambda t: (f"loaded {t} once", t))(f"D:/{word(random)}/{word(random)}/{word(random)}.csv"),
    "share as an address": lambda random: (lambda t: (f"smb://{t}", t))(f"{word(random)}-nas.local/{word(random)}"),
    "local server by number": lambda random: (lambda t: (f"Dash is running on http://{t}/", t))(f"127.0.0.1:{random.randrange(8000, 8999)}"),
    "table of people": lambda random: (lambda t: (f"name   dob\n{word(random)}  x\nDOB: {t}", t))(f"{random.randrange(10, 28)}/{random.randrange(10, 12)}/{random.randrange(1950, 2004)}"),
    "french account": lambda random: (lambda t: (f"IBAN : {t}", t))(_french(random)),
}  # fmt: skip


def issued(issuer: str, token: Callable[[Random], str], *, known_by: str = "key token secret") -> Maker:
    """Return a maker of an issuer's tokens, beside their name in one of the forms that settings take.

    Parameters
    ----------
    known_by
        The words for such a token.
    """

    def make(random: Random) -> tuple[str, str]:
        value, word_ = token(random), random.choice(known_by.split())
        forms = (
            f"{issuer.upper()}_{word_.upper()}={value}",
            f'{issuer}_{word_} = "{value}"',
            f"{issuer}:\n  {word_}: {value}",
            f'{{"{issuer}{word_.title()}": "{value}"}}',
        )
        return random.choice(forms), value

    return make


def drawn(alphabet: str, size: int, before: str = "") -> Callable[[Random], str]:
    """Return a maker of plain tokens."""
    return lambda random: before + draw(random, alphabet, size)


def uuid(random: Random) -> str:
    """Return a random identifier."""
    return "-".join(draw(random, HEX, size) for size in (8, 4, 4, 4, 12))


def identity_of_france(random: Random) -> tuple[str, str]:
    """Return a number of the French social security with its check digits."""
    body = f"{random.choice('12')}{random.randrange(50, 99)}{random.randrange(1, 12):02d}75{random.randrange(100, 999)}{random.randrange(100, 999)}"
    number = f"{body}{97 - int(body) % 97:02d}"
    return f"numéro de sécurité sociale : {number}", number


LOWER_ALNUM = LOWER + DIGIT

FOURTH: dict[str, Maker] = {
    "adafruit key": issued("adafruit", drawn(LOWER_ALNUM, 32)),
    "asana secret": issued("asana", drawn(LOWER_ALNUM, 32)),
    "authress key": lambda random: (lambda t: (f"client({t})", t))(f"sc_{draw(random, LOWER_ALNUM, 12)}.{draw(random, LOWER_ALNUM, 5)}.acc_{draw(random, LOWER_ALNUM, 20)}.{draw(random, B64, 60)}"),
    "beamer token": issued("beamer", drawn(LOWER_ALNUM, 44, "b_")),
    "coinbase token": issued("coinbase", drawn(LOWER_ALNUM, 64)),
    "contentful token": issued("contentful", drawn(LOWER_ALNUM, 43)),
    "drone token": issued("droneci", drawn(LOWER_ALNUM, 32)),
    "frame token": shaped("fio-u-", LOWER_ALNUM, 64, "log in with {} first"),
    "freshbooks token": issued("freshbooks", drawn(LOWER_ALNUM, 64)),
    "kucoin secret": issued("kucoin", uuid),
    "launchdarkly token": issued("launchdarkly", drawn(LOWER_ALNUM, 40)),
    "plaid secret": issued("plaid", drawn(LOWER_ALNUM, 30)),
    "prefect key": shaped("pnu_", LOWER_ALNUM, 36, "prefect cloud login -k {}"),
    "readme key": shaped("rdme_", LOWER_ALNUM, 70, "log in with {} first"),
    "sendbird token": issued("sendbird", drawn(HEX, 40)),
    "snyk token": issued("snyk", uuid),
    "sonar token": shaped("squ_", HEX, 40, "sonar-scanner {}"),
    "sourcegraph token": lambda random: (lambda t: (f"src login {t}", t))(f"sgp_{draw(random, HEX, 16)}_{draw(random, HEX, 40)}"),
    "squarespace token": issued("squarespace", uuid),
    "trello key": issued("trello", drawn(ALNUM, 32)),
    "base of secrets": valued("production:\n  secret_key_base: VALUE", HEX, 128),
    "extra header of git": lambda random: (lambda t: (f"[http]\n\textraheader = AUTHORIZATION: basic {t}", t))(base64.b64encode(f"{word(random)}:{password(random)}".encode()).decode()),
    "password file of a server": lambda random: (lambda t: (f"{word(random)}:{t}", t))(f"$2y$10${draw(random, ALNUM + './', 53)}"),
    "cookie jar": valued(".WORD-shop.com\tTRUE\t/\tTRUE\t1767225600\tsessionid\tVALUE", ALNUM, 32),
    "directory search": passworded("ldapsearch -x -D cn=WORD,dc=shop -w VALUE"),
    "signed address of a bucket": valued("https://storage.googleapis.com/WORD/a.csv?X-Goog-Date=20240502T101112Z&X-Goog-Signature=VALUE", HEX, 256),
    "client key of a cluster": valued("users:\n- name: WORD\n  user:\n    client-key-data: VALUE", B64, 400),
    "key ring": passworded("keyring.set_password('WORD', 'WORD', 'VALUE')"),
    "download with password": passworded("wget --user=WORD --password=VALUE https://files.WORD-shop.com/a.csv"),
    "database in a frame": passworded("engine = create_engine(URL.create('postgresql', 'WORD', 'VALUE', 'db'))"),
    "spanish number": lambda random: (lambda t: (f"Teléfono: {t}", t))(f"91{random.randrange(1, 9)} {random.randrange(100, 999)} {random.randrange(100, 999)}"),
    "social security number": lambda random: (lambda t: (f"SSN: {t}", t))(f"{random.randrange(101, 665)}-{random.randrange(10, 99)}-{random.randrange(1000, 9999)}"),
    "identity number of France": identity_of_france,
    "mail address in words": lambda random: (lambda a, b: (f"{a} AT {b} DOT com", f"{a}AT{b}DOTcom"))(f"{word(random)}.{word(random)}", f"{word(random)}{word(random)}"),
    "drive as an address": lambda random: (lambda t: (f"open {t}", t))(f"file:///C:/Users/{word(random)}/{word(random)}.html"),
    "share of a subsystem": lambda random: (lambda t: (f"cd {t}", t))(rf"\\wsl$\Ubuntu\home\{word(random)}\{word(random)}"),
    "path of a temporary folder": lambda random: (lambda t: (f"cached in {t}", t))(f"/private/var/folders/{draw(random, LOWER, 2)}/{draw(random, LOWER_ALNUM, 30)}/T/{word(random)}"),
    "host of a laptop": lambda random: (lambda t: (f"serving on http://{t}/lab", t))(f"{word(random)}s-macbook-pro.local:8888"),
    "host of a cluster": lambda random: (lambda t: (f"POST http://{t}/v1/orders", t))(f"{word(random)}.default.svc.cluster.local"),
    "network card with points": lambda random: (lambda t: (f"ARPA {t} Vlan7", t))(".".join(draw(random, HEX, 4) for _ in range(3))),
}  # fmt: skip


def express_card(random: Random) -> tuple[str, str]:
    """Return the number of a payment card of fifteen digits."""
    from stdnum import luhn

    body = "37" + draw(random, DIGIT, 12)
    number = body + luhn.calc_check_digit(body)
    return f"American Express {number}", number


FIFTH: dict[str, Maker] = {
    "adobe secret": shaped("p8e-", HEX, 32, "log in with {} first"),
    "clickhouse key": shaped("4b1d", ALNUM, 38, "log in with {} first"),
    "clojars token": shaped("CLOJARS_", LOWER_ALNUM, 60, "log in with {} first"),
    "codecov token": issued("codecov", drawn(LOWER_ALNUM, 32)),
    "easypost key": shaped("EZAK", ALNUM, 54, "log in with {} first"),
    "etsy token": issued("etsy", drawn(LOWER_ALNUM, 24)),
    "flutterwave key": lambda random: (lambda t: (f"log in with {t} first", t))(f"FLWSECK_TEST-{draw(random, HEX, 32)}-X"),
    "infracost key": shaped("ico-", ALNUM, 32, "log in with {} first"),
    "school secret": shaped("s-s4t2ud-", HEX, 64, "log in with {} first"),
    "lob key": shaped("live_", HEX, 35, "log in with {} first"),
    "looker secret": issued("looker", drawn(LOWER_ALNUM, 24)),
    "messagebird token": issued("messagebird", drawn(LOWER_ALNUM, 25)),
    "nuget key": shaped("oy2", LOWER_ALNUM, 43, "nuget push -k {}"),
    "nytimes token": issued("nytimes", drawn(LOWER_ALNUM, 32)),
    "octopus key": shaped("API-", UPPER + DIGIT, 26, "log in with {} first"),
    "okta token": issued("okta", drawn(ALNUM, 40, "00")),
    "private key of a service": issued("privateai", drawn(LOWER_ALNUM, 32)),
    "settlemint token": shaped("sm_pat_", ALNUM, 16, "log in with {} first"),
    "typeform token": shaped("tfp_", ALNUM, 59, "log in with {} first"),
    "zendesk secret": issued("zendesk", drawn(LOWER_ALNUM, 40)),
    "share with password": passworded("smbclient //nas/sales -U WORD%VALUE"),
    "remote desktop": passworded("xfreerdp /u:WORD /p:VALUE /v:desk"),
    "client of a database": passworded("sqlcmd -S db -U WORD -P VALUE -Q 'select 1'"),
    "list of servers": passworded("web1 ansible_user=WORD ansible_become_pass=VALUE"),
    "clone with token": valued("git clone https://oauth2:VALUE@gitlab.WORD.com/WORD/shop.git", ALNUM, 26),
    "hash of a notebook server": lambda random: (lambda t: (f"c.ServerApp.password = '{t}'", t))(f"argon2:$argon2id$v=19$m=10240,t=10,p=8${draw(random, B64, 22)}${draw(random, B64, 43)}"),
    "passport": lambda random: (lambda t: (f"Passport no. {t}, valid", t))(f"{draw(random, DIGIT, 2)}{draw(random, UPPER, 2)}{draw(random, DIGIT, 5)}"),
    "swiss number": lambda random: (lambda t: (f"Tel {t}", t))(f"044 {random.randrange(200, 999)} {random.randrange(10, 99)} {random.randrange(10, 99)}"),
    "path in a query": lambda random: (lambda t: (f"/view?file={t}", t))(f"/home/{word(random)}/{word(random)}.csv"),
    "path with doubled strokes": lambda random: (lambda t: (f"'{t}'", t))(f"C:\\\\Users\\\\{word(random)}\\\\{word(random)}.csv"),
    "host of a copy": lambda random: (lambda t: (f"scp a.csv {t}:data", t))(f"{word(random)}@{word(random)}-db01"),
    "british account number": lambda random: (lambda t: (f"Sort code 20-00-00, account {t}", t))(draw(random, DIGIT, 8)),
    "card of fifteen digits": express_card,
}  # fmt: skip


SIXTH: dict[str, Maker] = {
    "algolia key": issued("algolia", drawn(LOWER_ALNUM, 32)),
    "alibaba key": shaped("LTAI", LOWER_ALNUM, 20, "log in with {} first"),
    "bittrex secret": issued("bittrex", drawn(LOWER_ALNUM, 32)),
    "cohere key": issued("cohere", drawn(ALNUM, 40)),
    "confluent secret": issued("confluent", drawn(LOWER_ALNUM, 64)),
    "datadog token": issued("datadog", drawn(LOWER_ALNUM, 40)),
    "defined networking": lambda random: (lambda t: (f"log in with {t} first", t))(f"dnkey-{draw(random, LOWER_ALNUM, 26)}-{draw(random, LOWER_ALNUM, 52)}"),
    "duffel token": shaped("duffel_live_", URLSAFE, 43, "log in with {} first"),
    "dynatrace token": lambda random: (lambda t: (f"log in with {t} first", t))(f"dt0c01.{draw(random, UPPER + DIGIT, 24)}.{draw(random, UPPER + DIGIT, 64)}"),
    "fastly token": issued("fastly", drawn(URLSAFE, 32)),
    "finicity secret": issued("finicity", drawn(LOWER_ALNUM, 20)),
    "finnhub token": issued("finnhub", drawn(LOWER_ALNUM, 20)),
    "flickr token": issued("flickr", drawn(LOWER_ALNUM, 32)),
    "freemius key": lambda random: (lambda t: (f"'secret_key' => '{t}'", t))("sk_" + draw(random, ALNUM, 29)),
    "gitter token": issued("gitter", drawn(LOWER_ALNUM, 40)),
    "gocardless token": shaped("live_", URLSAFE, 40, "log in with {} first"),
    "harness token": lambda random: (lambda t: (f"log in with {t} first", t))(f"pat.{draw(random, ALNUM, 22)}.{draw(random, HEX, 24)}.{draw(random, ALNUM, 20)}"),
    "hubspot token": issued("hubspot", uuid),
    "intercom token": issued("intercom", drawn(LOWER_ALNUM, 60)),
    "kraken token": issued("kraken", drawn(B64, 86)),
    "linkedin secret": issued("linkedin", drawn(LOWER_ALNUM, 16)),
    "mattermost token": issued("mattermost", drawn(LOWER_ALNUM, 26)),
    "maxmind key": lambda random: (lambda t: (f"log in with {t} first", t))(f"{draw(random, ALNUM, 6)}_{draw(random, ALNUM, 29)}_mmk"),
    "openshift token": shaped("sha256~", URLSAFE, 43, "oc login --with {}"),
    "rapidapi token": issued("rapidapi", drawn(ALNUM, 50)),
    "scalingo token": shaped("tk-us-", URLSAFE, 48, "log in with {} first"),
    "shippo token": shaped("shippo_live_", HEX, 40, "log in with {} first"),
    "sidekiq secret": lambda random: (lambda t: (f"BUNDLE_ENTERPRISE__CONTRIBSYS__COM={t}", t))(f"{draw(random, HEX, 8)}:{draw(random, HEX, 8)}"),
    "sumologic token": issued("sumologic", drawn(LOWER_ALNUM, 64)),
    "travis token": issued("travisci", drawn(LOWER_ALNUM, 22)),
    "twitch token": issued("twitch", drawn(LOWER_ALNUM, 30)),
    "twitter token": issued("twitter", drawn(LOWER_ALNUM, 45)),
    "yandex key": shaped("AQVN", URLSAFE, 36, "log in with {} first"),
}  # fmt: skip


def _french(random: Random) -> str:
    """Return a French account number: bank, branch and account with their own check digits too."""
    from stdnum import iban as standard

    first = draw(random, DIGIT, 21)
    bank, branch, account = int(first[:5]), int(first[5:10]), int(first[10:21])
    body = first + f"{97 - (89 * bank + 15 * branch + 3 * account) % 97:02d}"
    return f"FR{standard.calc_check_digits('FR00' + body)}{body}"


# Carriers: how a text gets into a file.

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title></head>
<body><main><h1>A page</h1><p>Flights leave late in summer.</p>
{body}
</main></body></html>
"""
CELL = '<div class="cell docutils container">{inner}</div>'


def _page(body: str) -> bytes:
    return PAGE.replace("{body}", body).encode()


def _highlighted(text: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    return str(highlight(text, PythonLexer(), HtmlFormatter()))


def _input(text: str) -> str:
    return f'<div class="cell_input docutils container">{_highlighted(text)}</div>'


def _output(inner: str) -> str:
    return CELL.replace("{inner}", f'<div class="cell_output docutils container">{inner}</div>')


def _notebook(text: str, place: str) -> bytes:
    code: dict[str, Any] = {
        "cell_type": "code",
        "id": "b",
        "metadata": {},
        "execution_count": None,
        "source": "1 + 1",
        "outputs": [],
    }
    prose = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# A page"}
    metadata: dict[str, Any] = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    match place:
        case "source":
            code["source"] = text.splitlines(keepends=True)
        case "prose":
            prose["source"] = f"# A page\n\n{text}"
        case "stream":
            code["outputs"] = [
                {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}
            ]
        case "html":
            data = {"text/html": f"<pre>{html.escape(text)}</pre>"}
            code["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": data}]
        case "error":
            error = {
                "output_type": "error",
                "ename": "ValueError",
                "evalue": text,
                "traceback": [f"\x1b[31m{text}\x1b[0m"],
            }
            code["outputs"] = [error]
        case "removed":
            code["metadata"] = {"tags": ["remove-output"]}
            code["outputs"] = [{"output_type": "stream", "name": "stderr", "text": text}]
        case "metadata":
            metadata["papermill"] = {"parameters": {"note": text}}
        case _:
            code["metadata"] = {"note": [text]}
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": [prose, code]}
    ).encode()


def _png(text: str, *, late: bool) -> bytes:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    if late:
        info.add_itxt("Comment", text, zip=True)
    else:
        info.add_text("Comment", text)
    out = BytesIO()
    Image.new("P", (2, 2)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def _index(text: str) -> bytes:
    return f"Search.setIndex({json.dumps({'docnames': ['index'], 'titles': [text], 'terms': {}})})".encode()


def _svg(text: str, *, said: bool) -> bytes:
    inner = f"<desc>{html.escape(text)}</desc>" if not said else f"<text>{html.escape(text)}</text>"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inner}</svg>'.encode()


CARRIERS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "prose": ("page.html", lambda text: _page(f"<p>{html.escape(text, quote=False)}</p>")),
    "cell": ("page.html", lambda text: _page(CELL.replace("{inner}", _input(text)))),
    "hidden cell": ("page.html", lambda text: _page(CELL.replace("{inner}", f'<details class="hide above-input"><summary>Show</summary>{_input(text)}</details>'))),
    "text output": ("page.html", lambda text: _page(_output(f"<pre><span></span>{html.escape(text)}\n</pre>"))),
    "html output": ("page.html", lambda text: _page(_output(f"<table><tr><th>a</th><td>{html.escape(text)}</td></tr></table>"))),
    "attribute": ("page.html", lambda text: _page(f'<p title="{html.escape(text)}">Hover here.</p>')),
    "comment": ("page.html", lambda text: _page(f"<!-- {text} -->")),
    "figure data": ("page.html", lambda text: _page(f'<script type="application/json">{json.dumps({"data": [{"text": [text]}]}).replace("<", chr(92) + "u003c")}</script>')),
    "drawing in a page": ("page.html", lambda text: _page(f'<img alt="Bars of delays by month" src="data:image/svg+xml;base64,{base64.b64encode(_svg(text, said=False)).decode()}">')),
    "notebook source": ("page.ipynb", lambda text: _notebook(text, "source")),
    "notebook prose": ("page.ipynb", lambda text: _notebook(text, "prose")),
    "notebook output": ("page.ipynb", lambda text: _notebook(text, "stream")),
    "notebook html": ("page.ipynb", lambda text: _notebook(text, "html")),
    "notebook error": ("page.ipynb", lambda text: _notebook(text, "error")),
    "removed output": ("page.ipynb", lambda text: _notebook(text, "removed")),
    "notebook metadata": ("page.ipynb", lambda text: _notebook(text, "metadata")),
    "cell metadata": ("page.ipynb", lambda text: _notebook(text, "cell")),
    "svg text": ("figure.svg", lambda text: _svg(text, said=True)),
    "svg description": ("figure.svg", lambda text: _svg(text, said=False)),
    "png text": ("figure.png", lambda text: _png(text, late=False)),
    "png packed text": ("figure.png", lambda text: _png(text, late=True)),
    "search index": ("searchindex.js", _index),
    "json file": ("data.json", lambda text: json.dumps({"rows": [{"note": text}]}).encode()),
    "json escapes": ("data.json", lambda text: json.dumps({"note": text}).replace("/", "\\/").replace("@", "\\u0040").encode()),
    "xml file": ("feed.xml", lambda text: f"<feed><entry>{html.escape(text)}</entry></feed>".encode()),
    "page source": ("_sources/page.md.txt", lambda text: f"# A page\n\n{text}\n".encode()),
}  # fmt: skip


ALL_KINDS = {**KINDS, **SECOND, **THIRD, **FOURTH, **FIFTH, **SIXTH}


def corpus(size: int, seed: int = 0) -> Iterator[Leak]:
    """Yield planted leaks, so many: every kind in turn, each time in the next carrier."""
    random = Random(seed)
    kinds = ALL_KINDS
    carriers = list(CARRIERS)
    random.shuffle(carriers)
    for number in range(size):
        kind = list(kinds)[number % len(kinds)]
        turn = number // len(kinds)
        carrier = carriers[(turn + 7 * (number % len(kinds))) % len(carriers)]
        text, needle = kinds[kind](random)
        name, plant = CARRIERS[carrier]
        yield Leak(kind, carrier, name, plant(text), needle)


def clean_files() -> dict[str, bytes]:
    """Return every carrier with harmless words in it."""
    return {
        f"{carrier}: {name}": plant("Flights leave late in summer.")
        for carrier, (name, plant) in CARRIERS.items()
    }


def is_found(leak: Leak, texts: list[str]) -> bool:
    """Return whether one of the found texts is the leak, or a good part of it."""
    needle = _bare(leak.needle)
    for text in map(_bare, texts):
        if text and (needle in text or (text in needle and len(text) * 2 >= len(needle))):
            return True
    return False


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum()).lower()
