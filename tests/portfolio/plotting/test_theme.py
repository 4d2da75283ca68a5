"""The look of the figures: colours that last, a plotly template, and settings made in one call."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.errors import UsageError
from portfolio.plotting import PALETTE, colour_of, plotly_template, use_theme

AIRPORTS = ["EWR", "JFK", "LGA"]


@pytest.fixture
def themed() -> Iterator[None]:
    """Set the theme, and put back what it changed."""
    import matplotlib as mpl
    import plotly.io as pio

    before = dict(mpl.rcParams), pio.templates.default, pio.renderers.default
    use_theme()
    yield
    mpl.rcParams.update(before[0])
    pio.templates.default, pio.renderers.default = before[1:]


def luminance(colour: str) -> float:
    """Relative luminance of a hexadecimal colour, as WCAG 2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, as WCAG 2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@given(st.permutations(AIRPORTS), st.sampled_from(AIRPORTS))
def test_an_entity_keeps_its_colour_whatever_the_order(order: list[str], airport: str) -> None:
    """The colour depends on the set of entities only."""
    assert colour_of(airport, order) == colour_of(airport, AIRPORTS)


def test_entities_have_different_colours() -> None:
    """No two entities share a colour."""
    names = "abcdefg"
    assert len({colour_of(name, names) for name in names}) == len(PALETTE)


def test_an_unknown_entity_names_the_nearest() -> None:
    """A typing error is told with the name that was meant."""
    with pytest.raises(UsageError, match="Did you mean 'JFK'"):
        colour_of("JFX", AIRPORTS)


def test_too_many_entities_are_refused() -> None:
    """More categories than colours would make two look the same."""
    with pytest.raises(UsageError, match="at most 7; got 8"):
        colour_of("a", "abcdefgh")


@pytest.mark.parametrize("page", ["#ffffff", "#121212"])
def test_the_first_three_colours_stand_out_on_both_pages(page: str) -> None:
    """WCAG 1.4.11 asks three to one for the parts of a graphic."""
    assert min(contrast(colour, page) for colour in PALETTE[:3]) >= 3


@pytest.mark.parametrize(("mode", "page"), [("light", "#ffffff"), ("dark", "#121212")])
def test_text_is_readable_on_its_page(mode: str, page: str) -> None:
    """WCAG 1.4.6 asks seven to one for text."""
    template = plotly_template(mode)  # type: ignore[arg-type]
    assert contrast(template["layout"]["font"]["color"], page) >= 7


def test_the_template_is_plain_json_that_plotly_accepts() -> None:
    """The page's script and plotly read the same template; plotly refuses unknown properties."""
    import plotly.graph_objects as go

    template = json.loads(json.dumps(plotly_template("dark")))
    assert go.Figure(layout={"template": template}).layout.template.layout.colorway == PALETTE


@pytest.mark.usefixtures("themed")
def test_a_themed_plotly_figure_carries_data_only() -> None:
    """The output holds the figure, not a page with the whole of plotly.js."""
    import plotly.graph_objects as go
    import plotly.io as pio

    assert pio.renderers.default == "plotly_mimetype"
    assert go.Figure().layout.template.layout.font.size == 13


@pytest.mark.usefixtures("themed")
def test_a_matplotlib_figure_is_legible_on_a_phone() -> None:
    """Shown 340 px wide, the smallest letters are at least 9 px high."""
    import matplotlib as mpl

    points_wide = mpl.rcParams["figure.figsize"][0] * 72
    smallest = min(mpl.rcParams[f"{part}.labelsize"] for part in ("xtick", "ytick", "axes"))
    assert smallest * 340 / points_wide >= 9


@pytest.mark.usefixtures("themed")
def test_a_matplotlib_figure_stands_on_an_opaque_card() -> None:
    """Dark text on a transparent ground would vanish on the dark page."""
    import matplotlib as mpl

    assert mpl.colors.to_rgba(mpl.rcParams["savefig.facecolor"]) == (1, 1, 1, 1)


@pytest.mark.usefixtures("themed")
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_the_same_figure_has_the_same_bytes(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two drawings of the same data do not differ, or nothing built twice would be identical."""
    import io

    import matplotlib as mpl
    from matplotlib.figure import Figure

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")

    def drawn() -> bytes:
        figure = Figure()
        figure.subplots().plot([1, 3, 2], color=PALETTE[0], clip_on=True)
        file = io.BytesIO()
        figure.savefig(file, format=kind)
        return file.getvalue()

    assert mpl.rcParams["svg.hashsalt"]
    assert drawn() == drawn()


def test_letters_that_the_font_lacks_are_drawn_with_a_font_of_the_machine(monkeypatch):
    """The book's font comes first; one that is not there is not asked for, since that would be a warning."""
    from matplotlib.font_manager import fontManager

    from portfolio.plotting.theme import font_families

    monkeypatch.setattr(fontManager, "get_font_names", lambda: ["Noto Sans Thai", "DejaVu Sans", "Any"])
    assert font_families() == ["DejaVu Sans", "Noto Sans Thai"]
