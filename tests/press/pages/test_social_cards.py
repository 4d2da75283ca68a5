"""The picture that stands for a page where it is shared."""

from __future__ import annotations

import io

from PIL import Image

from press.pages.social_cards import HEIGHT, PAPER, WIDTH, SocialCard, draw

CARD = SocialCard("Who repays?", "0.85", "AUC (0.83 to 0.87)", "A site")


def test_a_card_has_the_size_that_networks_show_and_is_light():
    """In few colours."""
    data = draw(CARD)
    assert Image.open(io.BytesIO(data)).size == (WIDTH, HEIGHT)
    assert len(data) < 40_000


def test_the_same_words_give_the_same_bytes_and_others_another_name():
    """Its name changes with its words, so that networks fetch it anew."""
    assert draw(CARD) == draw(CARD)
    assert CARD.digest != SocialCard("Who repays?", "0.86", "AUC (0.83 to 0.87)", "A site").digest


def test_the_longest_title_stays_on_the_card():
    """Smaller, and at most three lines."""
    picture = Image.open(io.BytesIO(draw(SocialCard("An unusually long title " * 12)))).convert("RGB")
    right = picture.crop((WIDTH - 60, 0, WIDTH, HEIGHT))
    assert right.getcolors() == [(60 * HEIGHT, tuple(int(PAPER[at : at + 2], 16) for at in (1, 3, 5)))]
