"""Exercises whose answer is a small function, tried on small invented data with known answers.

How a chapter gets one. In the notebook, a question in Markdown names the function and what it takes, and the
hidden cell after it defines that function, calls the check, and applies the function to the chapter's data:

    > **Exercise 1.** ... Write `share_late(delays, limit)`, which returns ...

    # why the answer is what it is
    def share_late(delays, limit):
        \"\"\"Return the share of departures later than the limit.\"\"\"
        return (delays > limit).mean()

    exercises.check(share_late)
    share_late(flights["dep_delay"], late_minutes)

The function uses its arguments and what the notebook imports, nothing else of the notebook. The chapter's
folder has `exercises.py`, with a generator of cases for each exercise. It has the name of the function, and
its docstring says what is asked. Cases differ in shape and answer, so that no constant passes, and each
says what it tries:

    def share_late() -> Iterator[Case]:
        \"\"\"The share of departures later than the limit.\"\"\"
        yield Case("a departure exactly at the limit", (pd.Series([0, 15, 20, 30]), 15), 0.5)
        yield Case("delays that are all early", (pd.Series([-3, -1]), 15), 0.0)

    ASKED = Exercises(share_late)
    check, cases = ASKED.check, ASKED.cases

`tests/portfolio/FAMILY/wrong_answers.py` lists at least five plausible wrong answers to each exercise, as
changes of the solution or as functions. `tests/portfolio/exercises` proves that the solution in the
notebook passes, and that the empty function and the wrong answers do not. `portfolio exercises NAME` writes
the student's copy.
"""

from portfolio.exercises.comparison import difference
from portfolio.exercises.exercise import EMPTY, Case, ExerciseError, Exercises

__all__ = ["EMPTY", "Case", "ExerciseError", "Exercises", "difference"]
