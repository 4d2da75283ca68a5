"""The faults that the stock tools can meet too, each with what they made of it."""

from __future__ import annotations

import base64
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from faults import author_cases, data_cases, table_cases
from faults.torture import BAD, ECHO
from tests_support import cell, document

Seen = tuple[int, str]
BIN = Path(sys.executable).parent
CONFIG = "title: Tiny\nauthor: Nobody\nexecute:\n  execute_notebooks: {execute}\n  timeout: 30\n"


def command(folder: Path, *words: str, limit: int = 0, patience: int = 90) -> tuple[int, str]:
    """Run a stock command; return its exit code and all that it said."""

    def smaller_disk() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [str(BIN / words[0]), *words[1:]], cwd=folder, env=environment, capture_output=True, text=True,
            errors="replace", check=False, timeout=patience, preexec_fn=smaller_disk,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 124, f"still running after {patience} s"
    return done.returncode, re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)


def notebook(path: Path, *code: str | dict[str, Any], kernel: str = "python3", parameters: str = "") -> Path:
    """Write a notebook: title, parameters, code cells."""
    cells = [cell("# A page", kind="markdown"), *([cell(parameters, "parameters")] if parameters else [])]
    cells += [one if isinstance(one, dict) else cell(one) for one in code]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document(cells, kernel=kernel)), encoding="utf-8")
    return path


def last(text: str) -> str:
    """Return the last line that says something."""
    lines = [line.strip() for line in text.splitlines() if re.search("[A-Za-z]", line)]
    return lines[-1] if lines else "nothing told"


def papermill(
    *code: str | dict[str, Any], kernel: str = "python3", words: tuple[str, ...] = ()
) -> Callable[[Path], Seen]:
    """Return a meeting of papermill with a notebook of these cells."""

    def meet(folder: Path) -> Seen:
        notebook(folder / "in.ipynb", *code, kernel=kernel, parameters=ECHO)
        done, text = command(folder, "papermill", "--no-progress-bar", "in.ipynb", "out.ipynb", *words)
        return done, _idle(folder / "out.ipynb") if done == 0 else last(text)

    return meet


def _idle(path: Path) -> str:
    """Return how many cells of the result never ran, and how large it is."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError):
        return "no result that can be read"
    idle = sum(c["cell_type"] == "code" and c["execution_count"] is None for c in cells)
    size = path.stat().st_size
    return f"{idle} cells never ran" + (f", result of {size / 1e6:.0f} MB" if size > 1e6 else "")


def book(
    folder: Path,
    files: dict[str, str],
    *,
    execute: str = "force",
    config: str | None = None,
    chapters: tuple[str, ...] = ("page",),
) -> None:
    """Write a stock book."""
    folder.mkdir(parents=True, exist_ok=True)
    toc = "format: jb-book\nroot: index\nchapters:\n" + "".join(f"- file: {name}\n" for name in chapters)
    written = {
        "_config.yml": config or CONFIG.format(execute=execute),
        "_toc.yml": toc,
        "index.md": "# Home\n\nWelcome.\n",
        **files,
    }
    for name, text in written.items():
        (folder / name).write_text(text, encoding="utf-8")


def built(folder: Path, name: str = "page") -> Seen:
    """Build a stock book; return the exit code, and whether the page was published."""
    code, text = command(folder, "jupyter-book", "build", ".")
    page = folder / f"_build/html/{name}.html"
    warned = sum("WARNING" in line for line in text.splitlines())
    broken = page.exists() and "Error" in page.read_text(encoding="utf-8")
    state = (
        "page published with the error in it" if broken else "page published" if page.exists() else "no page"
    )
    return code, f"{state}, {warned} warnings" if code == 0 else f"{last(text)}"


def printed(
    cells: list[str | dict[str, Any]], *, twice: bool = False, execute: str = "force"
) -> Callable[[Path], Seen]:
    """Return a meeting of jupyter-book with a page of these cells."""

    def meet(folder: Path) -> Seen:
        book(folder, {}, execute=execute)
        notebook(folder / "page.ipynb", *cells)
        first = built(folder)
        return built(folder) if twice else first

    return meet


def page(text: str, **how: Any) -> Callable[[Path], Seen]:
    """Return a meeting of jupyter-book with a page of prose."""

    def meet(folder: Path) -> Seen:
        book(folder, {"page.md": "# A page\n\n" + text}, execute="'off'", **how)
        return built(folder)

    return meet


def nbval(folder: Path) -> Seen:
    """Compare a notebook that was never executed."""
    notebook(folder / "in.ipynb", "print('x')")
    code, text = command(folder, "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "in.ipynb")
    return code, last(text)


def reading(content: bytes) -> Callable[[Path], Seen]:
    """Return a meeting of pandas with a data file, read as most notebooks read it."""

    def meet(folder: Path) -> Seen:
        (folder / "data.csv").write_bytes(content)
        code = "import pandas as pd; f = pd.read_csv('data.csv'); print(f.shape, f.iloc[:1, :2].to_dict('records'))"  # noqa: E501
        done, text = command(folder, "python", "-c", code)
        return done, last(text)

    return meet


def typed(content: bytes) -> Callable[[Path], Seen]:
    """Return a meeting of pandas with a data file; the types of its columns are told."""

    def meet(folder: Path) -> Seen:
        (folder / "data.csv").write_bytes(content)
        code = (
            "import pandas as pd; f = pd.read_csv('data.csv'); print(f.shape, f.dtypes.astype(str).to_dict())"
        )
        done, text = command(folder, "python", "-c", code)
        return done, last(text)

    return meet


def dated(content: bytes) -> Callable[[Path], Seen]:
    """Return a meeting of pandas with the dates of a data file, parsed as most notebooks parse them."""

    def meet(folder: Path) -> Seen:
        (folder / "data.csv").write_bytes(content)
        code = "import pandas as pd; f = pd.read_csv('data.csv', parse_dates=['day']); print(f.dtypes['day'], f['day'].max())"  # noqa: E501
        done, text = command(folder, "python", "-c", code)
        return done, last(text)

    return meet


def stale_module(folder: Path) -> Seen:
    """Change a module that a page imports, and build again."""
    book(folder, {"helper.py": "ANSWER = 1\n"}, execute="cache")
    notebook(
        folder / "page.ipynb",
        "import sys; sys.path.insert(0, '.')\nimport helper\nprint('answer', helper.ANSWER)",
    )
    built(folder)
    (folder / "helper.py").write_text("ANSWER = 2\n")
    code, _ = built(folder)
    text = (folder / "_build/html/page.html").read_text(encoding="utf-8")
    return code, "the page shows the old answer" if "answer 1" in text else "executed again"


def cut_entry(folder: Path) -> Seen:
    """Cut an entry of the cache short, change the prose, and build again."""
    book(folder, {}, execute="cache")
    notebook(folder / "page.ipynb", "print(1)")
    built(folder)
    for path in folder.glob("_build/.jupyter_cache/executed/*/base.ipynb"):
        path.write_text(path.read_text()[:200])
    (folder / "page.ipynb").write_text((folder / "page.ipynb").read_text().replace("# A page", "# The page"))
    return built(folder)


def edited_entry(folder: Path) -> Seen:
    """Edit a number in the cache by hand, change the prose, and build again."""
    book(folder, {}, execute="cache")
    notebook(folder / "page.ipynb", "print('answer', 40 + 2)")
    built(folder)
    for path in folder.glob("_build/.jupyter_cache/executed/*/base.ipynb"):
        path.write_text(path.read_text().replace("answer 42", "answer 43"))
    (folder / "page.ipynb").write_text((folder / "page.ipynb").read_text().replace("# A page", "# The page"))
    code, told = built(folder)
    text = (folder / "_build/html/page.html").read_text(encoding="utf-8")
    return code, "the edited number is published" if "answer 43" in text else told


def two_at_once(folder: Path) -> Seen:
    """Start two builds in one folder."""
    book(folder, {})
    notebook(folder / "page.ipynb", "import time; time.sleep(2)")
    words = [str(BIN / "jupyter-book"), "build", "."]
    both = [
        subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    codes = [one.wait() for one in both]
    return max(codes), f"exit codes {codes[0]} and {codes[1]}, both in one folder"


def left_behind(folder: Path) -> Seen:
    """Start a child in a session of its own, and look for it after the run."""
    mark = "4711.75"
    code = f"import subprocess; subprocess.Popen(['sleep', '{mark}'], start_new_session=True);"
    done, _ = papermill(code)(folder)
    time.sleep(0.5)
    found = subprocess.run(
        ["pgrep", "-f", f"sleep {mark}"], capture_output=True, text=True, check=False
    ).stdout.split()
    for number in found:
        os.kill(int(number), 9)
    return done, f"{len(found)} child still running after the run" if found else "none left"


def full_disk(folder: Path) -> Seen:
    """Run out of disk while the result is written."""
    notebook(folder / "in.ipynb", "print('x' * 60_000)")
    code, text = command(folder, "papermill", "--no-progress-bar", "in.ipynb", "out.ipynb", limit=24 * 1024)
    return code, f"{last(text)}; {_idle(folder / 'out.ipynb')}"


def torture(name: str, *words: str) -> Callable[[Path], Seen]:
    """Return a meeting of papermill with a notebook of the torture book."""
    return papermill(*BAD[name][0], words=words)


def author(number: str) -> Callable[[Path], Seen]:
    """Return a meeting of jupyter-book with what an author wrote; what should be shown is looked for."""
    of_all = {**author_cases.MISPRINTS, **author_cases.UNSHOWN, **author_cases.SHOWN}
    _, made, pattern = of_all[number]
    is_prose = number in author_cases.MISPRINTS

    def meet(folder: Path) -> Seen:
        (folder / "images").mkdir(parents=True)
        (folder / "images/b.png").write_bytes(base64.b64decode(author_cases.PIXEL))
        code, told = printed([author_cases.prose(str(made)) if is_prose else made])(folder)
        if code or number not in author_cases.SHOWN:
            return code, told
        text = (folder / "_build/html/page.html").read_text(encoding="utf-8")
        return code, told + ("" if re.search(pattern, text) else ", and it does not show what was meant")

    return meet


def doubled_key(folder: Path) -> Seen:
    """Build a stock book whose settings give one key twice."""
    config = CONFIG.format(execute="'off'") + "title: Another\n"
    return page("", config=config)(folder)


STOCK: dict[str, Callable[[Path], Seen]] = {
    "N1": printed(["1", "1 / 0", "2", "3"]),
    "N2": printed(["1", "1 / 0", "2", "3"], twice=True),
    "N3": torture("exits"),
    "N4a": torture("returns-3"),
    "N4b": torture("quits"),
    "N4c": torture("leaves"),
    "N5": torture("swallows"),
    "N6": torture("unraised"),
    "N7": torture("hides"),
    "N11b": papermill("1", kernel="py37-old-env"),
    "N15": nbval,
    "N18": torture("too-early"),
    "N19": torture("asks"),
    "N22": printed(
        ["class Drawing:\n    def __repr__(self): return '<Figure size 640x480 with 1 Axes>'\nDrawing()"]
    ),
    **{
        number: author(number)
        for number in (*author_cases.MISPRINTS, *author_cases.UNSHOWN, *author_cases.SHOWN)
    },
    "A17": doubled_key,
    "A18": papermill("a = 1\nassert a == 2"),
    "A19": printed([author_cases.prose("# Another")]),
    "P1": papermill("1", words=("-p", "alfa", "1")),
    "P2": papermill("1", words=("-p", "number", "high")),
    "P3": papermill("assert word == '00123', repr(word)", words=("-p", "word", "00123")),
    "P5a": papermill("1", words=("-p", "share", "nan")),
    "P13b": papermill("1", words=("-p", "word", "AKIA" + "IOSFODNN7" + "PLANTED")),
    "P14a": papermill("1", words=("-p", "share", "1.5")),
    "D2a": reading(b""),
    "D2b": reading(data_cases.GOOD.partition(b"\n")[0]),
    "D3": reading(data_cases.GOOD.replace(b"brand-0", b"Caf\xe9")),
    "D4": reading(data_cases.cell("brand", 0, "CafÃ©")),
    "D5a": reading(b"\xef\xbb\xbf" + data_cases.GOOD),
    "D5b": reading(data_cases.GOOD.decode().encode("utf-16")),
    "D6a": reading(data_cases.as_csv(data_cases.table(), ";")),
    "D6b": typed(b'retail_price,n\n0.5,1\n"1,5",2\n'),
    "D7b": reading(data_cases.as_csv([row[::-1] for row in data_cases.table()])),
    "D7c": reading(data_cases.as_csv([[*row, row[0]] for row in data_cases.table()])),
    "D8": reading(
        data_cases.as_csv([data_cases.table()[0], *([*row, "x"] for row in data_cases.table()[1:])])
    ),
    "D9a": reading(
        data_cases.as_csv([[*row, "x"] if n == 2 else row for n, row in enumerate(data_cases.table())])
    ),
    "D9b": reading(
        data_cases.as_csv([row[:-1] if n == 2 else row for n, row in enumerate(data_cases.table())])
    ),
    "D10a": reading(data_cases.GOOD[:-60]),
    "D11a": reading(data_cases.HTML),
    "D11b": reading(data_cases.LFS),
    "D12a": reading(data_cases.cell("brand", 0, "a\x00b")),
    "D12b": reading(data_cases.GOOD.replace(b"brand-0", b'"brand-0')),
    "D12c": reading(data_cases.cell("brand", 0, data_cases.LONG)),
    "D13": typed(b'retail_price,n\n"1 234,50",1\nn/a,2\n2.5,3\n'),
    "D14": reading(b"country,id,n\nNA,007,1\nFR,010,2\n"),
    "D15a": reading(data_cases.cell("product_name", 0, "")),
    "D16": reading(data_cases.cell("retail_price", 0, "inf")),
    "D20a": reading(data_cases.cell("uniq_id", 1, "uniq_id-0")),
    "D21": reading(data_cases.cell("retail_price", 0, "-5")),
    "D22a": dated(b"day,n\n2020-01-05,1\n2999-01-01,2\n"),
    "D22b": dated(b"day,n\n05/01/2020,1\n31/02/2020,2\n"),
    "D24": reading(b"id,n\n9007199254740993,1\n9007199254740995,2\n"),
    "D43": typed(b"CustomerId,bad\n15600007,0\n15600014,1\n"),
    "D44": dated(b"day,n\n2021-05,1\n2021-04,2\n"),
    **{number: typed(content) for number, (_, _, _, content) in table_cases.FILES.items()},
    "C1": stale_module,
    "C6": cut_entry,
    "C9a": edited_entry,
    "K1": torture("dies"),
    "K3a": torture("loops", "--execution-timeout", "4"),
    "K8": left_behind,
    "K10a": papermill("print('x' * 50_000_000)"),
    "B3a": full_disk,
    "B4a": two_at_once,
    "B6a": page("", chapters=("page", "lost")),
    "B7a": page("", config="title: Tiny\nexecut: {execute_notebooks: 'off'}\n"),
    "B8a": page("![A picture](lost.png)\n"),
    "B8b": page("[Nowhere](nowhere.md)\n"),
    "B9": printed(["from IPython.display import display\ndisplay({'application/x-unknown': 'x'}, raw=True)"]),
}
