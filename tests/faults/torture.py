"""The torture book: tiny notebooks that end well, and tiny notebooks that end badly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests_support import RECORDS, TinyBook, cell

FLAT = "# nothing can be set\n"
ECHO = "\n".join(
    [
        'word: str = "Rome"  # any text',
        'second: str = ""  # any text',
        'third: str = ""  # any text',
        "number: int = 3  # a whole number [0..10]",
        "share: float = 0.5  # a share [0..1]",
        "flag: bool = False  # yes or no",
    ]
)
SHOWN = "The answer is {result}`answer|full`."
STATUS = "# Status\n\n<!-- portfolio: status -->\n"
DRAWN = {
    "figure": {"caption": "It rises."},
    "image": {"alt": "A line that rises from the left to the right."},
}
NOISY = (
    "import threading, time, warnings\n"
    "said, go_on = threading.Event(), threading.Event()\n"
    "def talk():\n    print('in time')\n    said.set()\n    go_on.wait()\n    print('late')\n"
    "threading.Thread(target=talk).start()\n"
    "said.wait()\n"
    "warnings.warn('old ways')",
    "import subprocess\n"
    "subprocess.Popen(['sleep', '4711.1'])\n"
    "subprocess.Popen(['sleep', '4711.2'], start_new_session=True);",
    "import os, sys\nfrom pathlib import Path\n"
    "print(sorted(path.name for path in Path('.').iterdir()))\n"
    "Path('scratch').write_text('mine'); os.chdir('/')",
    "print([os.environ.get(name) for name in ('PLANTED_TOKEN', 'OMP_NUM_THREADS', 'TZ', 'PYTHONHASHSEED')])",
    "sys.stdout.buffer.write(b'\\xff\\x00\\n') if hasattr(sys.stdout, 'buffer') else None\n"
    "print('\\x1b[31mred\\x1b[0m')\nprint('y' * 1_000_000)",
    "print('half ' + chr(0xd800) + ' a character')",
    "go_on.set()\ntime.sleep(0.3)",
)
TELLS = "raise ValueError('cannot open https://me:swordfish-4711@example.org at ' + HOME)"
# by name: code cells, the exit code of the run, and what the report must say of it
BAD: dict[str, tuple[tuple[str | dict[str, Any], ...], int, str]] = {
    "a-crawls": (("import time",) + ("time.sleep(1)",) * 300, 5, "the notebook ran longer than"),
    "calls": (
        ("import urllib.request\nurllib.request.urlopen('http://example.org/', timeout=3)", "1"),
        4,
        "URLError: <urlopen error .*refused",
    ),
    "asks": (("input('name?')", "1"), 4, "StdinNotImplementedError"),
    "balloons": (("import time\nx = bytearray(900 * 2**20)\ntime.sleep(30)", "1"), 6, "memory limit"),
    "dies": (
        ("1", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "1"),
        6,
        "the kernel died",
    ),
    "exits": (("import sys; sys.exit()", "1", "2", "3"), 4, "stopped early"),
    "hides": (
        (
            "show = lambda shell, kind, error, trace, tb_offset=None: print('hidden')\n"
            "get_ipython().set_custom_exc((Exception,), show)",
            "raise ValueError('x')",
            "1",
        ),
        4,
        "the kernel answered with an error",
    ),
    "leaves": (("import os; os._exit(0)", "1"), 6, "the kernel died"),
    "lends": (
        ("from portfolio.errors import DataError\nraise DataError('towns has 0 rows')", "1"),
        3,
        "0 rows",
    ),
    "loops": (("while True: pass", "1"), 5, "a cell ran longer than"),
    "loops-in-c": (("sum(iter(int, 1))", "1"), 5, "a cell ran longer than"),
    "quits": (("quit()", "1"), 4, "stopped early"),
    "raises": (("1", "1 / 0", "2", "3"), 4, "ZeroDivisionError: division by zero"),
    "returns-3": (("raise SystemExit(3)", "1"), 4, "stopped early"),
    "skips": ((cell("1", "skip-execution"),), 4, "skip-execution"),
    "swallows": (
        ("try:\n    lost = 1 / 0\nexcept Exception:\n    pass", "print(lost)", "1"),
        4,
        "NameError",
    ),
    "too-early": (("print(later)", "later = 1"), 4, "NameError: name 'later' is not defined"),
    "unraised": ((cell("1 / 1", "raises-exception"), "1"), 4, "expected an error"),
    "wrong-kernel": (("1",), 9, "no kernel named 'py37-old-env'; installed: .*python3"),
    "broken-kernel": (("1",), 9, "the kernel did not start.*a_missing_library"),
}
KERNELS = {"wrong-kernel": "py37-old-env", "broken-kernel": "broken", "shy-kernel": "shy"}


def good_book(book: TinyBook) -> None:
    """Write the book that every case starts from: it builds."""
    book.notebook("one", RECORDS, "print(city)", prose=SHOWN)
    book.notebook("echo", "print(repr([word, second, third, number, share, flag]))", parameters=ECHO)
    book.write("notebooks/one.yml", "scenarios:\n  oslo: {title: Oslo, parameters: {city: Oslo}}\n")
    book.write("book/status.md", STATUS)
    book.write("book/about.md", "# About\n\nWritten by nobody.\n")
    contents(book)


def contents(book: TinyBook) -> None:
    """List every page and every notebook."""
    pages = [f"book/{path.stem}" for path in sorted((book.root / "book").glob("*.md"))]
    pages += [f"notebooks/{path.stem}" for path in sorted((book.root / "notebooks").glob("*.ipynb"))]
    listed = "".join(f"  - file: {name}\n" for name in pages if name != "book/index")
    book.write("_toc.yml", f"format: jb-book\nroot: book/index\nchapters:\n{listed}")


def bad_book(book: TinyBook, home: Path) -> None:
    """Add every notebook that ends badly, and the noisy ones that end well all the same."""
    book.notebook(
        "writes", f"open({str(book.root / 'notebooks/mine.txt')!r}, 'w').write('x');", parameters=FLAT
    )
    tells = f"HOME = {str(home / 'user/in/the/log')!r}\n" + TELLS
    path = book.notebook("tells", tells, parameters=FLAT)
    for name, (code, _, _) in BAD.items():
        path = book.notebook(name, *code, parameters=FLAT)
        kernel(path, KERNELS.get(name))
    book.notebook("noisy", *NOISY, parameters=FLAT)
    book.notebook("noisy-too", *NOISY, "'too'", parameters=FLAT)
    kernel(book.notebook("shy-kernel", "1", parameters=FLAT), "shy")
    bare = book.notebook("bare", "1", parameters=FLAT)
    bare.write_text(bare.read_text().replace('"kernelspec": {', '"other": {'))
    contents(book)


def kernel(path: Path, name: str | None) -> None:
    """Let a notebook ask for a kernel."""
    if name:
        path.write_text(path.read_text().replace('"name": "python3"', f'"name": "{name}"'))
