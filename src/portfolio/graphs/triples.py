"""Knowledge graphs as triples: read, checked, ranked with filters and ties, and predicted by a rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from portfolio.errors import DataError

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Scorer = Callable[[Codes, Codes], Floats]  # heads and relations to scores, (questions, entities)
PARTS = ("train", "valid", "test")


@dataclass(frozen=True)
class Triples:
    """A graph with its parts; each triple is asked in both directions.

    Parameters
    ----------
    parts
        Head, relation, tail as codes, by `train`, `valid`, `test`; shape (triples, 3).
    entities, relations
        How many there are.
    """

    parts: dict[str, Codes]
    entities: int
    relations: int

    def questions(self, part: str) -> Codes:
        """Return the triples of a part, then the same ones backwards: relation r becomes r + relations."""
        head, relation, tail = self.parts[part].T
        backwards = np.stack([tail, relation + self.relations, head], axis=1)
        return np.concatenate([self.parts[part], backwards])

    def truth(self, *parts: str) -> NDArray[np.bool_]:
        """Return which tails are right for a head and a relation, (heads, 2 relations, tails)."""
        right = np.zeros((self.entities, 2 * self.relations, self.entities), dtype=bool)
        for part in parts:
            right[tuple(self.questions(part).T)] = True
        return right


def read_triples(lines: pd.DataFrame, graph: str) -> Triples:
    """Return one graph out of the lines of several.

    Parameters
    ----------
    lines
        `collection`, which is the graph and the part, and `text`, which is head, relation and tail.
    graph
        Its name.

    Raises
    ------
    DataError
        A part is missing or empty, a line has not three pieces, or a triple stands in two parts.
    """
    texts = {part: lines.loc[lines["collection"] == f"{graph} {part}", "text"] for part in PARTS}
    empty = [part for part, found in texts.items() if found.empty]
    if empty:
        raise DataError(
            f"graph {graph}", expected="lines in train, valid and test", got=f"none in {empty[0]}"
        )
    rows = {part: found.str.split("\t").tolist() for part, found in texts.items()}
    odd = [row for found in rows.values() for row in found if len(row) != 3]
    if odd:
        raise DataError(f"graph {graph}", expected="head, relation and tail", got=f"{len(odd[0])} pieces")
    all_rows = [tuple(row) for found in rows.values() for row in found]
    if len(set(all_rows)) < len(all_rows):
        got = f"{len(set(all_rows))} triples in {len(all_rows)} lines"
        raise DataError(f"graph {graph}", expected="each triple once", got=got)
    entities = {
        name: code for code, name in enumerate(sorted({row[at] for row in all_rows for at in (0, 2)}))
    }
    relations = {name: code for code, name in enumerate(sorted({row[1] for row in all_rows}))}
    coded = {
        part: np.array([[entities[head], relations[kind], entities[tail]] for head, kind, tail in found])
        for part, found in rows.items()
    }
    return Triples(coded, len(entities), len(relations))


def ranks(answers: Codes, scores: Floats, others: NDArray[np.bool_]) -> Floats:
    """Return the filtered rank of each right answer; those that tie share the mean of their places.

    Parameters
    ----------
    answers
        The entity that is right.
    scores
        One row for each question, one column for each entity.
    others
        Entities that are right as well by another triple, and are taken out; the answer itself may be set.
    """
    places = np.arange(len(answers))
    own = scores[places, answers].copy()
    left = np.where(others, -np.inf, scores)
    left[places, answers] = -np.inf
    above, level = (left > own[:, None]).sum(axis=1), (left == own[:, None]).sum(axis=1)
    return np.asarray(1 + above + level / 2)


def mean_reciprocal_rank(scorer: Scorer, graph: Triples, part: str) -> float:
    """Return the filtered mean reciprocal rank over both directions of a part.

    Parameters
    ----------
    scorer
        Gives a score to each entity as the tail of a head and a relation.
    graph
        All triples of all parts are filtered.
    part
        The part that is asked.
    """
    head, relation, tail = graph.questions(part).T
    others = graph.truth(*PARTS)[head, relation]
    return float((1 / ranks(tail, scorer(head, relation), others)).mean())


def confidences(graph: Triples) -> Floats:
    """Return for relations a and b the share of a's training pairs that b has too, shape (2r, 2r).

    A relation and its own backward copy are compared too: that is how a symmetric relation shows. The
    diagonal, a relation with itself, is 0.
    """
    pairs = graph.truth("train").transpose(1, 0, 2).reshape(2 * graph.relations, -1).astype(np.float64)
    both = pairs @ pairs.T
    share = both / np.maximum(pairs.sum(axis=1)[:, None], 1)
    np.fill_diagonal(share, 0)
    return np.asarray(share)


def rule_scorer(graph: Triples) -> Scorer:
    """Return a scorer that only copies: a tail is as good as the best relation that already joins the pair.

    It knows inverse, symmetric and duplicate relations of the training triples, and nothing of entities.
    """
    share, known = confidences(graph), graph.truth("train")

    def scorer(head: Codes, relation: Codes) -> Floats:
        pairs = zip(head, relation, strict=True)
        return np.stack([(share[:, asked, None] * known[one]).max(axis=0) for one, asked in pairs])

    return scorer


def frequency_scorer(graph: Triples) -> Scorer:
    """Return a scorer that ignores the head: a tail is as good as it is common for the relation."""
    counts = graph.truth("train").sum(axis=0).astype(float)

    def scorer(head: Codes, relation: Codes) -> Floats:
        del head
        return np.asarray(counts[relation])

    return scorer


def leaked(graph: Triples, part: str, least: float) -> float:
    """Return the share of triples whose pair is joined, in training, by a relation that implies theirs.

    Parameters
    ----------
    graph
        With its parts.
    part
        Which triples.
    least
        Share of a relation's pairs that the other must have, to imply it.
    """
    head, relation, tail = graph.parts[part].T
    joined = graph.truth("train")[head, :, tail]  # (triples, 2 relations)
    return float((joined & (least <= confidences(graph)[:, relation].T)).any(axis=1).mean())
