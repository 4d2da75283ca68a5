"""One look for every figure of the book: colours, sizes and fonts for matplotlib, seaborn and plotly.

Decisions
---------
* Colours of categories are those of Okabe and Ito, which readers with any common colour blindness tell
  apart. Black and yellow are left out: neither can be seen on both a white and a dark page. Grey is added
  for "the others".
* Matplotlib figures are drawn on white; on a dark page the page turns their lightness and keeps their hues.
  Plotly figures are drawn by the page and follow its theme.
* Matplotlib uses DejaVu Sans, which comes with it, so that a figure has the same bytes on every machine.
  Letters that it lacks, as in a reader's Chinese or Thai names, are drawn with a font of the machine that
  has them; where there is none, they stay boxes and the run says which. Plotly uses the reader's system font.
* Text is drawn as it stands. Matplotlib would read what stands between two dollar signs as mathematics, and
  a table with prices in its names would end in an error; a logarithmic axis takes `axes.log_scale`.
* A figure of 6 by 3.8 inches shown 340 px wide, on a phone, keeps letters of 10 px; at 160 dots per inch
  it stays sharp at the 620 px it takes on a laptop.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from portfolio.errors import UsageError, nearest

Mode = Literal["light", "dark"]

# M. Okabe and K. Ito, "Color Universal Design" (2002, revised 2008), https://jfly.uni-koeln.de/color/
PALETTE: tuple[str, ...] = (
    "#0072B2",  # blue
    "#D55E00",  # vermillion
    "#009E73",  # bluish green
    "#CC79A7",  # reddish purple
    "#E69F00",  # orange
    "#56B4E9",  # sky blue
    "#7F7F7F",  # grey, for what is not the point
)
# Even in lightness and safe for colour-blind readers: S. van der Walt and N. Smith (2015), matplotlib.
SEQUENTIAL = "viridis"
# ColorBrewer's RdBu, low blue and high red: C. Brewer (2003), https://colorbrewer2.org
DIVERGING = "RdBu_r"

_VIRIDIS = (
    *("#440154", "#482878", "#3e4989", "#31688e", "#26828e"),
    *("#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725"),
)
_RDBU_R = (
    *("#053061", "#2166ac", "#4393c3", "#92c5de", "#d1e5f0", "#f7f7f7"),
    *("#fddbc7", "#f4a582", "#d6604d", "#b2182b", "#67001f"),
)
_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_TEXT = {"light": "#222832", "dark": "#ced6dd"}
_LINE = {"light": "#dfe3e8", "dark": "#3d4653"}
_CARD = {"light": "#ffffff", "dark": "#222832"}

# Fonts of the usual systems with letters that DejaVu Sans lacks. None with pictures in colour, such as Noto
# Color Emoji: matplotlib cannot draw them.
FURTHER_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "Droid Sans Fallback", "IPAGothic", "NanumGothic"),  # Linux
    *("Microsoft YaHei", "SimHei", "Yu Gothic", "Malgun Gothic", "Leelawadee UI", "Segoe UI"),  # Windows
    *("Nirmala UI", "Segoe UI Symbol"),
    *("PingFang SC", "Hiragino Sans GB", "Hiragino Sans", "Apple SD Gothic Neo", "Thonburi"),  # macOS
    *("Arial Unicode MS", "Kohinoor Devanagari"),
    *("Noto Sans Thai", "Loma", "Waree", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari"),
    *("Noto Sans Bengali", "Noto Sans Tamil", "Lohit Devanagari", "Noto Sans Symbols2", "Noto Emoji"),
    *("Symbola", "Unifont"),
)

MATPLOTLIB: dict[str, Any] = {
    "figure.figsize": (6.0, 3.8),
    "figure.dpi": 160,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "figure.constrained_layout.use": True,
    "font.family": ["DejaVu Sans"],
    "font.size": 13,
    "axes.labelsize": 13,
    "axes.titlesize": 13,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#8a929c",
    "axes.labelcolor": _TEXT["light"],
    "text.color": _TEXT["light"],
    "xtick.color": _TEXT["light"],
    "ytick.color": _TEXT["light"],
    "xtick.labelsize": 12,
    "ytick.labelsize": 12,
    "legend.fontsize": 12,
    "legend.frameon": False,
    "grid.color": _LINE["light"],
    "image.cmap": SEQUENTIAL,
    "text.parse_math": False,  # a reader's column may be called `Income ($)`: no sign is mathematics
    "svg.hashsalt": "portfolio",  # else matplotlib salts the ids in an SVG at random
}


def colour_of(entity: str, entities: Iterable[str]) -> str:
    """Return the colour of `entity`, the same in every figure that names the same `entities`.

    Parameters
    ----------
    entity
        One of the entities.
    entities
        All entities of the chapter, in any order, whether or not the figure shows them all.

    Raises
    ------
    UsageError
        The entity is unknown, or there are more entities than colours.

    Examples
    --------
    >>> colour_of("JFK", ["LGA", "EWR", "JFK"])
    '#D55E00'
    """
    known = sorted(set(entities))
    if entity not in known:
        raise UsageError(f"no colour for {entity!r}", hint=nearest(entity, known))
    if len(known) > len(PALETTE):
        raise UsageError(
            "too many categories for colours that can be told apart",
            expected=f"at most {len(PALETTE)}",
            got=len(known),
            hint="Colour the few that matter and draw the others in grey, or use small multiples.",
        )
    return PALETTE[known.index(entity)]


def plotly_template(mode: Mode = "light") -> dict[str, Any]:
    """Return the plotly template of the book, as plain JSON, for a light or a dark page.

    The ground is transparent, so that the page shows through.
    """
    text, line = _TEXT[mode], _LINE[mode]
    axis = {"gridcolor": line, "linecolor": line, "zerolinecolor": line, "automargin": True}
    clear = "rgba(0,0,0,0)"
    scene = {"backgroundcolor": clear, "gridcolor": line, "zerolinecolor": line}
    layout = {
        "font": {"family": _FONTS, "size": 13, "color": text},
        "paper_bgcolor": clear,
        "plot_bgcolor": clear,
        "colorway": list(PALETTE),
        "colorscale": {
            "sequential": _stops(_VIRIDIS),
            "sequentialminus": _stops(_VIRIDIS[::-1]),
            "diverging": _stops(_RDBU_R),
        },
        "coloraxis": {"colorbar": {"outlinewidth": 0, "thickness": 14}},
        "xaxis": {**axis, "title": {"standoff": 8}},
        "yaxis": {**axis, "title": {"standoff": 8}},
        "polar": {"bgcolor": clear, "angularaxis": {"gridcolor": line}, "radialaxis": {"gridcolor": line}},
        "scene": {"xaxis": scene, "yaxis": scene, "zaxis": scene},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "title": {"side": "left"}},
        "hoverlabel": {"bgcolor": _CARD[mode], "bordercolor": line, "font": {"color": text}},
        "margin": {"l": 48, "r": 16, "t": 28, "b": 48},
    }
    return {"layout": layout}


def use_theme() -> None:
    """Give every figure of this notebook the look of the book; call it once, after the imports."""
    _use_matplotlib_theme()
    _use_plotly_theme()


def _use_matplotlib_theme() -> None:
    import seaborn as sns

    sns.set_theme(style="whitegrid", palette=list(PALETTE), rc={**MATPLOTLIB, "font.family": font_families()})


def font_families() -> list[str]:
    """Return the fonts of a figure: the book's, then those of this machine for letters that it lacks."""
    from matplotlib.font_manager import fontManager

    here = set(fontManager.get_font_names())
    return [*MATPLOTLIB["font.family"], *(name for name in FURTHER_FONTS if name in here)]


def _use_plotly_theme() -> None:
    import plotly.graph_objects as go
    import plotly.io as pio

    template = plotly_template()
    # In a lab the page may be dark and cannot tell the figure, so the ground is opaque there.
    template["layout"] |= {"paper_bgcolor": _CARD["light"], "plot_bgcolor": _CARD["light"]}
    pio.templates["portfolio"] = go.layout.Template(template)
    pio.templates.default = "portfolio"
    # The figure's data only: the default adds a page with the whole of plotly.js to each output.
    pio.renderers.default = "plotly_mimetype"


def _stops(colours: Sequence[str]) -> list[list[float | str]]:
    """Return the colours as an even plotly colour scale."""
    return [[round(i / (len(colours) - 1), 4), colour] for i, colour in enumerate(colours)]
