"""Texts as readers bring them: the language notebook runs on them, or says in one sentence why not."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from brought_tables import QUICK_TEXTS, Brought

Row = Sequence[str]
THINGS = {
    "kitchen": ("steel", "lid pan pot knife fork ladle spoon grater"),
    "baby": ("cotton", "shirt sock hat bib quilt mitten blanket cap"),
}
EACH = 14


@dataclass(frozen=True)
class Variation:
    """A table of texts; where it is refused, the pattern of the message."""

    brought: Brought
    refused: str = ""


def rows_of(shown: Callable[[str, str, int, Random], str], each: int = EACH) -> list[Row]:
    """Return rows of text and category; `shown` makes a text of material, kind and number."""
    rng = Random(5)
    return [
        (shown(material, rng.choice(kinds.split()), n, rng), category)
        for category, (material, kinds) in THINGS.items()
        for n in range(each)
    ]


def written(signs: dict[str, tuple[str, str]], frame: str = "{m}{k}{n}", each: int = EACH) -> list[Row]:
    """Return rows in another script: material and kinds of each category, put into a frame."""
    rng = Random(6)
    return [
        (frame.format(m=material, k=rng.choice(kinds.split()), n=n), category)
        for category, (material, kinds) in signs.items()
        for n in range(each)
    ]


def table(rows: Sequence[Row], header: Row = ("text", "category"), *, sep: str = ",") -> str:
    """Return rows as a file, quoted where a reader of tables needs it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sep, lineterminator="\n")
    writer.writerows([header, *rows])
    return out.getvalue()


def _plain(m: str, k: str, n: int, _: Random) -> str:
    return f"A {m} {k} for the house, number {n}, made to last for years"


def _given(rows: Sequence[Row], refused: str = "", **parameters: str) -> Variation:
    header = ("title", "text", "category") if "title" in parameters else ("text", "category")
    return Variation(Brought(table(rows, header), {**QUICK_TEXTS, **parameters}), refused)


def _titled(rows: Sequence[Row], title: Callable[[int, str], str]) -> list[Row]:
    return [(title(n, text), text, category) for n, (text, category) in enumerate(rows)]


def _no_category(rows: Sequence[Row], each: int) -> list[Row]:
    return [(text, "" if n % each == 0 else category) for n, (text, category) in enumerate(rows)]


FOREIGN: dict[str, list[Row]] = {
    "Chinese": written({"厨房": ("不锈钢", "锅盖 汤锅 菜刀 铲子"), "婴儿": ("纯棉", "衣服 帽子 袜子 毯子")}),
    "Chinese in sentences": written(
        {"厨房": ("不锈钢", "锅盖 汤锅"), "婴儿": ("纯棉", "衣服 帽子")},
        "这款{m}{k}很好用，编号{n}。适合每个家庭！经久耐用。",
    ),
    "Japanese": written(
        {"台所": ("ステンレス", "なべ ふた 包丁"), "赤ちゃん": ("コットン", "シャツ くつした 帽子")},
        "{m}の{k}{n}です",
    ),
    "Thai": written({"ครัว": ("เหล็ก", "หม้อ มีด ช้อน"), "เด็ก": ("ผ้าฝ้าย", "เสื้อ หมวก ถุงเท้า")}, "{m}{k}สำหรับบ้าน{n}"),
    "Korean": written(
        {"주방": ("강철", "냄비 뚜껑 칼날"), "아기": ("면직", "셔츠 양말 모자")}, "{m} {k} 가정용 {n}"
    ),
    "Hindi": written(
        {"रसोई": ("इस्पात", "ढक्कन कड़ाही चाकू"), "शिशु": ("सूती", "कमीज टोपी मोज़े")}, "{m} {k} घर के लिए {n}"
    ),
    "Greek and Russian": written(
        {"κουζίνα": ("ατσάλι", "κατσαρόλα καπάκι"), "дети": ("хлопок", "шапка носки")}, "{m} {k} {n}"
    ),
    "Arabic, from right to left": written(
        {"مطبخ": ("فولاذ", "قدر سكين غطاء"), "أطفال": ("قطن", "قميص قبعة جورب")}, "{k} من {m} للمنزل، رقم {n}"
    ),
    "Hebrew with marks of direction": written(
        {"מטבח": ("פלדה", "סיר סכין מכסה"), "תינוק": ("כותנה", "חולצה כובע גרב")},
        "\u200f{k} {m}\u200e ({n}) לבית",
    ),
    "two directions in one text": written(
        {"مطبخ kitchen": ("فولاذ", "lid pan pot"), "أطفال baby": ("قطن", "shirt hat bib")},
        "{k} {m} steel no {n}",
    ),
    "Vietnamese in decomposed form": written(
        {
            "be\u0302\u0301p": ("the\u0301p", "na\u0306\u0301p dao no\u0302\u0300i"),
            "be\u0301": ("bo\u0302ng", "mu\u0303 a\u0301o ta\u0302\u0301t"),
        },
        "{m} {k} cho gia \u0111i\u0300nh {n}",
    ),
}

WEB = (
    "<html><head><style>p {{color: red}}</style><script>var steel = 1;</script></head>"
    "<body><p class='a'>A <b>{m}</b> {k}&nbsp;&amp; more, number {n}<br/>made to last</p>"
    "<!-- sold --></body></html>"
)

VARIATIONS: dict[str, Variation] = {
    "no titles": _given(rows_of(_plain)),
    "titles": _given(_titled(rows_of(_plain), lambda n, _: f"Offer {n}"), title="title"),
    "every other title is missing": _given(
        _titled(rows_of(_plain), lambda n, _: "" if n % 2 else f"Offer {n}"), title="title"
    ),
    "titles that are the texts": _given(_titled(rows_of(_plain), lambda _, text: text), title="title"),
    "titles without texts": _given(
        [(title, "", category) for title, _, category in _titled(rows_of(_plain), lambda _, text: text)],
        title="title",
    ),
    "the same words in each category": _given(
        [(text, "ab"[n % 2]) for n, (text, _) in enumerate(rows_of(_plain))]
    ),
    "one word each": _given(rows_of(lambda _m, k, _n, _r: k, 16), "too small"),
    "one word and a number": _given(
        rows_of(lambda m, k, n, _: f"{m if n % 3 else k}{n}"), "share too few words"
    ),
    "digits": _given(rows_of(lambda _m, _k, n, rng: f"{n} {rng.randint(0, 99)}"), "no words"),
    "punctuation": _given(rows_of(lambda _m, _k, n, _: "!?" * (n + 1)), "most texts hold no words"),
    "words of two letters": _given(rows_of(lambda m, k, n, _: f"{m[:2]} {k[:2]} {n}"), "no words"),
    "emoji": _given(rows_of(lambda m, _k, n, _: ("🍳" if m == "steel" else "👶") * (n + 1)), "no words"),
    "emoji beside words": _given(
        rows_of(lambda m, k, n, _: f"👩‍👧 {m} {k} 🇫🇷 for the house {'⭐️' * (n % 5 + 1)} number {n}")
    ),
    **{name: _given(rows) for name, rows in FOREIGN.items()},
    "one category": _given([(text, "all") for text, _ in rows_of(_plain)], "nothing can be filed"),
    "a category for each text": _given(
        [(text, f"c{n}") for n, (text, _) in enumerate(rows_of(_plain))], "nothing can be filed"
    ),
    "three texts": _given(rows_of(_plain, 2)[:3], "nothing can be filed"),
    "nineteen texts": _given(rows_of(_plain, 10)[:19], "too small"),
    "twenty texts": _given(rows_of(_plain, 10)),
    "twelve categories": _given(
        [(f"{text} of kind{n % 12}", f"kind {n % 12}") for n, (text, _) in enumerate(rows_of(_plain, 42))]
    ),
    "one category holds nearly all": _given([*rows_of(_plain, 60)[:60], *rows_of(_plain, 60)[60:65]]),
    "the same text again and again": _given(
        [("A steel lid", "kitchen"), ("A hat", "baby")] * 30, "nothing can be filed"
    ),
    "each text twice": _given(rows_of(_plain) * 2),
    "one text in two categories": _given(
        [*rows_of(_plain), ("A lid or a hat", "baby"), ("A lid or a hat", "kitchen")]
    ),
    "pages of the web": _given(rows_of(lambda m, k, n, _: WEB.format(m=m, k=k, n=n))),
    "markup that never ends": _given(
        rows_of(lambda m, k, n, _: f"<p>{m} {k} <b>number {n} &lt;small&gt <i for the house")
    ),
    "signs of comparison": _given(
        rows_of(lambda m, k, n, _: f"{m} {k} with a<b and c>d, size <{n}> cm, x<=3 & y>=2 house")
    ),
    "nothing but markup": _given(
        rows_of(lambda _m, _k, n, _: f"<br/><img src='a{n}.png'>"), "nothing can be filed|no words"
    ),
    "very long": _given(
        rows_of(lambda m, k, n, _: f"{m} {k} for the house number {n} " * (3000 if n == 3 else 2))
    ),
    "one word of fifty thousand letters": _given(
        rows_of(lambda m, k, n, _: "x" * 50_000 if n == 2 else f"A {m} {k} for the house {n}")
    ),
    "lines, tabs and quotes inside": _given(
        rows_of(lambda m, k, n, _: f'"{m}"\n\t- {k}\r\n- for the "house", {n}\n\n')
    ),
    "letters without width": _given(
        rows_of(lambda m, k, n, _: f"A\u00a0{m[:2]}\u00ad{m[2:]}\u200b {k}\ufeff for\u2009the house\u2028{n}")
    ),
    "control codes of a terminal": _given(
        rows_of(lambda m, k, n, _: f"\x1b[31m{m}\x1b[0m {k}\x07 for the house {n}\x08")
    ),
    "addresses": _given(rows_of(lambda m, k, n, _: f"https://example.org/{m}/{k}?n={n} shop@{m}.example")),
    "formulas and prices": _given(
        rows_of(lambda m, k, n, _: f"{m} {k}: $x_{n}^2$ costs $5 and $10, 50 % off \\frac{{1}}")
    ),
    "programs": _given(
        rows_of(lambda m, k, n, _: f"def {k}_{n}({m}): return {{'{m}': [{n}], \"house\": `{k}`}} # {m} {k}")
    ),
    "broken accents": _given(
        rows_of(lambda m, k, n, _: f"CafÃ© {m} {k} â€œmaisonâ€\u009d nÂ° {n} d\ufffdj\ufffd vu")
    ),
    "shouted": _given(rows_of(lambda m, k, n, _: _plain(m, k, n, _).upper())),
    "numbers for categories": _given([(text, str(5 * (c == "baby") - 1)) for text, c in rows_of(_plain)]),
    "categories with markup and formulas": _given(
        [
            (text, "<b>$x^2$ & {0}</b>" if c == "baby" else "50 % [off](x) _a_ `b` \\n")
            for text, c in rows_of(_plain)
        ]
    ),
    "categories of a hundred letters": _given(
        [(text, (c + " and all that belongs to it ") * 4) for text, c in rows_of(_plain)]
    ),
    "categories that differ in blanks": _given(
        [(text, c + " " * (n % 3)) for n, (text, c) in enumerate(rows_of(_plain))]
    ),
    "many rows without a category": _given(_no_category(rows_of(_plain, 30), 2)),
    "many rows without a text": _given(
        [("" if n % 3 == 0 else text, c) for n, (text, c) in enumerate(rows_of(_plain, 30))]
    ),
    "a formula of a spreadsheet": _given(
        rows_of(lambda m, k, n, _: f'=HYPERLINK("x";"{m} {k}") for the house {n}')
    ),
}
