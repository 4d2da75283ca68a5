"""Five small tables for each notebook that takes a reader's own, with the parameters of a quick run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random


@dataclass(frozen=True)
class Brought:
    """A file and the parameters with which a notebook reads it."""

    text: str
    parameters: dict[str, str]
    encoding: str = "utf-8"

    def given(self, folder: Path) -> dict[str, object]:
        """Return the parameters of a run, the file written into a folder."""
        path = folder / "brought.csv"
        path.write_bytes(self.text.encode(self.encoding))
        return {"dataset": f"csv:{path}", **self.parameters}


def _table(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows]) + "\n"


def _applicants(shown: Callable[[Random, float, int, str], str], header: str, rows: int = 300) -> str:
    """Return applicants, one line each as `shown` writes it: income, term, and whether it turned out bad."""
    rng = Random(0)
    lines = []
    for _ in range(rows):
        income, term = round(rng.lognormvariate(8, 0.5), 2), rng.randint(3, 72)
        bad = "yes" if rng.random() < 0.25 + 0.4 * (income < 2500) else "no"
        lines.append(shown(rng, income, term, bad))
    return _table(header, lines)


def _letters(rng: Random, income: float, term: int, bad: str) -> str:
    return f"{rng.choice('abc')},{'low' if income < 2500 else 'high'},{rng.choice('xyz?')},{bad}"


QUICK_SCORE = {"repeats": "1", "trials": "1", "target": "bad"}
SCORING = {
    "European numbers": Brought(
        _applicants(
            lambda rng, income, term, bad: f"{income:.2f}".replace(".", ",") + f" €;{term} months;{bad}",
            "Einkommen;Laufzeit;bad",
        ),
        QUICK_SCORE,
        "cp1252",
    ),
    "words for missing": Brought(
        _applicants(
            lambda rng, income, term, bad: (
                f"{rng.choice([income, income, 'NA'])},{rng.choice([term, ' '])},{bad}"
            ),
            "income,term,bad",
        ),
        QUICK_SCORE,
    ),
    "markup in names": Brought(
        _applicants(
            lambda rng, income, term, bad: (
                f"{income},{rng.choice(['$0-$50k', '<b>', '50%_$$', 'x^2'])},{term},{bad}"
            ),
            'Income ($),\\frac{1} <i>,"distance, km $x$",bad',
        ),
        {**QUICK_SCORE, "drop": "distance, km $x$"},
    ),
    "no numbers": Brought(_applicants(_letters, "cap,gill,ring,bad"), QUICK_SCORE),
    "identifiers": Brought(
        "\n".join(
            f"{'' if n == 0 else n - 1},{'LoanID' if n == 0 else 900 + 7 * n},{line}"
            for n, line in enumerate(
                _applicants(
                    lambda rng, income, term, bad: f"{income},{term},{bad}", "income,term,bad"
                ).splitlines()
            )
        ),
        QUICK_SCORE,
    ),
}


def _purchases(shown: Callable[[int, str, float], str], header: str, customers: int = 150) -> str:
    """Return purchases of two years, newest first: customers who buy at their own pace and stop one day."""
    rng = Random(1)
    rows = []
    for number in range(customers):
        day, pace, gone = rng.randint(0, 120), rng.gammavariate(0.8, 0.03) + 0.002, rng.randint(60, 2000)
        while day < min(720, gone):
            rows.append((day, number, round(rng.lognormvariate(3, 0.5), 2)))
            day += 1 + int(rng.expovariate(pace))
    return _table(
        header, [shown(number, _day(day), paid) for day, number, paid in sorted(rows, reverse=True)]
    )


def _day(day: int) -> str:
    year, rest = divmod(day, 360)
    return f"{2020 + year}-{rest // 30 + 1:02d}-{rest % 30 % 28 + 1:02d}"


QUICK_SHOP = {"customer": "Email", "date": "day", "amount": "Total", "items": "", "futures": "40"}
SEGMENTATION = {
    "prices in euros": Brought(
        _purchases(lambda n, day, paid: f"c{n};{day};{paid:.2f} €".replace(".", ","), "Email;day;Total"),
        QUICK_SHOP,
    ),
    "times with offsets": Brought(
        _purchases(lambda n, day, paid: f"c{n},{day} 14:05:11 +0{1 + n % 2}00,{paid}", "Email,day,Total"),
        QUICK_SHOP,
    ),
    "two spellings": Brought(
        _purchases(
            lambda n, day, paid: f"{'C' if paid < 15 else 'c'}{n}@x.org,{day},${paid}", "Email,day,Total"
        ),
        {**QUICK_SHOP, "fold": "true"},
    ),
    "accents in two forms": Brought(
        _purchases(lambda n, day, paid: f"c{n},{day},{paid}", "Email,day,de\u0301pense"),
        {**QUICK_SHOP, "amount": "d\u00e9pense"},
    ),
    "customers all alike": Brought(
        _table(
            "Email,day,Total",
            [
                f"c{n},{_day(7 * step + n % 60)},{5 + n % 7}.5"
                for n in range(120)
                for step in range(0, 90, 5 + n % 3)
            ],
        ),
        QUICK_SHOP,
    ),
}

THINGS = {
    "kitchen $5 & up": ("steel", "lid pan pot knife fork"),
    "baby <b>": ("cotton", "shirt sock hat bib quilt"),
}
EAST = {
    "\u53a8\u623f": ("\u4e0d\u9508\u94a2", "\u9505\u76d6 \u6c64\u9505 \u83dc\u5200 \u94f2\u5b50"),
    "\u5a74\u513f": ("\u7eaf\u68c9\u67d4\u8f6f", "\u8863\u670d \u5e3d\u5b50 \u889c\u5b50 \u6bef\u5b50"),
}
SOUTH = {
    "\u0e04\u0e23\u0e31\u0e27": (
        "\u0e40\u0e2b\u0e25\u0e47\u0e01",
        "\u0e2b\u0e21\u0e49\u0e2d \u0e21\u0e35\u0e14 \u0e0a\u0e49\u0e2d\u0e19",
    ),
    "\u0e40\u0e14\u0e47\u0e01": (
        "\u0e1c\u0e49\u0e32\u0e1d\u0e49\u0e32\u0e22",
        "\u0e40\u0e2a\u0e37\u0e49\u0e2d \u0e2b\u0e21\u0e27\u0e01 \u0e16\u0e38\u0e07\u0e40\u0e17\u0e49\u0e32",
    ),
}


def _texts(of: dict[str, tuple[str, str]], shown: str, header: str = "text,category", each: int = 15) -> str:
    """Return texts of each category; `shown` has m for material, k for kind, n for number, c for category."""
    rng = Random(2)
    rows = []
    for category, (material, kinds) in of.items():
        for n in range(each):
            rows.append(shown.format(m=material, k=rng.choice(kinds.split()), n=n, c=category))
    return _table(header, rows)


QUICK_TEXTS = {"seeds": "3", "others": ""}
LANGUAGE = {
    "no titles, easy": Brought(
        _texts(THINGS, '"{m} {k} for the house, number {n}, made to last",{c}'), QUICK_TEXTS
    ),
    "titles": Brought(
        _texts(THINGS, '{k} {n},"<p>{m} {k}, number {n}</p>",{c}', "title,text,category"),
        {**QUICK_TEXTS, "title": "title"},
    ),
    "Chinese": Brought(_texts(EAST, "{m}{k}\u9002\u5408\u5bb6\u5ead{n},{c}"), QUICK_TEXTS, "utf-16"),
    "Thai": Brought(
        _texts(
            SOUTH,
            "{m}{k}\u0e2a\u0e33\u0e2b\u0e23\u0e31\u0e1a\u0e1a\u0e49\u0e32\u0e19{n};{c}",
            "text;category",
        ),
        QUICK_TEXTS,
    ),
    "few and short": Brought(_texts(THINGS, "{m} {k} {k} {n},{c}", each=11), QUICK_TEXTS),
}


def _stock(header: str, shown: Callable[[Random, int], str], rows: int = 80) -> str:
    """Return a table that is audited and not modelled: any columns."""
    rng = Random(3)
    return _table(header, [shown(rng, n) for n in range(rows)])


TOWNS = ("M\u00e2con", "Ni\u0302mes")
DATA_QUALITY = {
    "no numbers": Brought(
        _stock("colour,shape", lambda rng, _: f"{rng.choice('abc')},{rng.choice(['round', 'flat'])}"), {}
    ),
    "words for missing": Brought(
        _stock("price;weight", lambda rng, n: f"{rng.choice([n + 0.5, 'NA'])};{rng.choice([n, '?', ''])}"), {}
    ),
    "dollars and markup": Brought(
        _stock("$ paid,<b>_x^2,% off", lambda rng, n: f'"$1,{n:03d}",{rng.choice(["$a$", "<i>"])},{n % 9} %'),
        {},
    ),
    "repeated rows and an empty column": Brought(_stock("a,b,nothing", lambda _, n: f"{n % 7},{n % 2},"), {}),
    "accents and dates": Brought(
        _stock("d\u00e9p\u00f4t,jour", lambda rng, n: f"{rng.choice(TOWNS)},2024-0{n % 9 + 1}-11"), {}
    ),
}
TABLES: dict[str, dict[str, Brought]] = {
    "data_quality": DATA_QUALITY,
    "scoring": SCORING,
    "segmentation": SEGMENTATION,
    "language": LANGUAGE,
}
