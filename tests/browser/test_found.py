"""Which browser is taken."""

from __future__ import annotations

import pytest

from opened_pages import BROWSERS, found_browser, no_browser


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """Return a folder that is all that is searched."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PORTFOLIO_BROWSER", raising=False)

    def add(*names):
        for name in names:
            (tmp_path / name).write_text("#!/bin/sh\n")
            (tmp_path / name).chmod(0o755)
        return tmp_path

    return add


@pytest.mark.parametrize("name", BROWSERS)
def test_whichever_browser_is_there_is_found(name, tools):
    """Debian, Ubuntu and Google name it differently."""
    assert not found_browser()
    made = tools(name) / name
    assert found_browser() == str(made)
    assert no_browser() == ""


def test_the_one_named_comes_first(tools, monkeypatch):
    """Even where another is there; one that is not there is a reason, and no other is taken for it."""
    folder = tools("chromium", "mine")
    monkeypatch.setenv("PORTFOLIO_BROWSER", str(folder / "mine"))
    assert found_browser() == str(folder / "mine")
    monkeypatch.setenv("PORTFOLIO_BROWSER", str(folder / "gone"))
    assert no_browser().startswith("PORTFOLIO_BROWSER names ")
