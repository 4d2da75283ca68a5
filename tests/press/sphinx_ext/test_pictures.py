"""Pictures: their size in the page, and fewer bytes where nobody sees it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from press.sphinx_ext.pictures import MAX_ERROR, light_picture, png_size, size_pictures


def png(image: Image.Image) -> bytes:
    """Return the picture as an uncompressed PNG."""
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=0)
    return file.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a picture of 30 by 20 pixels."""
    path = tmp_path / "a.png"
    path.write_bytes(png(Image.new("RGB", (30, 20))))
    return path


def test_the_size_is_read_from_the_file(file: Path) -> None:
    """Width comes first."""
    assert png_size(file) == (30, 20)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"<svg></svg>" * 9])
def test_what_is_no_png_has_no_size(content: bytes, tmp_path: Path) -> None:
    """Empty, cut short, or another format."""
    path = tmp_path / "a.png"
    path.write_bytes(content)
    assert png_size(path) is None
    assert png_size(tmp_path / "absent.png") is None


def test_a_picture_gets_its_size(file: Path) -> None:
    """The rest of the page is left alone."""
    page = '<p>x</p><img alt="A > b" src="../_images/a.png" />'
    sized = size_pictures(page, {"a.png": file})
    assert sized.startswith('<p>x</p><img width="30" height="20" loading="lazy"')
    assert sized.endswith('alt="A > b" src="../_images/a.png" />')


@pytest.mark.parametrize(
    "tag", ['<img src="a.png" width="9">', '<img src="b.png">', '<img src="https://h/c.svg">', "<img>"]
)
def test_a_picture_with_a_size_or_unknown_is_left(tag: str, file: Path) -> None:
    """An author's size wins; an unknown file has none."""
    assert size_pictures(tag, {"a.png": file}) == tag


def test_a_light_form_takes_the_place_of_its_picture(file: Path) -> None:
    """It has the same size and words; a picture without one stays."""
    page = '<img alt="A" src="../_images/a.png" /><img alt="B" src="../_images/b.png" />'
    shown = size_pictures(page, {"a.png": file}, {"a.png"})
    assert 'width="30" height="20"' in shown
    assert 'alt="A" src="../_images/a.webp"' in shown
    assert '<img alt="B" src="../_images/b.png" />' in shown


def test_the_picture_of_a_figure_gets_a_box_of_its_shape(file: Path) -> None:
    """A picture in the text, and one whose size is not known, have none."""
    page = '<figure id="f">\n<img alt="A > b" src="a.png" /><figcaption></figcaption></figure>'
    box = '<figure id="f">\n<span class="picture" style="--wide:30;--high:20"><img width="30"'
    boxed = size_pictures(page, {"a.png": file})
    assert boxed.startswith(box)
    assert boxed.endswith('src="a.png" /></span><figcaption></figcaption></figure>')
    assert size_pictures(page, {}) == page


def opened(data: bytes) -> Image.Image:
    """Return the picture of a light form, which must be one."""
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "WEBP"
    return picture


def rms(one: Image.Image, other: Image.Image) -> float:
    """Return the root mean square difference of two pictures."""
    return float(np.sqrt(np.mean((np.asarray(one, float) - np.asarray(other, float)) ** 2)))


def chart(mode: str = "RGB") -> Image.Image:
    """Return a picture of few colours, without order."""
    pixels = np.random.default_rng(0).integers(0, 3, (200, 200, 3)) * 100
    return Image.fromarray(pixels.astype("uint8")).convert(mode)


def photograph() -> Image.Image:
    """Return a picture of many colours without edges."""
    x, y = np.meshgrid(np.arange(400), np.arange(300))
    pixels = np.stack([np.sin(x / 40) + np.cos(y / 30), x / 200 - 1, np.sin((x + y) / 60)], axis=2)
    return Image.fromarray(((pixels + 2) * 60).astype("uint8"))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_few_colours_are_lighter_without_loss(mode: str) -> None:
    """A chart keeps every pixel, whether or not its opacity is written beside it."""
    small = light_picture(png(chart(mode)))
    assert len(small) < len(png(chart(mode))) / 3
    assert opened(small).convert("RGB").tobytes() == chart().tobytes()


def test_a_photograph_is_lighter_and_looks_the_same() -> None:
    """Much lighter than without loss, and as close as nobody sees."""
    lossless = io.BytesIO()
    photograph().save(lossless, "WEBP", lossless=True)
    small = light_picture(png(photograph()))
    assert len(small) < lossless.tell() / 3
    assert rms(opened(small).convert("RGB"), photograph()) < MAX_ERROR


def noise() -> Image.Image:
    """Return a picture that neither a palette nor a photograph's compression can show."""
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (200, 200, 3)).astype("uint8"))


def transparent() -> Image.Image:
    """Return a picture of which a part shines through."""
    picture = noise().convert("RGBA")
    picture.putalpha(Image.linear_gradient("L").resize((200, 200)))
    return picture


@pytest.mark.parametrize("make", [noise, transparent, lambda: chart("P")])
def test_a_picture_that_would_lose_keeps_every_pixel(make: Callable[[], Image.Image]) -> None:
    """Noise, transparency and an author's palette."""
    small = opened(light_picture(png(make()))).convert("RGBA")
    seen = np.asarray(make().convert("RGBA"))
    is_visible = seen[..., 3] > 0
    assert np.array_equal(np.asarray(small)[is_visible], seen[is_visible])
    assert np.array_equal(np.asarray(small)[..., 3], seen[..., 3])


def test_an_animation_is_left() -> None:
    """Its light form would stand still."""
    file = io.BytesIO()
    chart().save(file, "PNG", save_all=True, append_images=[noise()])
    data = file.getvalue()
    assert light_picture(data) is data
