"""Folders of pictures that a reader brings: one folder for each class, or images beside their masks.

Masks lie as in CamVid: `images` (or `train`) beside `labels` (or `train_labels`), the mask of `NAME.png`
called `NAME.png`, `NAME_L.png` or `NAME_label.png`, and each value or colour of a mask a class.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from portfolio.datasets.pictures import Picture, counted, read_picture
from portfolio.datasets.spellings import normalised
from portfolio.errors import DataError

ENDINGS = frozenset((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"))
FEWEST = 2  # pictures of a class
LAYOUTS = (("images", "labels"), ("train", "train_labels"))
SUFFIXES = ("", "_L", "_label")
MOST_CLASSES = 64


@dataclass(frozen=True, eq=False)
class LabelledFolder:
    """Pictures by class.

    Parameters
    ----------
    images
        `uint8`, (n, side, side).
    labels
        Class of each, (n,).
    treated
        What was changed or left out, counted.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.str_]
    treated: Mapping[str, int]


def labelled_folder(folder: Path, side: int = 300, table: Mapping[str, str] | None = None) -> LabelledFolder:
    """Return the pictures below a folder, each class in a folder of its own.

    Parameters
    ----------
    folder
        Holds a folder for each class; with `table`, the pictures themselves.
    side
        Pictures are brought to this size.
    table
        Class by file name, in place of folders.

    Raises
    ------
    DataError
        A label names no file, there is one class only, or a class has one picture.
    """
    if not folder.is_dir():
        raise DataError(f"{folder.name}: no such folder")
    labels = dict(table) if table is not None else {}
    if table is None:
        labels = {str(path.relative_to(folder)): normalised(path.parent.name) for path in _pictures(folder)}
    absent = [name for name in labels if not (folder / name).is_file()]
    if absent:
        raise DataError(
            f"{len(absent)} labels name no file", got=absent[0], expected=f"files in {folder.name}"
        )
    of_class = Counter(labels.values())
    if len(of_class) < 2:
        raise DataError(
            f"{folder.name}: classes",
            expected="two or more, each a folder with pictures",
            got=", ".join(of_class) or "none",
        )
    rare = sorted(name for name, count in of_class.items() if count < FEWEST)
    if rare:
        raise DataError(f"class {rare[0]!r} has one picture", expected=f"{FEWEST} or more of each class")
    return _read_all(folder, labels, side)


def _pictures(folder: Path) -> Iterator[Path]:
    """Yield the pictures of each class; what a system or an archiver put beside them is none."""
    for path in sorted(folder.glob("*/*")):
        unseen = path.name.startswith(".") or path.parent.name.startswith((".", "__"))
        if path.suffix.lower() in ENDINGS and path.is_file() and not unseen:
            yield path


def _read_all(folder: Path, labels: Mapping[str, str], side: int) -> LabelledFolder:
    pictures: list[Picture] = []
    images, kept, left_out = [], [], Counter[str]()
    for name, label in labels.items():
        try:
            picture = read_picture((folder / name).read_bytes(), name)
        except DataError as error:
            left_out["left out: " + str(error).partition(" is ")[2].partition(";")[0]] += 1
            continue
        pictures.append(picture)
        if picture.grey.shape != (side, side):
            left_out["resized"] += 1
        resized = Image.fromarray(picture.grey).resize((side, side), Image.Resampling.BILINEAR)
        images.append(np.asarray(resized))
        kept.append(label)
    of_class = Counter(kept)
    if len(of_class) < 2:
        raise DataError(f"{folder.name}: classes with a readable picture", expected="two or more")
    rare = sorted(name for name, count in of_class.items() if count < FEWEST)
    if rare:
        raise DataError(
            f"class {rare[0]!r} has one readable picture",
            expected=f"{FEWEST} or more of each class",
            got="; ".join(f"{what}: {count}" for what, count in left_out.items() if "left out" in what),
        )
    return LabelledFolder(np.stack(images), np.array(kept), dict(left_out + counted(pictures)))


@dataclass(frozen=True, eq=False)
class SegmentationFolder:
    """Images with masks.

    Parameters
    ----------
    images
        Grey, each (height, width).
    masks
        Number of the class at each pixel, of the same shapes.
    classes
        Colour or value of each class, as text, by number.
    treated
        What was changed or left out, counted.
    """

    images: list[NDArray[np.uint8]]
    masks: list[NDArray[np.int64]]
    classes: tuple[str, ...]
    treated: Mapping[str, int] = field(default_factory=dict)


def segmentation_folder(folder: Path) -> SegmentationFolder:
    """Return images with masks from a folder in CamVid's layout.

    Raises
    ------
    DataError
        No such layout, an image without mask, a mask without image or of another size, more colours than
        classes can be (a mask saved as JPEG), or one class only.
    """
    found = [(folder / one, folder / two) for one, two in LAYOUTS if (folder / one).is_dir()]
    if not found or not found[0][1].is_dir():
        expected = " or ".join(f"{one}/ beside {two}/" for one, two in LAYOUTS)
        raise DataError(f"{folder.name}: layout", expected=expected)
    sources, targets = found[0]
    masks = {path.stem: path for path in sorted(targets.iterdir()) if path.suffix.lower() in ENDINGS}
    pairs = []
    for path in sorted(path for path in sources.iterdir() if path.suffix.lower() in ENDINGS):
        name = next((path.stem + one for one in SUFFIXES if path.stem + one in masks), None)
        if name is None:
            raise DataError(f"{path.name} has no mask", expected=f"{path.stem}.png in {targets.name}/")
        pairs.append((path, masks.pop(name)))
    if masks:
        raise DataError(f"{len(masks)} masks belong to no image", got=next(iter(masks.values())).name)
    return _read_pairs(folder, pairs)


def _read_pairs(folder: Path, pairs: list[tuple[Path, Path]]) -> SegmentationFolder:
    pictures, coded = [], []
    for source, target in pairs:
        picture = read_picture(source.read_bytes(), source.name)
        code = _codes(target)
        if code.shape != picture.grey.shape:
            raise DataError(f"{target.name}: size", expected=picture.grey.shape, got=code.shape)
        pictures.append(picture)
        coded.append(code)
    values = np.unique(np.concatenate([np.unique(code) for code in coded])) if coded else np.array([])
    if not 2 <= len(values) <= MOST_CLASSES:
        hint = "A mask that was saved as JPEG has colours that nobody drew." if len(values) > 2 else ""
        expected = f"2 to {MOST_CLASSES} classes in the masks"
        raise DataError(f"{folder.name}: classes", expected=expected, got=len(values), hint=hint)
    masks = [np.searchsorted(values, code).astype(np.int64) for code in coded]
    names = tuple(f"#{int(value):06x}" for value in values)
    return SegmentationFolder([one.grey for one in pictures], masks, names, dict(counted(pictures)))


def _codes(path: Path) -> NDArray[np.int64]:
    """Return the value or colour of each pixel as one number."""
    read_picture(path.read_bytes(), path.name)  # refuses what is damaged or animated
    with Image.open(path) as image:
        values = np.asarray(image if image.mode in ("P", "L", "I;16", "I") else image.convert("RGB"))
    if values.ndim == 2:
        return values.astype(np.int64)
    red, green, blue = np.moveaxis(values.astype(np.int64), 2, 0)
    return np.asarray((red << 16) | (green << 8) | blue)
