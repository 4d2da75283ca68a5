"""Commands on tiny books, without kernels and without Sphinx."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from press.build import build as build_module
from press.cli import main
from press.execute import parallel
from pretend_kernel import pretended
from tests_support import RECORDS, TinyBook


@dataclass(frozen=True)
class Told:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def verdict(self) -> str:
        """The last line on standard error."""
        return self.err.splitlines()[-1]


Command = Callable[..., Told]


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    """Give the test runner its signal handler back."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Execute without kernels, publish without Sphinx."""
    site = {"published": True, "pages": 1, "rewritten": 1, "seconds": 0.1}
    monkeypatch.setattr(parallel, "execute", pretended)
    monkeypatch.setattr(
        build_module, "publish", lambda project, *_, **__: project.site.mkdir(exist_ok=True) or site
    )


@pytest.fixture
def portfolio(
    book: TinyBook, quick: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Return a function that runs a command in a book with `one/default` and `one/oslo`."""
    book.notebook("one", RECORDS)
    book.write("notebooks/one.yml", "scenarios:\n  oslo: {title: Oslo, parameters: {city: Oslo}}\n")
    monkeypatch.chdir(book.root)

    def run(*words: str) -> Told:
        capsys.readouterr()
        code = main(list(words))
        return Told(code, *capsys.readouterr())

    return run
