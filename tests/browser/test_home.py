"""The cards of the home page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from opened_pages import Visit
from press.finish.asset_bundle import OWN_SCRIPT
from press.pages.card_pictures import bars_html
from press.script_words import with_words

pytestmark = pytest.mark.browser

SKILLS = {"scoring": ["Classification", "Fairness"], "groups": ["Clustering"], "texts": ["Classification"]}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """Return a page of three cards with the script of the book."""
    cards = "".join(
        f'<div class="chapter-card" id="{name}"><div class="chapter-methods"><ul>'
        f"{''.join(f'<li>{skill}</li>' for skill in skills)}</ul></div></div>"
        for name, skills in SKILLS.items()
    )
    bars = bars_html("Cost", [("by cost", "0.4", 0.4), ("at one half", "0.8", 0.8)])
    path = tmp_path / "home.html"
    path.write_text(
        f'<div class="skill-filter"></div><div class="chapter-cards">{cards}</div>{bars}'
        f"<script>{with_words(OWN_SCRIPT.read_text(), {})}</script>"
        "<style>i { display: block; width: var(--part) }</style>"
    )
    return path


def test_work_is_chosen_by_skill(page: Path, visit: Callable[..., Visit]) -> None:
    """Each skill once; the first button shows all again."""
    opened = visit(page)
    buttons = opened.page.locator(".skill-filter button")
    assert buttons.all_inner_texts() == ["All", "Classification", "Fairness", "Clustering"]

    def shown() -> list[str]:
        return [name for name in SKILLS if opened.page.locator(f"#{name}").get_attribute("hidden") is None]

    buttons.nth(1).click()
    assert shown() == ["scoring", "texts"]
    assert buttons.nth(1).get_attribute("aria-pressed") == "true"
    buttons.nth(0).click()
    assert shown() == list(SKILLS)
    assert opened.errors == []


def test_bars_are_as_long_as_their_values(page: Path, visit: Callable[..., Visit]) -> None:
    """And told in words to who sees no bars."""
    opened = visit(page).page
    short, long = opened.locator(".bar i").evaluate_all("(bars) => bars.map((one) => one.offsetWidth)")
    assert abs(short / long - 0.5) < 0.02
    assert opened.get_attribute(".card-bars", "aria-label") == "Cost. by cost: 0.4; at one half: 0.8."
