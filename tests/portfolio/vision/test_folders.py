"""A reader's folders of pictures: by class, or beside their masks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from portfolio.errors import DataError
from portfolio.vision.folders import labelled_folder, segmentation_folder

RNG = np.random.default_rng(0)


def write(path: Path, pixels: np.ndarray, **more: object) -> Path:
    """Write a picture, with the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, **more)
    return path


def photo(side: int = 40) -> np.ndarray:
    """Return a random grey photo."""
    return RNG.integers(0, 255, (side, side)).astype(np.uint8)


@pytest.fixture
def classes(tmp_path) -> Path:
    """Return a folder with two classes of two pictures."""
    for name in ("good/a.png", "good/b.png", "bad/c.png", "bad/d.png"):
        write(tmp_path / name, photo())
    return tmp_path


def test_folders_are_classes(classes):
    """Pictures of another size are brought to one, and counted."""
    found = labelled_folder(classes, side=32)
    assert found.images.shape == (4, 32, 32)
    assert sorted(found.labels) == ["bad", "bad", "good", "good"]
    assert found.treated == {"resized": 4}


def test_a_damaged_picture_is_left_out_and_counted(classes):
    """The others are read."""
    (classes / "good/broken.png").write_bytes((classes / "good/a.png").read_bytes()[:300])
    found = labelled_folder(classes, side=40)
    assert len(found.images) == 4
    assert found.treated == {"left out: damaged or cut short": 1}


def test_labels_without_a_file_are_refused(classes):
    """The first is named."""
    table = {"good/a.png": "good", "gone.png": "bad"}
    with pytest.raises(DataError, match=r"1 labels name no file.*gone\.png"):
        labelled_folder(classes, table=table)


def test_one_class_is_refused(classes):
    """There is nothing to tell apart."""
    with pytest.raises(DataError, match="two or more"):
        labelled_folder(classes, table={"good/a.png": "good", "good/b.png": "good"})


def test_a_class_with_one_picture_is_refused(classes):
    """It cannot be on both sides of a split."""
    (classes / "bad/d.png").unlink()
    with pytest.raises(DataError, match="class 'bad' has one picture"):
        labelled_folder(classes)


@pytest.fixture
def road(tmp_path) -> Path:
    """Return a folder in CamVid's layout."""
    for number in range(2):
        write(tmp_path / f"train/{number}.png", photo())
        mask = np.zeros((40, 40, 3), dtype=np.uint8)
        mask[20:] = (128, 64, 128)
        write(tmp_path / f"train_labels/{number}_L.png", mask)
    return tmp_path


def test_masks_are_found_beside_their_images(road):
    """Each colour is a class."""
    found = segmentation_folder(road)
    assert found.classes == ("#000000", "#804080")
    assert [mask.mean() for mask in found.masks] == [0.5, 0.5]


def broken(road: Path, name: str) -> None:
    """Break a folder in one way."""
    target = road / "train_labels/0_L.png"
    if name == "size":
        write(target, np.zeros((36, 40, 3), dtype=np.uint8))
    elif name == "absent":
        target.unlink()
    elif name == "stray":
        write(road / "train_labels/7_L.png", np.zeros((40, 40, 3), dtype=np.uint8))
    elif name == "jpeg":
        write(target, RNG.integers(0, 255, (40, 40, 3)).astype(np.uint8))
    elif name == "layout":
        (road / "train_labels").rename(road / "elsewhere")
    else:
        for number in range(2):
            write(road / f"train_labels/{number}_L.png", np.zeros((40, 40, 3), dtype=np.uint8))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("size", r"0_L\.png: size; expected"),
        ("absent", r"0\.png has no mask"),
        ("stray", r"1 masks belong to no image; got 7_L\.png"),
        ("jpeg", r"classes; expected 2 to 64 .* saved as JPEG"),
        ("layout", "layout; expected images/ beside labels/"),
        ("one class", "2 to 64 classes in the masks; got 1"),
    ],
)
def test_a_broken_folder_is_refused_in_one_sentence(road, name, message):
    """With the file that is wrong."""
    broken(road, name)
    with pytest.raises(DataError, match=message):
        segmentation_folder(road)


def test_what_a_system_puts_beside_pictures_is_no_class(classes):
    """Nor is a folder whose name ends like a picture's."""
    for name in ("__MACOSX/a.png", ".cache/a.png", "good/._a.png", "good/old.png/a.txt"):
        (classes / name).parent.mkdir(exist_ok=True)
        (classes / name).write_bytes(b"1")
    assert labelled_folder(classes, side=40).treated == {}


def test_a_class_with_one_readable_picture_is_refused(classes):
    """As a class with one picture is; and it is said what became of the others."""
    (classes / "bad/d.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"class 'bad' has one readable picture.*got left out: no picture: 1"):
        labelled_folder(classes)


def test_a_class_in_two_forms_of_an_accent_is_one(classes):
    """A Mac and Windows save the name of a folder in two ways."""
    for name in ("caf\u00e9/a.png", "cafe\u0301/b.png"):
        write(classes / name, photo())
    assert list(labelled_folder(classes, side=40).labels).count("caf\u00e9") == 2
