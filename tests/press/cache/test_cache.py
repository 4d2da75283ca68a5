"""Executed notebooks on disk: what is served is what was stored, or it is a miss."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portfolio.errors import EnvironmentFaultError, UsageError
from press.cache.cache import ABSENT, Cache, Miss
from press.cache.entry import FORMAT, DamagedError, Entry, read_entry
from press.cache.keys import Key, digest_of

RECORD = {
    "status": "ok",
    "datasets": {"flights": "f1"},
    "seconds": 2.5,
    "values": [{"name": "n", "value": 1.5}],
}
FILES = {"executed.ipynb": b'{"cells": []}', "log.txt": b"quiet"}
ANOTHER_FORM = f"manifest.json is not of format {FORMAT}"
IN_TMP = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

# Stores and reads one key again and again; says what it saw.
WORKER = """
import sys
from pathlib import Path
from press.cache.cache import Cache
from press.cache.keys import Key, digest_of
root, name, rounds = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
parts = {"cells": ["a"]}
key = Key("n/s", digest_of(parts), parts)
print("ready", flush=True)
for number in range(rounds):
    content = (name * 50_000).encode()
    Cache(root, str).store(key, {"executed.ipynb": content}, {"status": "ok", "datasets": {}, "seconds": 1})
    found = Cache(root, str).lookup(key)
    print(getattr(found, "reason", "hit"), flush=True)
"""


def key(name: str = "n/s", **parts: Any) -> Key:
    whole = {"cells": ["c1"], **parts}
    return Key(name, digest_of(whole), whole)


def cache(root: Path, **present: str) -> Cache:
    return Cache(root / "cache", {"flights": "f1", **present}.__getitem__)


def stored(root: Path, **parts: Any) -> Entry:
    return cache(root).store(key(**parts), FILES, RECORD)


def aged(entry: Entry, seconds: float) -> None:
    moment = time.time() - seconds
    os.utime(entry.folder / "record.json", (moment, moment))


def spawn(root: Path, name: str, rounds: int) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", WORKER, str(root), name, str(rounds)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


def test_what_was_stored_is_found(tmp_path: Path) -> None:
    """The record comes back with the notebook, in another process too."""
    entry = stored(tmp_path)
    found = cache(tmp_path).lookup(key())
    assert isinstance(found, Entry)
    assert found.record == entry.record
    assert found.record["values"] == RECORD["values"]
    assert found.notebook.read_bytes() == found.read() == FILES["executed.ipynb"]
    assert found.read("log.txt") == b"quiet"


def test_a_file_may_be_given_by_its_path(tmp_path: Path) -> None:
    """The original stays where it is."""
    path = tmp_path / "x.ipynb"
    path.write_bytes(b"{}")
    entry = cache(tmp_path).store(key(), {"executed.ipynb": path}, RECORD)
    assert (entry.read(), path.exists()) == (b"{}", True)


def test_an_unknown_key_is_a_quiet_miss(tmp_path: Path) -> None:
    """Nothing is made by looking."""
    assert cache(tmp_path).lookup(key()) == Miss(ABSENT, warning=False)
    assert not (tmp_path / "cache").exists()


def test_a_changed_dataset_is_a_miss(tmp_path: Path) -> None:
    """Fingerprints of what the run read are compared with the present ones."""
    stored(tmp_path)
    assert cache(tmp_path, flights="f2").lookup(key()) == Miss("dataset flights changed")


def test_all_changed_datasets_are_named(tmp_path: Path) -> None:
    """One sentence for several."""
    read = {"flights": "f1", "weather": "w1", "airports": "a1"}
    cache(tmp_path).store(key(), FILES, {**RECORD, "datasets": read})
    found = cache(tmp_path, weather="w2", airports="a2").lookup(key())
    assert found == Miss("datasets airports, weather changed")


@pytest.mark.parametrize("error", [UsageError("no dataset"), FileNotFoundError(), KeyError("flights")])
def test_a_dataset_that_is_gone_is_a_miss(tmp_path: Path, error: Exception) -> None:
    """The run itself will say what is missing."""
    stored(tmp_path)

    def gone(name: str) -> str:
        raise error

    assert Cache(tmp_path / "cache", gone).lookup(key()) == Miss("dataset flights is missing")


def test_each_dataset_is_asked_for_once(tmp_path: Path) -> None:
    """A fingerprint may take seconds."""
    asked: list[str] = []
    shared = Cache(tmp_path / "cache", lambda name: asked.append(name) or "f1")
    for number in range(3):
        shared.store(key(number=number), FILES, RECORD)
        assert isinstance(shared.lookup(key(number=number)), Entry)
    assert asked == ["flights"]


@pytest.mark.parametrize("status", ["failed", "timeout", None])
def test_only_success_is_stored(tmp_path: Path, status: str | None) -> None:
    """A failed or early-stopped run never becomes an entry."""
    with pytest.raises(ValueError, match="only a run that ended well"):
        cache(tmp_path).store(key(), FILES, {**RECORD, "status": status})
    assert cache(tmp_path).lookup(key()) == Miss(ABSENT)


@pytest.mark.parametrize(
    ("files", "lacking", "match"),
    [
        (FILES, "datasets", "expected datasets"),
        (FILES, "seconds", "expected datasets, seconds"),
        ({"log.txt": b""}, "", "executed.ipynb"),
    ],
)
def test_an_incomplete_entry_is_refused(
    tmp_path: Path, files: dict[str, bytes], lacking: str, match: str
) -> None:
    """Without its datasets a run would never be stale; without its notebook it is nothing."""
    record = {name: value for name, value in RECORD.items() if name != lacking}
    with pytest.raises(ValueError, match=match):
        cache(tmp_path).store(key(), files, record)


def cut(entry: Entry) -> None:
    entry.notebook.write_bytes(entry.notebook.read_bytes()[:-3])


def other_numbers(entry: Entry) -> None:
    path = entry.folder / "record.json"
    path.write_text(path.read_text().replace('"value":1.5', '"value":2.5'))


def manifest_of(entry: Entry, **changes: Any) -> None:
    """Write a manifest with other files."""
    whole = {"format": FORMAT, "files": {**entry.files, **changes}}
    (entry.folder / "manifest.json").write_text(json.dumps(whole))


def of_another_key(entry: Entry) -> None:
    record = json.dumps({**entry.record, "key": {"cells": ["other"]}}).encode()
    (entry.folder / "record.json").write_bytes(record)
    manifest_of(entry, **{"record.json": hashlib.sha256(record).hexdigest()})


def swapped(entry: Entry) -> None:
    other = Cache(entry.folder.parents[2], str).store(key(number=2), FILES, {**RECORD, "seconds": 99})
    shutil.rmtree(entry.folder)
    other.folder.rename(entry.folder)


def with_file(name: str) -> Callable[[Entry], None]:
    return lambda entry: manifest_of(entry, **{name: "0"})


def without_notebook(entry: Entry) -> None:
    files = {"record.json": entry.files["record.json"]}
    (entry.folder / "manifest.json").write_text(json.dumps({"format": FORMAT, "files": files}))


def newer(entry: Entry) -> None:
    (entry.folder / "manifest.json").write_text(json.dumps({"format": FORMAT + 1, "files": entry.files}))


def older(entry: Entry) -> None:
    (entry.folder / "manifest.json").unlink()


def folder_instead_of_file(entry: Entry) -> None:
    entry.notebook.unlink()
    entry.notebook.mkdir()


def file_instead_of_folder(entry: Entry) -> None:
    shutil.rmtree(entry.folder)
    entry.folder.write_text("x")


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (cut, "executed.ipynb does not match its digest"),
        (lambda entry: entry.notebook.unlink(), "executed.ipynb is missing"),
        (lambda entry: (entry.folder / "record.json").unlink(), "record.json is missing"),
        (lambda entry: (entry.folder / "record.json").write_bytes(b""), "record.json does not match"),
        (lambda entry: (entry.folder / "manifest.json").write_bytes(b""), ANOTHER_FORM),
        (lambda entry: (entry.folder / "manifest.json").write_text("[" * 100_000), ANOTHER_FORM),
        (lambda entry: (entry.folder / "manifest.json").write_text("[]"), ANOTHER_FORM),
        (other_numbers, "record.json does not match its digest"),
        (of_another_key, "record.json belongs to another key"),
        (swapped, "record.json belongs to another key"),
        (without_notebook, "executed.ipynb does not match its digest"),
        (with_file("a\x00b"), "'a\\x00b' cannot be read"),
        (with_file("../../etc/hosts"), "../../etc/hosts is missing"),
        (newer, ANOTHER_FORM),
        (older, "manifest.json is missing"),
        (folder_instead_of_file, "'executed.ipynb' cannot be read"),
        (file_instead_of_folder, "'manifest.json' cannot be read"),
    ],
)
def test_a_damaged_entry_is_a_miss_with_a_warning(
    tmp_path: Path, damage: Callable[[Entry], None], reason: str
) -> None:
    """It is never served, and the next result takes its place."""
    damage(stored(tmp_path))
    found = cache(tmp_path).lookup(key())
    assert isinstance(found, Miss)
    assert found.warning
    assert found.reason.startswith(f"entry damaged: {reason}")
    stored(tmp_path)
    assert isinstance(cache(tmp_path).lookup(key()), Entry)


@IN_TMP
@given(
    st.sampled_from(["manifest.json", "record.json", "executed.ipynb", "log.txt"]),
    st.floats(0, 0.999),
    st.integers(1, 255),
)
def test_no_flipped_byte_is_served(tmp_path: Path, name: str, place: float, mask: int) -> None:
    """Any changed byte of an entry makes it a miss."""
    entry = stored(tmp_path)
    data = bytearray((entry.folder / name).read_bytes())
    data[int(place * len(data))] ^= mask
    (entry.folder / name).write_bytes(data)
    found = cache(tmp_path).lookup(key())
    assert isinstance(found, Miss)


@IN_TMP
@given(st.sampled_from(["manifest.json", "record.json", "executed.ipynb"]), st.floats(0, 0.999))
def test_no_cut_file_is_served(tmp_path: Path, name: str, place: float) -> None:
    """An entry cut at any byte is a miss."""
    path = stored(tmp_path).folder / name
    path.write_bytes(path.read_bytes()[: int(place * path.stat().st_size)])
    assert isinstance(cache(tmp_path).lookup(key()), Miss)


def test_a_file_damaged_after_the_look_up_is_not_read(tmp_path: Path) -> None:
    """Reading checks once more."""
    entry = stored(tmp_path)
    cut(entry)
    with pytest.raises(EnvironmentFaultError, match=r"executed\.ipynb does not match its digest"):
        entry.read()


def test_a_deleted_entry_is_a_quiet_miss(tmp_path: Path) -> None:
    """The history may still know the run."""
    shutil.rmtree(stored(tmp_path).folder)
    assert cache(tmp_path).lookup(key()) == Miss(ABSENT)
    assert cache(tmp_path).last("n/s")["seconds"] == 2.5


def test_the_last_execution_is_remembered(tmp_path: Path) -> None:
    """Parts and seconds of the newest one, for explanation and order, whatever the clock says."""
    stored(tmp_path, number=1)
    aged(cache(tmp_path).store(key(number=2), FILES, {**RECORD, "seconds": 7}), 10_000)
    last = cache(tmp_path).last("n/s")
    assert last is not None
    assert (last["parts"], last["seconds"]) == (key(number=2).parts, 7)
    assert cache(tmp_path).last("other") is None


def test_names_that_differ_in_case_or_length_do_not_meet(tmp_path: Path) -> None:
    """Each run has an index file of its own, on any file system."""
    names = ["n/s", "N/S", "n-s", "n" * 300, "n" * 299 + "m", "../../x", "ä/ö"]
    for seconds, name in enumerate(names):
        cache(tmp_path).store(key(name, title=name), FILES, {**RECORD, "seconds": seconds})
    assert [cache(tmp_path).last(name)["seconds"] for name in names] == list(range(len(names)))
    assert {path.parent.name for path in (tmp_path / "cache").rglob("*.json")} >= {"last"}


@IN_TMP
@given(st.binary(max_size=200))
@example(b"{}")
@example(b"[]")
@example(json.dumps({"run": "other", "parts": {}, "seconds": 1}).encode())
@example(json.dumps({"run": "n/s", "parts": {}, "seconds": "1"}).encode())
def test_a_broken_history_tells_nothing(tmp_path: Path, garbage: bytes) -> None:
    """Whatever bytes stand there, the next execution writes it anew."""
    stored(tmp_path)
    (index,) = (tmp_path / "cache" / "last").iterdir()
    index.write_bytes(garbage)
    assert cache(tmp_path).last("n/s") is None
    stored(tmp_path)
    assert cache(tmp_path).last("n/s") is not None


@IN_TMP
@given(st.sampled_from(["manifest.json", "record.json"]), st.binary(max_size=300))
def test_bytes_are_an_entry_or_damaged(tmp_path: Path, name: str, raw: bytes) -> None:
    """No bytes crash the reader."""
    entry = stored(tmp_path)
    (entry.folder / name).write_bytes(raw)
    with contextlib.suppress(DamagedError):
        assert isinstance(read_entry(entry.folder), Entry)


def test_eight_writers_and_a_reader_agree(tmp_path: Path) -> None:
    """Every look-up gives one writer's whole entry or, for a moment, none; never a damaged one."""
    writers = [spawn(tmp_path / "cache", name, 5) for name in "abcdefgh"]
    seen = set()
    parts = {"cells": ["a"]}
    wanted = Key("n/s", digest_of(parts), parts)
    while any(writer.poll() is None for writer in writers):
        found = Cache(tmp_path / "cache", str).lookup(wanted)
        seen.add(found.reason if isinstance(found, Miss) else "hit")
    told = [line for writer in writers for line in writer.communicate()[0].split("\n")[1:] if line]
    assert [writer.returncode for writer in writers] == [0] * 8
    assert len(told) == 40
    assert seen | set(told) <= {"hit", ABSENT}
    found = Cache(tmp_path / "cache", str).lookup(wanted)
    assert isinstance(found, Entry)
    assert found.read() in {(name * 50_000).encode() for name in "abcdefgh"}
    assert list((tmp_path / "cache" / "tmp").iterdir()) == []


def test_threads_may_share_a_cache(tmp_path: Path) -> None:
    """The press stores from its workers."""
    shared = cache(tmp_path)
    threads = [
        threading.Thread(target=shared.store, args=(key(number=n % 3), FILES, RECORD)) for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(isinstance(shared.lookup(key(number=n)), Entry) for n in range(3))


def test_a_kill_at_any_moment_harms_nothing(tmp_path: Path) -> None:
    """There is a whole entry or none, and the next run works without cleaning."""
    moments = random.Random(0)
    parts = {"cells": ["a"]}
    wanted = Key("n/s", digest_of(parts), parts)
    for _ in range(10):
        with spawn(tmp_path / "cache", "k", 10_000) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(moments.uniform(0, 0.03))
            writer.kill()
        found = Cache(tmp_path / "cache", str).lookup(wanted)
        assert isinstance(found, Entry) or found == Miss(ABSENT)
    record = {"status": "ok", "datasets": {}, "seconds": 1}
    Cache(tmp_path / "cache", str).store(wanted, FILES, record)
    assert isinstance(Cache(tmp_path / "cache", str).lookup(wanted), Entry)


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_full_disk_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    """At whichever file it happens: an error to warn of, no entry, the older one untouched."""
    calls = []
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        calls.append(path)
        if len(calls) == failing:
            write(path, data[:3])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(EnvironmentFaultError, match="n/s is not cached; got No space left on device"):
        stored(tmp_path)
    assert cache(tmp_path).lookup(key()) == Miss(ABSENT)
    assert list((tmp_path / "cache" / "tmp").iterdir()) == []


def test_a_history_that_cannot_be_written_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry stands."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Cache, "_write_last", full)
    assert stored(tmp_path) == cache(tmp_path).lookup(key())


def test_a_cache_folder_that_is_a_file_is_an_error_to_warn_of(tmp_path: Path) -> None:
    """The result is good all the same."""
    (tmp_path / "cache").write_text("x")
    assert cache(tmp_path).lookup(key()) == Miss(ABSENT)
    with pytest.raises(EnvironmentFaultError, match="not cached"):
        stored(tmp_path)


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    """A look-up counts as use."""
    entries = [stored(tmp_path, number=number) for number in range(4)]
    for age, entry in zip((400, 300, 200, 100), entries, strict=True):
        aged(entry, age)
    assert isinstance(cache(tmp_path).lookup(key(number=0)), Entry)
    size = sum(path.stat().st_size for path in entries[0].folder.iterdir())
    assert cache(tmp_path).prune((), 2 * size + 20) == (entries[1].digest, entries[2].digest)
    assert [entry.folder.exists() for entry in entries] == [True, False, False, True]


def test_what_is_in_use_stays_whatever_its_size(tmp_path: Path) -> None:
    """The runs of the book are there after every build."""
    entries = [stored(tmp_path, number=number) for number in range(3)]
    assert cache(tmp_path).prune([entries[0].digest], 0) == (entries[1].digest, entries[2].digest)
    assert entries[0].folder.exists()


def test_pruning_an_absent_cache_is_harmless(tmp_path: Path) -> None:
    """Nothing there, nothing done."""
    assert cache(tmp_path).prune((), 0) == ()


def test_only_stale_leftovers_are_removed(tmp_path: Path) -> None:
    """A folder of an hour ago, or from a clock set back, is nobody's; a fresh one may be in the making."""
    folder = tmp_path / "cache" / "tmp"
    now = time.time()
    for name, moment in (("old", now - 4000), ("future", now + 4000), ("fresh", now)):
        (folder / name).mkdir(parents=True)
        (folder / name / "x").write_text("x")
        os.utime(folder / name, (moment, moment))
    (folder / "file").write_text("x")
    os.utime(folder / "file", (1, 1))
    cache(tmp_path).prune((), 10**9)
    assert [path.name for path in folder.iterdir()] == ["fresh"]


def test_two_thousand_entries_are_pruned_quickly(tmp_path: Path) -> None:
    """Only names, sizes and dates are looked at."""
    entry = stored(tmp_path)
    for number in range(2000):
        digest = f"{number:064x}"
        folder = tmp_path / "cache" / "entries" / digest[:2] / digest
        folder.mkdir(parents=True)
        (folder / "record.json").write_bytes(b"x" * 1000)
    started = time.perf_counter()
    pruned = cache(tmp_path).prune([entry.digest], 1_000_000)
    assert 1000 <= len(pruned) < 1100
    assert entry.folder.exists()
    assert time.perf_counter() - started < 5


def test_a_cache_that_was_moved_still_hits(tmp_path: Path) -> None:
    """Nothing in it tells where it lies."""
    stored(tmp_path / "here")
    (tmp_path / "there").mkdir()
    shutil.move(tmp_path / "here" / "cache", tmp_path / "there" / "cache")
    assert isinstance(cache(tmp_path / "there").lookup(key()), Entry)
    texts = [path.read_bytes() for path in (tmp_path / "there").rglob("*") if path.is_file()]
    assert not any(str(tmp_path).encode() in text for text in texts)
