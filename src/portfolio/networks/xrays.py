"""X-rays with their reports, from a folder that a reader brings, in the layout of Open-i.

`ecgen-radiology` holds an XML file for each report: its id in `uId`, its sections as `AbstractText` with a
`Label`, and its images as `parentImage`, whose id is the name of a PNG file anywhere below the folder.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from portfolio.datasets.pictures import Picture, counted, read_picture
from portfolio.errors import DataError

REPORTS = "ecgen-radiology"
MAX_XML = 1_000_000  # bytes; a report has some thousands
Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Report:
    """What a radiologist wrote about one examination.

    Parameters
    ----------
    id
        As in `uId`; the name of the file where there is none.
    findings, impression
        Sections; empty where missing.
    images
        Names of its images, without ending.
    """

    id: str
    findings: str
    impression: str
    images: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ImagesWithReports:
    """Images, each with the sections of its report.

    Parameters
    ----------
    images
        `uint8`, (n, side, side): fitted into the square, black around it.
    names
        Of the images, (n,).
    reports
        Id of the report of each image, (n,): images of one report belong on one side of a split.
    findings, impressions
        Sections, (n,); empty where missing.
    treated
        What was changed, missing or left out, counted.
    """

    images: Bytes
    names: NDArray[np.str_]
    reports: NDArray[np.str_]
    findings: NDArray[np.str_]
    impressions: NDArray[np.str_]
    treated: Mapping[str, int] = field(default_factory=dict)


def read_report(content: bytes, name: str) -> Report:
    """Return the report of an XML file.

    Parameters
    ----------
    content
        The bytes of the file.
    name
        Of the file, without ending.

    Raises
    ------
    DataError
        It is too large, declares entities, is broken, or has neither findings nor an impression.
    """
    if len(content) > MAX_XML:
        raise DataError(f"{name} is too large for a report", expected=f"at most {MAX_XML:,} bytes")
    if b"<!ENTITY" in content.replace(b"\0", b""):  # the zeros of UTF-16
        raise DataError(f"{name} is XML that declares entities, which may unfold without end")
    try:
        root = ET.fromstring(content)
    except (ET.ParseError, ValueError, LookupError):  # the last two: an encoding that is none
        raise DataError(f"{name} is broken XML") from None
    sections = {(part.get("Label") or "").strip().upper(): _text(part) for part in root.iter("AbstractText")}
    findings, impression = sections.get("FINDINGS", ""), sections.get("IMPRESSION", "")
    if not findings and not impression:
        raise DataError(f"{name} is without findings and impression")
    ids = [(part.get("id") or "").strip() for part in root.iter("uId")]
    images = [(part.get("id") or "").strip() for part in root.iter("parentImage")]
    return Report(next(filter(None, ids), name), findings, impression, tuple(filter(None, images)))


def images_with_reports(folder: Path, side: int = 128) -> ImagesWithReports:
    """Return the images below a folder in Open-i's layout, each with its report.

    Parameters
    ----------
    folder
        Holds `ecgen-radiology` with the reports, and PNG files anywhere below.
    side
        Images are fitted into a square of so many pixels.

    Raises
    ------
    DataError
        There is no such folder, it holds no reports, or no image has a report that can be read.
    """
    if not (folder / REPORTS).is_dir():
        raise DataError(
            f"{folder.name}: no reports in Open-i's layout", expected=f"a folder {REPORTS} with XML files"
        )
    treated: Counter[str] = Counter()
    reports = _reports(sorted((folder / REPORTS).glob("*.xml")), treated)
    files = _files(folder, treated)
    pictures: list[Picture] = []
    rows: list[tuple[str, Report, Bytes]] = []
    named: set[str] = set()
    for report in reports:
        for name in report.images:
            picture = None if name in named else _picture(files.get(name), treated)
            treated["image named more than once"] += name in named
            named.add(name)
            if picture is not None:
                pictures.append(picture)
                treated["resized"] += picture.grey.shape != (side, side)
                rows.append((name, report, fitted(picture.grey, side)))
    treated["image of no report"] += len(set(files) - named)
    treated["report without a readable image"] += len(reports) - len({report.id for _, report, _ in rows})
    counts = {what: count for what, count in (treated + counted(pictures)).items() if count}
    if not rows:
        got = "; ".join(f"{what}: {count}" for what, count in counts.items()) or "no report"
        raise DataError(f"{folder.name}: images with a report", expected="at least 1", got=got)
    return ImagesWithReports(
        np.stack([image for _, _, image in rows]),
        np.array([name for name, _, _ in rows]),
        np.array([report.id for _, report, _ in rows]),
        np.array([report.findings for _, report, _ in rows]),
        np.array([report.impression for _, report, _ in rows]),
        counts,
    )


def fitted(grey: Bytes, side: int) -> Bytes:
    """Return an image in a square, its shape kept, black around it.

    Parameters
    ----------
    grey
        (height, width).
    side
        Of the square, in pixels.
    """
    scale = side / max(grey.shape)
    height, width = (max(1, round(scale * length)) for length in grey.shape)
    square = np.zeros((side, side), dtype=np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    resized = Image.fromarray(grey).resize((width, height), Image.Resampling.BILINEAR)
    square[top : top + height, left : left + width] = np.asarray(resized)
    return square


def _text(part: ET.Element) -> str:
    return " ".join("".join(part.itertext()).split())


def _reports(paths: Iterable[Path], treated: Counter[str]) -> list[Report]:
    """Return reports, one for each id, and count what is left out and which sections are missing."""
    found: dict[str, Report] = {}
    for path in paths:
        try:
            report = read_report(path.read_bytes(), path.stem)
        except DataError as error:
            treated["report left out: " + _reason(error)] += 1
            continue
        if report.id in found:
            treated["report left out: its id was there before"] += 1
            continue
        found[report.id] = report
        treated["findings missing"] += not report.findings
        treated["impression missing"] += not report.impression
    return list(found.values())


def _files(folder: Path, treated: Counter[str]) -> dict[str, Path]:
    """Return the PNG files below a folder by name; of two with the same name the first."""
    files: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        unseen = any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)
        if path.suffix.lower() == ".png" and path.is_file() and not unseen:
            treated["image file with the name of another"] += path.stem in files
            files.setdefault(path.stem, path)
    return files


def _picture(path: Path | None, treated: Counter[str]) -> Picture | None:
    """Return a picture, or count why there is none."""
    if path is None:
        treated["image named but not there"] += 1
        return None
    try:
        return read_picture(path.read_bytes(), path.name)
    except DataError as error:
        treated["image left out: " + _reason(error)] += 1
        return None


def _reason(error: DataError) -> str:
    return str(error).partition(" is ")[2].partition(";")[0]
