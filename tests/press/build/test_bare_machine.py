"""A book is built on a machine without comforts: a user without a name, no home folder, no locale."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests_support import RECORDS

NAMELESS = ("unshare", "--user", "--map-user=4242", "--map-group=4242")


def can_be_nameless() -> bool:
    """Return whether a process here may have a user that the machine does not know."""
    if shutil.which("unshare") is None:
        return False
    done = subprocess.run([*NAMELESS, "true"], capture_output=True, check=False)
    return done.returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not can_be_nameless(), reason="no user of another number can be made here")
@pytest.mark.parametrize("home", [None, "/nonexistent"])
def test_a_user_without_name_and_home_builds_the_book(book, home):
    """As in a container with `--user 4242`: to the end, and without a traceback."""
    book.notebook("one", RECORDS, prose="Now we know: {result}`answer`.")
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C", **({"HOME": home} if home else {})}
    done = subprocess.run(
        [*NAMELESS, sys.executable, "-m", "press", "build"],
        cwd=book.root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert (book.project.site / "notebooks/one.html").exists()
