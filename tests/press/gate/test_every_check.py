"""Every check: what it finds, what it lets through, and what does not concern it."""

# ruff: noqa: E501  one line for each case: a table reads best so

from __future__ import annotations

import base64
from dataclasses import dataclass, field

import pytest

from press.gate.check import GROUPS
from press.gate.context import SiteContext
from press.gate.registry import CHECKS
from press.gate.scanning import scan
from site_folders import display, laid_out, notebook, page, picture, shown, stream

Files = dict[str, bytes]
QUIET = {"names": ("annabel", "ann-laptop"), "folders": ("/srv/ann",)}


def inside(body: str) -> Files:
    """Return a site whose second page has this in its text."""
    return {"two.html": page(body)}


def printed(text: str) -> Files:
    """Return a site whose second page shows this output."""
    return {"two.html": shown(text)}


def book(**notebook_parts: object) -> Files:
    """Return a site with a notebook for download."""
    return {"_downloads/two.ipynb": notebook(**notebook_parts)}  # type: ignore[arg-type]


@dataclass(frozen=True)
class Case:
    """Sites with and without findings of one check.

    Parameters
    ----------
    bad
        Each has a finding.
    good
        Each looks like a bad one, and is none.
    absent
        Has nothing that the check could look at.
    told
        What the context says beyond `QUIET`.
    """

    bad: tuple[Files, ...]
    good: tuple[Files, ...]
    absent: Files = field(default_factory=dict)
    told: dict[str, object] = field(default_factory=dict)


# Put together here, so that no scanner of this repository takes the test for a leak.
KEY_ID = "AKIA" + "QZ7XW2NT5BLRGM3D"
GITHUB = "ghp_" + "a1B2c3D4e5" * 3 + "F6g7H8"
RANDOM = "q8Zr2LmV7xTn4KdWc9Yb3HfJs6PgAu5EoRiXvBtQ"
CRYPT = "$6$" + "saltSALT.1" + "$" + "aB3./" * 17 + "x"
BLOCK = "-----BEGIN RSA " + "PRIVATE KEY-----"
ICON = "data:image/svg+xml," + "%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E"
TABLE = "<table><thead><tr>{0}{0}</tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
CARD = {"data/flights.html": page("<p>Licence: public domain.</p>")}

CASES: dict[str, Case] = {
    "known-token": Case(
        bad=(inside(f"<p>{KEY_ID}</p>"), inside(f"<p>ghp_<span>{GITHUB[4:20]}</span><b>{GITHUB[20:]}</b></p>"),
             book(source=f"login('{GITHUB}')"), {"figure.png": picture(GITHUB)}, inside(f"<p>{KEY_ID[:12]}\u200b{KEY_ID[12:]}</p>"),
             printed(f"ann:{CRYPT}:19700:0"), printed("$2y$10$" + "aB3./" * 10 + "abc"),
             {"searchindex.js": f'Search.setIndex({{"terms": {{"{KEY_ID.lower()}": 1}}}})'.encode()}),
        good=(inside("<p>AKIAIOSFODNN7EXAMPLE</p>"), inside("<p>ghp_ is how they begin</p>"), inside("<p>sha256 " + "0f" * 32 + "</p>")),
        absent={"site.css": b"main { color: black }"},
    ),
    "private-key": Case(
        bad=(printed(f"{BLOCK}\nabc"), book(metadata_note=BLOCK), inside(f"<!-- {BLOCK} -->")),
        good=(inside("<p>A private key begins with BEGIN.</p>"), inside("<p>-----BEGIN PUBLIC KEY-----</p>")),
        absent={"figure.png": picture()},
    ),
    "authorization-header": Case(
        bad=(printed(f"Authorization: Bearer {RANDOM}"), printed(f"{{'authorization': 'Token {RANDOM}'}}"),
             printed("curl -u ann:Copper-77x https://api.shop.com/v1"), printed(f"Cookie: sessionid={RANDOM}")),
        good=(inside("<p>Authorization: Bearer TOKEN</p>"), inside("<p>Bearer bonds pay whoever holds them.</p>"),
              printed("curl -u USER:$PASSWORD https://api.shop.com")),
        absent={"robots.txt": b"User-agent: *"},
    ),
    "secret-in-address": Case(
        bad=(printed("postgresql://ann:Copper-77x@db.shop.com/orders"), inside(f'<p><a href="https://a.io/x?access_token={RANDOM}">x</a></p>'),
             printed(f"https://app.shop.io/magic-link/{RANDOM}"), printed("https://login.shop.io/verify?code=493027")),
        good=(printed("postgresql://user:password@db.shop.com/orders"), inside('<p><a href="https://a.io/x?page=2&amp;sort=name">x</a></p>'),
              inside('<p><a href="https://doi.org/10.1145/2939672.2939785">x</a></p>')),
        absent={"two.html": page()},
    ),
    "secret-in-command": Case(
        bad=(printed("mysql -u root -pCopper-77x orders"), printed("sshpass -p 'Copper-77x' ssh db"), printed("db.shop.com:5432:orders:ann:Copper-77x"),
             printed("sqlplus ann/Copper-77x@//db.shop.com:1521/ORCL"), printed("ftp.login('ann', 'Copper-77x')"), printed("get(url, auth=('ann', 'Copper-77x'))"),
             printed("smbclient //nas/sales -U ann%Copper-77x"), printed("ldapsearch -x -D cn=ann -w Copper-77x"),
             printed("keyring.set_password('shop', 'ann', 'Copper-77x')"), printed("URL.create('postgresql', 'ann', 'Copper-77x', 'db')")),
        good=(printed("mysql -u root -p orders"), printed("mkdir -p notebooks/new"), printed("at 10:42:11:000:zone"), printed("login('ann', 'page')"),
              printed("auth=('USER', 'PASSWORD')"), printed("sign(x, ('a', 'b'))"), printed("notebooks/flights@2024:10/x")),
        absent={"figure.png": picture()},
    ),
    "labelled-secret": Case(
        bad=(printed(f"AWS Secret Access Key [None]: {RANDOM}"), printed("DB_PASSWORD=Copper-77x"), book(source=f'api_key = ("{RANDOM[:20]}"\n  "{RANDOM[20:]}")'),
             {"data.json": f'{{"client_secret": "{RANDOM}"}}'.encode()}, printed("password: Copper-77x"), book(tokens={"secret": RANDOM}),
             inside(f'<p data-x="1" title="token: {RANDOM}">x</p>'), printed(f"aws_secret_access_key = {RANDOM[:24]}********"),
             printed('network={\n  psk="Copper-77x"\n}'), printed("smtp_pass = Copper-77x"), printed(f"etsy_key: {RANDOM}"), printed(f'{{"auth": "{RANDOM}"}}')),
        good=(printed("password = getpass()"), printed("tokens: 12345, max_tokens=2048"), printed("token: delivery"), printed("API_KEY=${API_KEY}"),
              inside("<p>The password: never write it down.</p>"), book(source='password = os.environ["DB_PASSWORD"]'), printed("secret: ********"),
              printed("    pass\n    self.whole_thing = is_done=True"), printed("cache_key: " + "0f" * 32), printed("key: AverageDeparturesByAirport")),
        absent={"two.html": page()},
    ),
    "unnamed-secret": Case(
        bad=(printed(f"and then {RANDOM} came"), book(source=f'open("{RANDOM}")'), printed("abc_" + "a1b2c3d4e5" * 3)),
        good=(printed("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"), printed("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
              printed("sha384-oqVuAfXRKap7fdgcCY5uykM6R9GqQ8KuxyabcdefghijklmnopqrstuvwX"), printed("AverageMonthlyDeparturesByAirportAndCarrier2013"), printed("fig_" + "departuresbyairportandcarrier2013"),
              {"two.html": page(f'<img alt="Bars of delays by month" src="data:image/png;base64,{base64.b64encode(picture()).decode()}">')}),
        absent={"site.css": b"main { color: black }"},
    ),
    "email-address": Case(
        bad=(inside("<p>ann.miller@gmail.com</p>"), inside('<p><a href="mailto:ann%40shop.io">x</a></p>'), inside("<p>ann&#64;shop.io</p>"),
             inside("<p>ann [at] shop [dot] io</p>"), {"figure.png": picture("by ann@shop.io")}, inside("<p>ann.miller AT shop DOT com</p>")),
        good=(inside("<p>you@example.com</p>"), inside("<p>git@github.com:a/b</p>"), printed("@pytest.fixture"), inside("<p>icon@2x.png</p>"), inside("<p>look at the dot com years</p>")),
        absent={"site.css": b"@media print { a { color: black } }"},
    ),
    "phone-number": Case(
        bad=(inside("<p>+33 6 12 34 56 79</p>"), inside("<p>call (212) 736-5000</p>"), inside('<p><a href="tel:+442079460018">x</a></p>'), printed("06 12 34 56 79"), printed("Telefon: 030 2345678"), printed("Teléfono: 912 345 678")),
        good=(printed("+12 345"), printed("336 776 26 115"), printed("2013-01-01 05:15"), inside("<p>ISBN 978-0-387-84857-0</p>"), printed("212 736 5000")),
        absent={"site.css": b"main { margin: +1px }"},
    ),
    "bank-account": Case(
        bad=(inside("<p>DE89 3704 0044 0532 0130 00</p>"), printed("GB82WEST12345698765432"), printed("sort code 20-00-00, account 55779911")),
        good=(inside("<p>DE88 3704 0044 0532 0130 00</p>"), printed("AB12 CDEF GHIJ"), printed("sort code of the branch, 55779911")),
        absent={"two.html": page()},
    ),
    "payment-card": Case(
        bad=(printed("4539 1488 0343 6467"), printed("card 4539148803436467")),
        good=(printed("4539 1488 0343 6468"), printed("1111 1111 1111 1111"), printed("4539148803436467 rows")),
        absent={"two.html": page()},
    ),
    "birth-date": Case(
        bad=(printed("date of birth: 1985-03-12"), inside("<p>Ann was born on 12 March 1985.</p>"), printed("dob=12/03/1985")),
        good=(printed("date: 1985-03-12"), inside("<p>The shop was born in 1985.</p>")),
        absent={"two.html": page()},
    ),
    "identity-number": Case(
        bad=(printed("SSN: 123-45-6789"), printed("numéro de sécurité sociale : 1 85 05 78 006 084 91"), printed("Passport no. 12AB34567"), {"data.json": b'{"ssn": "123-45-6789"}'}),
        good=(printed("SSN: 000-45-6789"), printed("numéro de sécurité sociale : 1 85 05 78 006 084 90"), printed("123-45-6789"), printed("passport renewals")),
        absent={"two.html": page()},
    ),
    "absolute-path": Case(
        bad=(printed("/home/ann/data.csv"), printed(r"C:\Users\ann\data.csv"), printed(r"\\fs-01\team\data.csv"), printed("file:///srv/x/y"), printed("file:///C:/Users/ann/x.html"), printed(r"\\wsl$\Ubuntu\home\ann"),
             inside("<p>/srv/ann&#x2F;x</p>"), book(note={"cwd": "/Users/ann/work"}), printed("/nfs/team/load.py"), printed(r"d:\daten\ann\kunden.csv"), printed("c:/users/ann/a.csv"),
             printed("vscode-remote://ssh-remote+box/home/ann/n.ipynb"), printed("vscode-notebook-cell:/c%3A/Users/ann/n.ipynb#W0"), {"data.json": rb'{"p": "C:\\Users\\ann"}'}),
        good=(inside('<p><a href="https://a.io/home/x/y">x</a></p>'), printed("train/test/valid"), printed("and/or"), printed("1/2/2013"), printed("data/flights.csv"), printed(r"f:\mathbb{R}\to\mathbb{R}"), printed("see vscode-jupyter")),
        absent={"figure.png": picture()},
        told={"folders": ("/srv/ann",)},
    ),
    "machine-name": Case(
        bad=(printed("by annabel"), inside('<p title="ann-laptop">x</p>'), printed("ann@box:~/work$ ls"), printed("HOME=x\nUSERNAME=annika\n"), printed("scp a.csv ann@box-01:data")),
        good=(printed("by annabella"), printed("USER=root"), printed("a@b"), printed("ssh user@example.com")),
        absent={"two.html": page()},
    ),
    "private-network": Case(
        bad=(printed("10.2.3.4"), printed("http://localhost:8888/lab"), inside('<p><a href="http://db.internal/x">x</a></p>'), printed("fe80::1c2d:3e4f"), printed("02:42:ac:11:00:02"), printed("0242.ac11.0002")),
        good=(printed("numpy 1.10.2.4"), printed("8.8.8.8"), printed("172.40.1.1"), printed("at 10.2.3"), printed("1234.5678.9012")),
        absent={"site.css": b"main { color: black }"},
    ),
    "stack-trace": Case(
        bad=(printed("Traceback (most recent call last):\n  x"), book(one=1) | {"n.ipynb": notebook({"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["Traceback (most recent call last)"]})}),
        good=(inside("<p>A stack trace begins with Traceback.</p>"),
              {"n.ipynb": notebook({"output_type": "error", "ename": "E", "evalue": "x", "traceback": ["Traceback (most recent call last)"]}, tags=("raises-exception",))}),
        absent=inside("<p>No output here.</p>"),
    ),
    "library-warning": Case(
        bad=(printed("x.py:3: FutureWarning: old"), printed("UserWarning: careful"), {"two.html": page('<div class="output stderr"><pre>x</pre></div>')}),
        good=(printed("no warning was given"), inside("<p>Warning: this is prose.</p>")),
        absent=inside("<p>No output here.</p>"),
    ),
    "object-remains": Case(
        bad=(printed("<Figure size 640x480 with 1 Axes>"), printed("<IPython.core.display.HTML object>"), {"n.ipynb": notebook(stream("<Axes: >"))}),
        good=(printed("a < b and c > d"), inside("<p><code>&lt;Figure size 640x480&gt;</code> is a remain.</p>"),
              {"n.ipynb": notebook(display(**{"text_plain": "<Figure size 1x1 with 1 Axes>", "image_png": base64.b64encode(picture()).decode()}))}),
        absent=inside("<p>No output here.</p>"),
    ),
    "unrendered-output": Case(
        bad=(inside("<p>{result}`auc`</p>"), printed("100%|##| 3/3 [00:01<00:00, 2.9it/s]"), {"n.ipynb": notebook(display(**{"application_vnd.jupyter.widget-view+json": {}}))}, printed("HBox(children=(1, 2))"),
             {"two.html": page('<p><span class="problematic">x</span></p>')}),
        good=(inside("<p>{} is an empty set</p>"), printed("100%|███| 3/3"), {"n.ipynb": notebook(display(text_html="<b>x</b>"))}),
        absent={"two.html": page()},
    ),
    "active-html": Case(
        bad=(inside("<script>alert(1)</script>"), inside("<script>fetch</script>"), inside("<script>return</script>"), inside("<script>x</script>"), inside('<p onclick="x()">x</p>'), inside('<p><a href=" java\nscript:x()">x</a></p>'), inside('<iframe src="x.html"></iframe>'),
             {"two.html": page(head='<meta http-equiv="refresh" content="0;url=x">')}, inside('<form action="https://a.io"><input></form>'),
             {"f.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>'}, {"f.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="x"/>'},
             {"n.ipynb": notebook(display(text_html='<img alt="A bar" src="x" onerror="y()">'))}, inside('<script src="https://a.io/x.js"></script>'),
             {"two.html": page('<div class="cell_output"><script src="own.js"></script></div>'), "own.js": b"1"}),
        good=(inside('<script type="application/json">{"a": "b"}</script>'), {"two.html": page(head='<script defer src="site.js"></script>'), "site.js": b"1"},
              inside('<form action="search.html" method="get"><input name="q"></form>') | {"search.html": page()}, {"two.html": page(head=f'<link rel="icon" href="{ICON}">')},
              {"f.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="1"/></svg>'}, inside('<button type="button" onclick="toggleFullScreen()">x</button>')),
        absent={"two.html": page()},
    ),
    "foreign-host": Case(
        bad=(inside('<img alt="A bar of delays" src="https://cdn.io/x.png">'), {"two.html": page(head='<link rel="stylesheet" href="//cdn.io/x.css">')},
             {"site.css": b"@font-face { src: url(https://cdn.io/x.woff2) }"}, {"site.js": b'fetch("https://api.io/x")'}, inside('<img alt="A bar of delays" src="http://ok.io/x.png">')),
        good=(inside('<p><a href="https://cdn.io/x">x</a></p>'), inside('<img alt="A bar of delays" src="https://ok.io/x.png">'), {"site.css": b"a { background: url(x.png) }"}),
        absent={"two.html": page()},
        told={"hosts": frozenset({"ok.io"})},
    ),
    "broken-markup": Case(
        bad=(inside("</div></section>"), inside("<div><p>x</p>"), inside('<p id="x">1</p><p id="x">2</p>'), {"n.ipynb": notebook(display(text_html="<div><table></div>"))},
             {"n.ipynb": notebook(display(text_html="<html><body>x</body></html>"))}),
        good=(inside("<ul><li>one<li>two</ul>"), inside("<p>a<br>b<p>c"), {"n.ipynb": notebook(display(text_html="<div><b>x</b></div>"))}),
        absent={"site.css": b"main { color: black }"},
    ),
    "heading-order": Case(
        bad=(inside("<h3>x</h3>"), inside("<h1>x</h1>"), {"two.html": page().replace(b"h1", b"h2")}),
        good=(inside("<h2>x</h2><h3>y</h3><h2>z</h2>"), {"two.html": page(chrome='<div class="onlyprint"><h1>A page</h1></div>')}),
        absent={"site.css": b"h3 { color: black }"},
    ),
    "page-language": Case(
        bad=({"two.html": page().replace(b' lang="en"', b"")}, {"two.html": page().replace(b"<title>A page", b"<title>")}),
        good=({"two.html": page().replace(b'"en"', b'"fr-FR"')},),
        absent={"site.css": b"main { color: black }"},
    ),
    "picture-alternative": Case(
        bad=(inside('<img src="x.png">') | {"x.png": picture()}, inside('<img alt="delays.png" src="x.png">') | {"x.png": picture()}, inside('<img alt="figure 3" src="x.png">') | {"x.png": picture()},
             inside('<img alt="" src="x.png">') | {"x.png": picture()}, inside('<svg role="img"></svg>')),
        good=(inside('<img alt="Evening flights leave twice as late" src="x.png">') | {"x.png": picture()}, inside('<img alt="" role="presentation" src="x.png">') | {"x.png": picture()}),
        absent={"two.html": page()},
    ),
    "table-header": Case(
        bad=(inside(TABLE.format("<td>a</td>")), inside(TABLE.format("<th></th>"))),
        good=(inside(TABLE.format("<th>a</th>")), inside(TABLE.format("<td>a</td>").replace("<table>", '<table role="presentation">'))),
        absent={"two.html": page()},
    ),
    "figure-caption": Case(
        bad=(inside("<figure><p>x</p></figure>"), {"two.html": page('<div class="cell_output"><img alt="Bars of delays" src="x.png"></div>'), "x.png": picture()}),
        good=(inside("<figure><p>x</p><figcaption>Delays by hour</figcaption></figure>"),),
        absent={"two.html": page()},
    ),
    "internal-link": Case(
        bad=(inside('<p><a href="gone.html">x</a></p>'), inside('<p><a href="Index.html">x</a></p>'), inside('<p><a href="index.html#gone">x</a></p>'),
             inside('<p><a href="#A-Page">x</a></p>'), inside('<p><a href="../x.html">x</a></p>'), inside('<img alt="A bar of delays" src="gone.png">')),
        good=(inside('<p><a href="index.html#a-page">x</a> <a href="#">top</a> <a href="?q=1">x</a></p>'), {"deep/two.html": page('<p><a href="../index.html">x</a></p>')},
              inside('<p><a href="https://a.io/gone">x</a></p>')),
        absent={"site.css": b"main { color: black }"},
    ),
    "contents": Case(
        bad=({"other.html": page()}, {"one.html": page(), "index.html": page()}),
        good=({"one.html": page()},),
        absent={"one.html": page(), "site.css": b"main { color: black }"},
        told={"listed": ("one.html",)},
    ),
    "stray-file": Case(
        bad=({".env": b""}, {".git/config": b""}, {"data/flights.csv": b"a,b"}, {"draft-two.txt": b"x"}, {"two copy.txt": b"x"}, {"two.old.txt": b"x"}, {"x.err.log": b""}, {"__pycache__/x.txt": b"x"}, {"id_rsa": b""}, {"model.pkl": b""}),
        good=({".nojekyll": b""}, {"robots.txt": b"x"}, {"copy-button.svg": b"<svg/>"}, {"_static/copybutton.js": b"1"}, {"_downloads/x.ipynb": notebook()}, {"notebooks/drafting.html": page()}),
        absent={"two.html": page()},
    ),
    "dataset-card": Case(
        bad=({"two.html": page()}, {"two.html": page(), "data/flights.html": page()}),
        good=({"two.html": page(), **CARD},),
        absent=CARD,
        told={"datasets": {"two.html": ("flights",)}},
    ),
    "locked-result": Case(
        bad=({"two.html": page()},),
        good=(),
        told={"drift": ("scoring/default: auc is 0.71, locked 0.74",)},
        absent={},
    ),
    "kept-result": Case(
        bad=({"two.html": page()},),
        good=(),
        told={"outdated": (("scoring/long", "abc123"),)},
        absent={},
    ),
    "quoted-number": Case(
        bad=({"two.html": page()},),
        good=(),
        told={"misquoted": ("notebooks/two.ipynb, cell 1: auc reads '0.71', published is '0.74'",)},
        absent={},
    ),
    "translation": Case(
        bad=({"two.html": page()},),
        good=(),
        told={"untranslated": ("notebooks/two.yml, line 3: answer has no French: 'Since'",)},
        absent={},
    ),
    "page-weight": Case(
        bad=(inside('<img alt="Bars of delays by hour" src="x.jpg">') | {"x.jpg": b"\xff\xd8" + bytes(range(256)) * 20},),
        good=(inside('<img loading="lazy" alt="Bars of delays by hour" src="x.jpg">') | {"x.jpg": b"\xff\xd8" + bytes(range(256)) * 20},),
        absent={"site.css": b"main { color: black }"},
        told={"page_bytes": 4000},
    ),
    "mass-deletion": Case(
        bad=({"p1.html": page()},),
        good=({f"p{n}.html": page() for n in range(3)},),
        absent={f"p{n}.html": page() for n in range(5)},
        told={"published": tuple(f"p{n}.html" for n in range(5))},
    ),
}  # fmt: skip


def rules_found(folder, files: Files, told: dict[str, object]) -> set[str]:
    """Return the names of the checks that find something."""
    report = scan(laid_out(folder, files), context=SiteContext(**{**QUIET, **told}))  # type: ignore[arg-type]
    return {finding.rule for finding in report.findings}


def each(kind: str) -> list[object]:
    """Return the sites of one kind, one parameter each."""
    return [
        pytest.param(rule, files, id=f"{rule}-{number}")
        for rule, case in CASES.items()
        for number, files in enumerate(getattr(case, kind))
    ]


@pytest.mark.parametrize(("rule", "files"), each("bad"))
def test_what_is_wrong_is_found(rule, files, tmp_path):
    """By the check that is for it."""
    assert rule in rules_found(tmp_path, files, CASES[rule].told)


@pytest.mark.parametrize(("rule", "files"), each("good"))
def test_what_only_looks_wrong_passes(rule, files, tmp_path):
    """A false alarm costs trust in the true ones."""
    assert rule not in rules_found(tmp_path, files, CASES[rule].told)


@pytest.mark.parametrize(
    "rule",
    [
        rule
        for rule in CASES
        if rule
        not in ("locked-result", "kept-result", "quoted-number", "translation", "dataset-card", "contents")
    ],
)
def test_what_does_not_concern_a_check_passes_all_of_them(rule, tmp_path):
    """A site without anything of its kind is clean."""
    assert rules_found(tmp_path, CASES[rule].absent, CASES[rule].told) == set()


@pytest.mark.parametrize(
    "rule",
    [
        "locked-result",
        "kept-result",
        "quoted-number",
        "translation",
        "dataset-card",
        "contents",
        "mass-deletion",
    ],
)
def test_what_a_check_is_not_told_it_does_not_judge(rule, tmp_path):
    """Without the book's own lists there is nothing to compare with."""
    assert rule not in rules_found(tmp_path, CASES[rule].bad[0], {})


def test_every_check_has_its_cases():
    """A new check comes with sites that it finds and sites that it lets pass."""
    assert set(CASES) == {check.name for check in CHECKS}
    assert all(case.bad for case in CASES.values())


def test_every_check_says_what_it_is():
    """A slug that is its own, a known group, a demand and an advice in whole sentences."""
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    for check in CHECKS:
        assert check.group in GROUPS
        assert check.demands.endswith(".")
        assert check.advice.endswith(".")
        assert check.name == check.name.lower().replace(" ", "-")
