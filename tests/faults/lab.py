"""Where faults are injected: a built book to break, the command line to give, and the laws to hold it to."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import portfolio
from faults import torture
from faults.case import Case, Met
from faults.laws import CANARY, broken_laws
from faults.order import Order, obey
from press.releases.swap import tree_digests
from tests_support import TinyBook

SOURCES = ("notebooks", "book", "_config.yml", "_toc.yml", "requirements.txt")
# spaces, accents and length: what the path of a checkout may hold
NAME = "a böok of torture, with a näme that is long and full of spaces " + "and of pages " * 8
PATIENCE = 400  # seconds until a command is given up


@dataclass(frozen=True)
class Answer:
    """What a command answered; `silent` when it could not or must not have the last word."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str
    seconds: float
    silent: bool = False

    @property
    def verdict(self) -> str:
        """The last line on standard error."""
        return self.err.splitlines()[-1] if self.err else ""


class Lab:
    """One built book, put back before every fault.

    Parameters
    ----------
    folder
        An empty folder for everything.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.root = folder / NAME.strip()
        self.pristine = folder / "pristine"
        self.home = folder / "home"
        self.server = _server()
        self.book = TinyBook(self.root)
        torture.good_book(self.book)
        _kernels(self.home)
        self.first = self.give("build")
        if self.first.code:
            raise RuntimeError(self.first.err)
        self.good = tree_digests(self.project.site)
        self.normal = tree_digests(self.project.site, normalised=True)
        self.soiled = False  # whether the book must be put back before the next fault
        shutil.copytree(self.root, self.pristine, symlinks=True)

    @property
    def project(self) -> Any:
        """The project that is broken."""
        return self.book.project

    def fresh(self) -> TinyBook:
        """Put the built book back as it was, time stamps included: Sphinx goes by them."""
        if self.soiled:
            shutil.rmtree(self.root, ignore_errors=True)
            shutil.copytree(self.pristine, self.root, symlinks=True)
        self.soiled = True
        return self.book

    def start(self, *words: str, env: dict[str, str] | None = None, **how: Any) -> BaseProcess:
        """Give a command and do not wait for it."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PLANTED_TOKEN": CANARY,
            **(env or {}),
        }
        folder = how.pop("folder", self.root)
        order = Order(words, folder, environment, self.folder / "out.txt", self.folder / "err.txt", **how)
        process = self.server.Process(target=obey, args=(order,))
        process.start()
        return process

    def finish(self, process: BaseProcess, *words: str, started: float = 0.0, silent: bool = False) -> Answer:
        """Wait for a command and return its answer."""
        process.join(PATIENCE)
        if process.is_alive():
            process.kill()
            raise TimeoutError(f"{' '.join(words)} did not end")
        out, err = ((self.folder / name).read_text(errors="replace") for name in ("out.txt", "err.txt"))
        return Answer(words, process.exitcode or 0, out, err, time.monotonic() - started, silent)

    def give(self, *words: str, silent: bool = False, **how: Any) -> Answer:
        """Give a command and return its answer."""
        started = time.monotonic()
        return self.finish(self.start(*words, **how), *words, started=started, silent=silent)

    def after(self, answer: Answer, *, told: str | None = None, again: bool = True) -> Met:
        """Return what came of a fault, held against all the laws.

        Parameters
        ----------
        answer
            Of the command that met the fault.
        told
            What was told, where that is not the text on standard error.
        again
            Whether the plain re-run follows; a case whose re-run another case makes can do without.
        """
        broken = [*broken_laws(self.project, answer, self.good), *(self._mended() if again else ())]
        self.soiled = not again or bool(broken) or tree_digests(self.project.site) != self.good
        return Met(answer.code, answer.err if told is None else told, tuple(broken))

    def _mended(self) -> list[str]:
        """Take the fault out of the sources and build: nothing else may be needed."""
        for name in SOURCES:
            _put_back(self.root / name, self.pristine / name)
        again = self.give("build")
        if again.code:
            return [f"L7: the plain re-run ended with {again.code}: {again.verdict}"]
        found = tree_digests(self.project.site, normalised=True)
        other = [name for name in found.keys() | self.normal if found.get(name) != self.normal.get(name)]
        return [f"L6: the re-run gave another {', '.join(sorted(other))}"] if other else []

    def broken(self, inject: Callable[[TinyBook], object], *words: str, **how: Any) -> Met:
        """Inject a fault into a fresh book, give a command (`build` by default), hold it to the laws."""
        inject(self.fresh())
        return self.after(self.give(*(words or ("build",)), **how))

    def written(self, name: str, text: str, *words: str) -> Met:
        """Write a file of the fresh book, then give a command."""
        return self.broken(lambda book: book.write(name, text), *words)

    @cached_property
    def tortured(self) -> tuple[dict[str, dict[str, Any]], Met]:
        """Build the whole torture book once; return the row of the report of each notebook."""
        torture.bad_book(self.fresh(), self.home)
        pace = self.first.seconds  # a busy machine needs wider limits: 6 s of a quiet one
        seconds = (str(round(max(6, pace))), str(round(max(20, 3 * pace))))
        limits = ("--cell-seconds", seconds[0], "--run-seconds", seconds[1], "--memory-mib", "700")
        answer = self.give("build", *limits, "--workers", "3")
        report = json.loads((self.project.build / "report.json").read_text(encoding="utf-8"))
        rows = {row["notebook"]: row for row in report["runs"] if row["scenario"] == "default"}
        shutil.copytree(self.project.cache, self.folder / "tortured cache")
        return rows, self.after(answer)

    @cached_property
    def failed_twice(self) -> Met:
        """Build a book with one failing notebook, twice; return how the second build ended."""
        self.fresh().notebook("echo", "1 / 0", parameters=torture.ECHO)
        torture.contents(self.book)
        first, second = self.give("build"), self.give("build")
        met = self.after(second)
        return met if first.code == second.code else Met(first.code, first.err, met.broken)

    @cached_property
    def echoed(self) -> tuple[list[str], Met]:
        """Run the echo notebook with texts that are hard to hand on; return the texts that arrived."""
        self.fresh()
        given = {"word": "00123", "second": "a'b\"c\\d\n{e}$(f)", "third": "__import__('os').system('id')"}
        words = [word for name, text in given.items() for word in ("-p", f"{name}={text}")]
        answer = self.give("run", "echo", *words)
        (single,) = (self.project.build / "single").glob("echo-*.ipynb")
        turned = [word for name, text in reversed(given.items()) for word in ("-p", f"{name}={text}")]
        again = self.give("run", "echo", *turned)
        met = self.after(answer)
        seen = printed(single)[-1].rstrip("\n")
        kept = "kept" if seen == repr([*given.values(), 3, 0.5, False]) else f"became {seen}"
        return [kept, again.verdict], met

    def judge(self, case: Case) -> None:
        """Meet a fault and hold it against what was expected and the laws."""
        met = case.meet(self)
        self.record(case, met)
        assert not met.broken, f"{met.broken}\n{met.told}"
        assert met.code == case.code, f"exit code {met.code} instead of {case.code}\n{met.told}"
        assert re.search(case.says, met.told), f"{case.says!r} is not in what was told:\n{met.told}"

    def record(self, case: Case, met: Met) -> None:
        """Write what came of a fault to the folder named by `FAULTS_RECORD`, for the comparison."""
        folder = os.environ.get("FAULTS_RECORD")
        if folder:
            text = json.dumps(recorded(case, met, self.folder), ensure_ascii=False)
            Path(folder, f"{case.id}.json").write_text(text, encoding="utf-8")

    def row(self, name: str) -> Met:
        """Return how one notebook of the torture book ended."""
        rows, met = self.tortured
        failure = rows[name]["failure"]
        if failure is None:
            notes = [*rows[name]["warnings"], *filter(None, [rows[name]["note"]])]
            return Met(0, "; ".join([rows[name]["status"], *notes]), met.broken)
        place = f"cell {failure['cell']}: " if failure["cell"] else ""
        detail = " | ".join(failure["detail"])
        told = f"{name}, {place}{failure['message']}; {failure['not_run']} not run; {detail}"
        return Met(torture_code(failure["kind"]), told, met.broken)

    def printed(self, name: str) -> list[str]:
        """Return what each code cell of a well-ended notebook of the torture book printed."""
        self.tortured  # noqa: B018
        for record in (self.folder / "tortured cache").glob("entries/*/*/record.json"):
            if json.loads(record.read_text())["run"] == f"{name}/default":
                return printed(record.with_name("executed.ipynb"))
        return []


def recorded(case: Case, met: Met, folder: Path) -> dict[str, Any]:
    """Return what came of a fault as it is kept: the line that tells most, without what differs each time."""
    pattern = re.compile(case.says)
    lines = met.told.splitlines() or [""]
    telling = next((one for one in lines if case.says and pattern.search(one)), lines[-1])
    return {"code": met.code, "told": anonymous(telling, folder), "kept": not met.broken}


def _put_back(path: Path, good: Path) -> None:
    """Make a file or folder the same as a good one; what is the same already keeps its time stamps."""
    if good.is_file():
        if not path.is_file() or path.read_bytes() != good.read_bytes():
            shutil.copy2(good, path)
        return
    path.mkdir(exist_ok=True)
    for stray in {one.name for one in path.iterdir()} - {one.name for one in good.iterdir()}:
        shutil.rmtree(path / stray) if (path / stray).is_dir() else (path / stray).unlink()
    for one in good.iterdir():
        _put_back(path / one.name, one)


def printed(path: Path) -> list[str]:
    """Return what each code cell of an executed notebook printed."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(out.get("text", "") for out in c["outputs"]) for c in cells if c["cell_type"] == "code"]


def torture_code(kind: str) -> int:
    """Return the exit code of a kind of failure."""
    from press.execute.failure import Failure

    return Failure(kind, "").exit_code


def anonymous(text: str, folder: Path) -> str:
    """Return what was told without what differs from one machine to the next."""
    text = text.replace(str(folder), "").replace(str(Path.home()), "~")
    text = re.sub(r" \(\d+\.\d s\)", "", re.sub(r", \d+\.\d s\)", ")", text))
    return re.sub(r"process \d+, since \S+", "process N, since T", text)


def _server() -> Any:
    """Return what commands are forked from."""
    tests = str(Path(__file__).parents[1])
    package = str(Path(portfolio.__file__).parents[1])
    os.environ["PYTHONPATH"] = os.pathsep.join([tests, package])
    try:
        server = multiprocessing.get_context("forkserver")
        server.set_forkserver_preload(["faults.warm"])
        first = server.Process(target=int)  # now, while the variable is set
        first.start()
        first.join()
    finally:
        del os.environ["PYTHONPATH"]
    return server


def _kernels(home: Path) -> None:
    """Install a kernel that never starts, and one that starts at the second try."""
    shy = home / "shy.py"
    for name, argv in {
        "broken": [sys.executable, "-c", "import a_missing_library"],
        "shy": [str(shy), "{connection_file}"],
    }.items():
        folder = home / ".local/share/jupyter/kernels" / name
        folder.mkdir(parents=True)
        spec = {"argv": argv, "display_name": name, "language": "python"}
        (folder / "kernel.json").write_text(json.dumps(spec))
    shy.write_text(
        f"#!{sys.executable}\nimport os, sys\nfrom pathlib import Path\n"
        f"once = Path({str(home / 'tried')!r})\n"
        "if not once.exists():\n    once.touch()\n    sys.exit(1)\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'ipykernel_launcher', '-f', sys.argv[1]])\n"
    )
    shy.chmod(shy.stat().st_mode | stat.S_IXUSR)
