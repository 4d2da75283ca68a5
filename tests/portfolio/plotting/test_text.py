"""A reader's names in figures that read markup."""

from __future__ import annotations

import pytest

from portfolio.plotting.text import plotly_text, shortened


def test_plotly_reads_no_tag_entity_or_mathematics():
    """Each is shown as it stands."""
    assert plotly_text("<b>a</b> &amp; $x$") == "&lt;b&gt;a&lt;/b&gt; &amp;amp; &#36;x&#36;"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("short", "short"),
        ("kitchen and home and garden", "kitchen and …"),
        ("Donaudampfschifffahrtsgesellschaft", "Donaudampfsch…"),
        ("不锈钢锅盖适合厨房不锈钢锅盖适合厨房", "不锈钢锅盖适合厨房不锈钢锅…"),
    ],
)
def test_long_names_keep_their_beginning(text, short):
    """Also where no blank allows a cut: nothing but dots would make all names one."""
    assert shortened(text, 14) == short
