"""Numbers with their units, as a language writes them."""

from __future__ import annotations

from press.translation.numbers import NARROW, said_with_unit, spoken_unit


def test_a_unit_that_is_a_word_is_said_in_the_language():
    """In the number and in its bounds; one that has no word there stays as it is."""
    words = {"person-days": "jours-personnes", "% of capacity": "% de la capacité"}
    said = said_with_unit("1,135\N{NO-BREAK SPACE}person-days", "person-days", words, "fr")
    assert said == f"1{NARROW}135\N{NO-BREAK SPACE}jours-personnes"
    assert (
        said_with_unit("11.3 % of capacity", "% of capacity", words, "fr") == f"11,3{NARROW}% de la capacité"
    )
    assert said_with_unit("2 actions", "actions", words, "fr") == "2 actions"
    assert [spoken_unit(unit) for unit in ("person-days", "% of capacity", "GW", "k€", "%", "min")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip
