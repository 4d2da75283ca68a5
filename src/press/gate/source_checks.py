"""Checks of what a book is made from; they run before anything is printed, and name the place to mend."""

from __future__ import annotations

from press.gate.check import Check


class TypedNumber(Check):
    """Numbers typed by hand, see `press.gate.numbers`."""

    name = "typed-number"
    group = "book"
    demands = (
        "No decimal, percentage or number with thousands is typed by hand into prose, captions or "
        "alternatives."
    )
    advice = (
        "Record it with `results.record` and write the role `result`; a fact from outside takes the "
        "role `fact`."
    )


class FigureWords(Check):
    """Words of figures, see `press.gate.figures`."""

    name = "figure-words"
    group = "book"
    demands = "Every figure of a notebook has a caption and a text alternative that states its message."
    advice = "Write both into the cell's metadata, under `mystnb`."


class UnknownSkill(Check):
    """Tags that name no skill, see `press.settings.competencies`."""

    name = "unknown-skill"
    group = "book"
    demands = "Every tag `shows-SLUG` of a cell names a skill of `book/competencies.yml`."
    advice = "Take the slug as that file has it, or add the skill there."


SOURCE_CHECKS: tuple[Check, ...] = (TypedNumber(), FigureWords(), UnknownSkill())
