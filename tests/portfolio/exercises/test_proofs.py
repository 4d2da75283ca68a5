"""Each exercise: the solution passes, the empty function and wrong answers do not."""

from __future__ import annotations

import re
import warnings

import pytest

from exercise_proofs import Proof, chapter, constants, mutants, proofs
from portfolio.errors import PortfolioError
from portfolio.exercises import EMPTY, ExerciseError
from press.build.student_copy import NOTE, PROMISED
from press.runs.notebook import source
from tests_support import ROOT

# Chapters whose exercises have no checks yet: none may be added, and one that gets them leaves the list.
WITHOUT_CHECKS: set[str] = set()
CHAPTERS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
PROOFS = [one for name in CHAPTERS if name not in WITHOUT_CHECKS for one in proofs(name)]
each_exercise = pytest.mark.parametrize("proof", PROOFS, ids=str)


def passes(proof: Proof, function: object) -> bool:
    """Say whether the check takes an answer; one that stops in any way is not taken."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # wrong answers divide by zero, and worse
        try:
            proof.asked.check(function)
        except ExerciseError:
            return False
    return True


def test_a_chapter_without_checks_leaves_the_list_once_it_has_them():
    """The list can only shrink."""
    for name in WITHOUT_CHECKS:
        with pytest.raises(PortfolioError, match="has no check"):
            proofs(name)


@pytest.mark.parametrize("name", sorted(set(CHAPTERS) - WITHOUT_CHECKS))
def test_a_published_chapter_has_three_exercises(name):
    """Numbered from one, each with a name of its own; a chapter that is being written has no lock yet."""
    asked = [one.solution for one in proofs(name)]
    assert [one.title for one in asked] == [f"Exercise {number + 1}" for number in range(len(asked))]
    assert len({one.name for one in asked}) == len(asked)
    assert len(asked) >= 3 or not (ROOT / "notebooks" / f"{name}.lock.json").exists()


def test_no_check_is_left_without_its_question():
    """What a family checks is asked in one of its chapters."""
    for family in {one.family for one in PROOFS}:
        own = [one for one in PROOFS if one.family == family]
        assert sorted(own[0].asked.generators) == sorted(one.solution.name for one in own)


@each_exercise
def test_the_solution_passes(proof, capsys):
    """As it stands in the notebook, with nothing but its imports."""
    proof.asked.check(proof.function(proof.solution.definition))
    assert capsys.readouterr().out.startswith(f"{proof.solution.name} is right in all of ")


@each_exercise
def test_the_empty_function_fails_with_the_promised_message(proof):
    """The student's copy and the first page for students say which."""
    with pytest.raises(ExerciseError, match=f"{proof.solution.name} {EMPTY}"):
        proof.asked.check(proof.function(proof.solution.skeleton))


@each_exercise
def test_wrong_answers_fail(proof):
    """At least five that somebody may well give, and every constant that one case expects."""
    assert len(proof.wrong) >= 5
    taken = [what for what, change in proof.wrong.items() if passes(proof, proof.answer(change))]
    assert len(taken) <= 0.05 * len(proof.wrong), taken
    assert not any(passes(proof, constant) for constant in constants(proof))


@each_exercise
def test_mutants_of_the_solution_fail(proof):
    """Made by rule: signs, comparisons, axes, off by one; one may mean the same as the solution."""
    made = list(mutants(proof))
    alive = [what for what, code in made if passes(proof, proof.function(code))]
    assert len(alive) <= min(1, len(made)), alive


@each_exercise
def test_the_question_names_the_function_and_what_it_takes(proof):
    """A student reads it there."""
    question = source(chapter(proof.chapter).cells[proof.solution.index - 1])
    head = re.match(r"def (\w+\([^)]*\))", proof.solution.definition)
    assert head and f"`{head[1]}`" in question


def test_what_is_promised_is_what_is_said():
    """In the copy, on the first page for students and in the check."""
    page = (ROOT / "book/start.md").read_text(encoding="utf-8")
    assert PROMISED == EMPTY
    assert all(EMPTY in " ".join(text.split()) for text in (NOTE, page))


def test_every_case_says_what_it_tries_and_what_is_asked():
    """The message of a check is made of it."""
    for proof in PROOFS:
        cases = proof.asked.cases(proof.solution.name)
        assert len(cases) >= 2
        assert all(case.about and case.expected is not None for case in cases)
        assert (proof.asked.generators[proof.solution.name].__doc__ or "").strip()
