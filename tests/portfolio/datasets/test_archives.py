"""Archives that a reader brings: the good, and those that would write elsewhere or fill the disk."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portfolio.datasets import archives
from portfolio.datasets.archives import is_archive, read_members
from portfolio.errors import DataError, EnvironmentFaultError, PortfolioError

ROWS = b"a,b\n1,2\n"


def zipped(*members, pack=zipfile.ZIP_DEFLATED):
    """Return a zip archive of (name or ZipInfo, content) pairs."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", pack) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(*members, mode="w:gz"):
    """Return a tar archive of (name or TarInfo, content) pairs."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(content) if info.isreg() else 0
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def read(content, *names):
    """Read files by one name each."""
    return read_members(content, [[name] for name in names or ("rows.csv",)], "olist, olist.zip")


@pytest.mark.parametrize(
    "made",
    [
        zipped(("data/rows.csv", ROWS), ("other.csv", b"x")),
        tarred(("data/rows.csv", ROWS), ("other.csv", b"x")),
        tarred(("rows.csv", ROWS), ("other.csv", b"x"), mode="w:xz"),
        tarred(("rows.csv", ROWS), ("other.csv", b"x"), mode="w"),
    ],
    ids=["zip", "tar.gz", "tar.xz", "tar"],
)
def test_files_are_read_by_name_in_the_order_wanted(made):
    """Their folder in the archive plays no part."""
    assert read(made, "other.csv", "rows.csv") == [b"x", ROWS]


def test_a_file_may_have_one_of_several_names():
    """Packed or not."""
    assert read_members(zipped(("rows.csv.gz", b"x")), [["rows.csv", "rows.csv.gz"]], "z") == [b"x"]


def link(name, target, kind=tarfile.SYMTYPE):
    """Return a link or device in a tar archive."""
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info, b""


def zip_link(name, target):
    """Return a symbolic link in a zip archive."""
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


BAD_NAMES = [
    "../rows.csv",
    "a/../../rows.csv",
    "/etc/rows.csv",
    "..\\rows.csv",
    "C:/rows.csv",
    "\\\\host\\rows.csv",
]


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("make", [zipped, tarred])
def test_a_name_that_leads_out_refuses_the_whole_archive(make, name):
    """Even when the wanted file is another one."""
    with pytest.raises(EnvironmentFaultError, match="leads out of the archive"):
        read(make(("rows.csv", ROWS), (name, b"x")))


@pytest.mark.parametrize(
    "made",
    [
        zipped(zip_link("rows.csv", "/etc/passwd")),
        tarred(link("rows.csv", "/etc/passwd")),
        tarred(link("rows.csv", "/etc/passwd", tarfile.LNKTYPE)),
        tarred(link("rows.csv", "", tarfile.CHRTYPE)),
        tarred(link("rows.csv", "", tarfile.FIFOTYPE)),
    ],
    ids=["zip link", "tar link", "hard link", "device", "pipe"],
)
def test_links_and_devices_are_refused(made):
    """An archive of data holds files."""
    with pytest.raises(EnvironmentFaultError, match="is a link"):
        read(made)


def test_a_zip_bomb_is_refused_while_it_unpacks():
    """Whatever its directory claims."""
    with pytest.raises(EnvironmentFaultError, match="looks like a bomb"):
        read(zipped(("rows.csv", bytes(64 * 2**20))))


def test_a_tar_bomb_is_refused_while_it_unpacks():
    """The packing around it is bounded as well."""
    with pytest.raises(EnvironmentFaultError, match="looks like a bomb"):
        read(tarred(("rows.csv", bytes(64 * 2**20))))


def test_the_bound_holds_for_all_members_together(monkeypatch):
    """Many small ones fill a memory too."""
    monkeypatch.setattr("portfolio.datasets.packed.FREE_BYTES", 2_000)
    monkeypatch.setattr("portfolio.datasets.packed.MAX_RATIO", 1)
    made = zipped(*[(f"{number}.csv", bytes(900)) for number in range(4)])
    assert len(read(made, "0.csv", "1.csv")) == 2
    with pytest.raises(EnvironmentFaultError, match="looks like a bomb"):
        read(made, "0.csv", "1.csv", "2.csv", "3.csv")


@pytest.mark.parametrize("make", [zipped, tarred])
def test_too_many_members_are_refused(make, monkeypatch):
    """A directory of a hundred thousand names is an attack of its own."""
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    with pytest.raises(EnvironmentFaultError, match="too many members"):
        read(make(*[(f"{number}.csv", b"") for number in range(4)]))


def test_an_encrypted_member_is_refused():
    """Nobody is asked for a password."""
    made = bytearray(zipped(("rows.csv", ROWS)))
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        made[made.index(start) + (6 if start[2] == 3 else 8)] |= 1
    with pytest.raises(EnvironmentFaultError, match="is encrypted"):
        read(bytes(made))


def test_a_missing_file_names_the_nearest():
    """And one that is there twice is refused."""
    with pytest.raises(EnvironmentFaultError, match=r"holds no rows\.csv\. Did you mean 'row\.csv'"):
        read(zipped(("row.csv", b"")))
    with pytest.raises(EnvironmentFaultError, match=r"more than once; got a/rows\.csv, b/rows\.csv"):
        read(zipped(("a/rows.csv", b""), ("b/rows.csv", b"")))


@pytest.mark.parametrize("make", [zipped, tarred])
@pytest.mark.parametrize("keep", [0.2, 0.6, 0.95])
def test_a_truncated_archive_is_told(make, keep):
    """Half a download is not half a dataset."""
    whole = make(("rows.csv", bytes(range(256)) * 40), ("b.csv", b"x"))
    with pytest.raises(DataError, match="truncated or damaged"):
        read(whole[: int(len(whole) * keep)])


def test_archives_are_told_by_their_name():
    """A packed table is none."""
    assert is_archive("olist.ZIP")
    assert is_archive("olist.tar.gz")
    assert not is_archive("rows.csv.gz")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(st.integers(0, 400), st.binary(min_size=1, max_size=8), st.sampled_from(["zip", "tar", "tar.gz"]))
def test_a_damaged_archive_is_an_error_of_ours_or_read_as_it_was(place, damage, kind):
    """Never a traceback, never other rows."""
    members = (("rows.csv", ROWS * 20),)
    whole = zipped(*members) if kind == "zip" else tarred(*members, mode="w" if kind == "tar" else "w:gz")
    place = min(place, len(whole) - len(damage))
    broken = whole[:place] + damage + whole[place + len(damage) :]
    try:
        (found,) = read(broken)
    except PortfolioError:
        return
    assert kind == "tar" or found == ROWS * 20
