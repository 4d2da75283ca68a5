"""X-rays with reports from an invented folder in Open-i's layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from portfolio.errors import DataError
from portfolio.networks.xrays import fitted, images_with_reports, read_report

GREY = np.random.default_rng(0).integers(0, 256, (60, 40), dtype=np.uint8)


def report(name: str, images: list[str], **sections: str) -> bytes:
    """Return a report as an XML file."""
    texts = "".join(
        f'<AbstractText Label="{label}">{text}</AbstractText>' for label, text in sections.items()
    )
    named = "".join(f'<parentImage id="{image}"><caption>Chest</caption></parentImage>' for image in images)
    ids = f'<uId id="{name}"/>' if name else ""
    abstract = f"<MedlineCitation><Article><Abstract>{texts}</Abstract></Article></MedlineCitation>"
    return f"<?xml version='1.0' encoding='utf-8'?><eCitation>{ids}{abstract}{named}</eCitation>".encode()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two reports, the first with two images."""
    (tmp_path / "ecgen-radiology").mkdir()
    (tmp_path / "NLMCXR_png").mkdir()
    add(
        tmp_path, "1.xml", report("CXR1", ["a", "b"], FINDINGS="The  lungs\nare clear.", IMPRESSION="Normal.")
    )
    add(tmp_path, "2.xml", report("CXR2", ["c"], IMPRESSION="No change."))
    for name in "abc":
        Image.fromarray(GREY).save(tmp_path / "NLMCXR_png" / f"{name}.png")
    return tmp_path


def add(folder: Path, name: str, content: bytes) -> None:
    """Write a report into a folder."""
    (folder / "ecgen-radiology" / name).write_bytes(content)


def picture(folder: Path, name: str) -> Path:
    """Return where a picture of a folder lies."""
    return folder / "NLMCXR_png" / f"{name}.png"


def test_images_are_paired_with_their_report(folder: Path) -> None:
    """Two images of a report share its id and text; a missing section is empty and counted."""
    found = images_with_reports(folder, side=30)
    assert found.names.tolist() == ["a", "b", "c"]
    assert found.reports.tolist() == ["CXR1", "CXR1", "CXR2"]
    assert found.findings.tolist() == ["The lungs are clear."] * 2 + [""]
    assert found.impressions.tolist() == ["Normal."] * 2 + ["No change."]
    assert found.images.shape == (3, 30, 30)
    assert found.treated == {"findings missing": 1, "resized": 3}


def test_a_picture_keeps_its_shape() -> None:
    """A high one has black at both sides; one of the right size comes back as it was."""
    square = fitted(np.full((60, 40), 200, dtype=np.uint8), 30)
    assert (square[:, 5:25] == 200).all()
    assert (square[:, :5] == 0).all()
    assert (square[:, 25:] == 0).all()
    assert np.array_equal(fitted(GREY[:40], 40), GREY[:40])


def test_what_does_not_fit_is_counted(folder: Path) -> None:
    """Each thing once, and the good pairs stay."""
    add(folder, "3.xml", b"<eCitation><uId id='CXR3'>")
    add(folder, "4.xml", report("CXR1", ["c"], FINDINGS="Again."))
    add(folder, "5.xml", report("CXR5", ["a"], COMPARISON="None."))
    add(folder, "6.xml", report("", ["missing", "a", "../ecgen-radiology/1"], FINDINGS="Clear."))
    add(folder, "7.xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + report("CXR7", [], FINDINGS="&a;"))
    Image.fromarray(GREY).save(folder / "stray.png")
    Image.fromarray(GREY).save(folder / "a.png")
    found = images_with_reports(folder, side=30)
    assert found.names.tolist() == ["a", "b", "c"]
    assert found.treated == {
        "findings missing": 1,
        "impression missing": 1,
        "resized": 3,
        "report left out: broken XML": 1,
        "report left out: its id was there before": 1,
        "report left out: without findings and impression": 1,
        "report left out: XML that declares entities, which may unfold without end": 1,
        "image named but not there": 2,
        "image named more than once": 1,
        "image of no report": 1,
        "image file with the name of another": 1,
        "report without a readable image": 1,
    }


def test_unusual_pictures_are_treated_or_left_out(folder: Path) -> None:
    """Sixteen bits are brought to eight, a turned one is turned back; animated and cut ones are left out."""
    wide = GREY.astype(np.uint16) * 257
    Image.fromarray(wide).save(picture(folder, "a"))
    turned = Image.Exif()
    turned[0x0112] = 6
    Image.fromarray(GREY).save(picture(folder, "b"), exif=turned)
    whole = picture(folder, "c").read_bytes()
    picture(folder, "c").write_bytes(whole[: len(whole) // 2])
    add(folder, "8.xml", report("CXR8", ["d", "e", "f"], FINDINGS="Three."))
    frames = [Image.fromarray(GREY), Image.fromarray(255 - GREY)]
    frames[0].save(picture(folder, "d"), save_all=True, append_images=frames[1:])
    Image.fromarray(GREY).convert("CMYK").save(picture(folder, "e"), "JPEG")
    Image.fromarray(GREY[:20]).save(picture(folder, "f"))
    found = images_with_reports(folder, side=60)
    assert found.names.tolist() == ["a", "b", "e"]
    assert np.array_equal(found.images[0][:, 10:50], GREY)
    assert np.array_equal(found.images[1][10:50], np.rot90(GREY, -1))
    assert found.treated == {
        "findings missing": 1,
        "impression missing": 1,
        "resized": 3,
        "16 bit to 8 bit": 1,
        "turned by EXIF": 1,
        "CMYK to RGB": 1,
        "image left out: damaged or cut short": 1,
        "image left out: animated or has pages": 1,
        "image left out: too small": 1,
        "report without a readable image": 1,
    }


def test_a_folder_without_pairs_is_refused_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    """No reports at all, or none whose image can be read."""
    with pytest.raises(
        DataError, match="NLMCXR_png: no reports in Open-i's layout; expected a folder ecgen-"
    ):
        images_with_reports(folder / "NLMCXR_png")
    for path in (folder / "NLMCXR_png").iterdir():
        path.unlink()
    with pytest.raises(DataError, match=r"images with a report; expected at least 1; got .*not there: 3"):
        images_with_reports(folder)
    for path in (folder / "ecgen-radiology").iterdir():
        path.unlink()
    with pytest.raises(DataError, match="images with a report; expected at least 1; got no report"):
        images_with_reports(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "broken XML"),
        (b"\xff\xfe\x00", "broken XML"),
        (b"<?xml version='1.0' encoding='nothing'?><a/>", "broken XML"),
        (b"<a/>", "without findings and impression"),
        (b"<a>" + b" " * 1_000_000 + b"</a>", "too large for a report"),
    ],
)
def test_a_file_that_is_no_report_is_refused(content: bytes, message: str) -> None:
    """Whatever its bytes are."""
    with pytest.raises(DataError, match=message):
        read_report(content, "1")


def test_comments_and_marked_text_are_read() -> None:
    """Text in parts of a section counts, a comment does not."""
    text = report("CXR1", [], FINDINGS="<!-- no --><![CDATA[a < b]]> <b>and</b> c")
    assert read_report(text, "1").findings == "a < b and c"
