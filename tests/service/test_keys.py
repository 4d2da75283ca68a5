"""Keys of callers, and how often they may ask."""

from __future__ import annotations

import stat

import pytest

from portfolio.errors import UsageError
from service import keys
from service.keys import Keys, RateLimit, issue


def test_a_key_is_kept_as_a_hash_only(tmp_path):
    """Whoever reads the file cannot ask; others cannot even read it."""
    key = issue(tmp_path / "keys.json", "adviser")
    assert key not in (tmp_path / "keys.json").read_text()
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert Keys.read(tmp_path / "keys.json").caller(f"Bearer {key}") == "adviser"


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Basic {key}", "{key}", "Bearer {key} "]
)
def test_another_header_is_nobody(header, tmp_path):
    """Nearly right is wrong."""
    key = issue(tmp_path / "keys.json", "adviser")
    assert Keys.read(tmp_path / "keys.json").caller(header.format(key=key)) is None


def test_every_key_is_compared_whichever_fits(tmp_path, monkeypatch):
    """In constant time: neither the place of a key nor its first letters show in how long it takes."""
    names = ["one", "two", "three"]
    made = [issue(tmp_path / "keys.json", name) for name in names]
    compared = []
    exact = keys.hmac.compare_digest
    monkeypatch.setattr(keys.hmac, "compare_digest", lambda a, b: compared.append(1) or exact(a, b))
    known = Keys.read(tmp_path / "keys.json")
    assert [known.caller(f"Bearer {key}") for key in made] == names
    assert len(compared) == 9


def test_a_caller_has_one_key(tmp_path):
    """The second would make the first useless unseen."""
    issue(tmp_path / "keys.json", "adviser")
    with pytest.raises(UsageError, match="adviser has a key already"):
        issue(tmp_path / "keys.json", "adviser")


def test_a_broken_file_of_keys_is_an_error(tmp_path):
    """Not a service without keys."""
    (tmp_path / "keys.json").write_text("[]")
    with pytest.raises(UsageError, match="not a file of keys"):
        Keys.read(tmp_path / "keys.json")


def test_a_bucket_fills_again():
    """Two at once, then one each half second; another caller has another bucket."""
    now = [0.0]
    limit = RateLimit(rate=2, burst=2, now=lambda: now[0])
    assert [limit.wait("a") for _ in range(3)] == [0, 0, 0.5]
    assert limit.wait("b") == 0
    now[0] = 0.5
    assert [limit.wait("a"), limit.wait("a")] == [0, 0.5]
