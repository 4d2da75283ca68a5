"""DeBERTa's disentangled attention, written out.

Source: He, Liu, Gao and Chen 2021, DeBERTa: Decoding-enhanced BERT with Disentangled Attention, section 3.
The buckets and the shared projections are those of its second version, as transformers has it.
Letters in shapes: B texts, H heads, N tokens, D numbers per head, W = H D numbers per token.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from portfolio.errors import DataError
from portfolio.language.attention import Attended, mixed, split_heads

TERMS = ("c2p", "p2c")


@dataclass(frozen=True)
class Terms:
    """The three parts of a disentangled score, each (B, H, N, N); their sum goes through the softmax.

    Parameters
    ----------
    content_to_content
        What the words say to each other.
    content_to_position
        Where a word likes to look, as a distance.
    position_to_content
        From which distance a word likes to be looked at.
    """

    content_to_content: Tensor
    content_to_position: Tensor
    position_to_content: Tensor

    @property
    def scores(self) -> Tensor:
        """The sum of the parts."""
        return self.content_to_content + self.content_to_position + self.position_to_content


def distances(tokens: int) -> Tensor:
    """Return (N, N): i - j, how far token j stands before token i."""
    places = torch.arange(tokens)
    return places[:, None] - places[None, :]


def log_buckets(distance: Tensor, buckets: int, longest: int) -> Tensor:
    """Return the bucket of each distance: exact up to half the buckets, then ever coarser.

    Parameters
    ----------
    distance
        Whole numbers, of either sign.
    buckets
        Number of buckets on each side.
    longest
        The distance that falls into the last bucket.

    Raises
    ------
    DataError
        The buckets are not shorter than the longest distance.
    """
    middle = buckets // 2
    if not 1 < middle < longest - 1:
        raise DataError("buckets of distances", expected=f"4 to {2 * longest - 3}", got=buckets)
    size = distance.abs().clamp_min(middle).to(torch.float32)
    steps = torch.log(size / middle) / torch.log(torch.tensor((longest - 1) / middle)) * (middle - 1)
    far = middle + torch.ceil(steps).to(torch.long)
    return torch.where(distance.abs() <= middle, distance, far * distance.sign())


class DisentangledAttention(nn.Module):
    """Attention with content and distance kept apart.

    Parameters
    ----------
    width, heads
        W and H.
    span
        K: distances beyond -K to K - 1 count as the farthest. With buckets, the longest distance told apart.
    buckets
        0 for one entry per distance (first version), else the number of buckets on each side.
    terms
        Which of `c2p` and `p2c` are added to content-to-content.
    share
        Whether distances use the projections of the content, as the later versions do.

    Notes
    -----
    A token j at distance i - j is looked up in one table, for both terms. The paper writes the mirrored
    distance j - i for position-to-content; transformers reads i - j, and so does this module.
    """

    def __init__(
        self,
        width: int,
        heads: int,
        span: int,
        *,
        buckets: int = 0,
        terms: tuple[str, ...] = TERMS,
        share: bool = False,
    ) -> None:
        super().__init__()
        if not set(terms) <= set(TERMS):
            raise DataError(
                "terms of disentangled attention", expected=", ".join(TERMS), got=", ".join(terms)
            )
        self.heads, self.span, self.buckets, self.terms = heads, span, buckets, terms
        self.query, self.key, self.value = (nn.Linear(width, width) for _ in range(3))
        self.place_key = self.key if share else nn.Linear(width, width)
        self.place_query = self.query if share else nn.Linear(width, width)

    @property
    def rows(self) -> int:
        """Rows of the table of distances: one for each distance or bucket, on both sides."""
        return 2 * (self.buckets or self.span)

    def forward(
        self, states: Tensor, table: Tensor, mask: Tensor | None = None, asking: Tensor | None = None
    ) -> Attended:
        """Attend within (B, N, W).

        Parameters
        ----------
        states
            Contents.
        table
            (rows, W): one vector for each distance.
        mask
            (B, N), true for real tokens.
        asking
            (B, N, W) states that ask in place of `states`: the enhanced mask decoder adds places to them.
        """
        value = split_heads(self.value(states), self.heads)
        return mixed(self.parts(states, table, asking).scores, value, mask)

    def parts(self, states: Tensor, table: Tensor, asking: Tensor | None = None) -> Terms:
        """Return the three parts of the scores for (B, N, W)."""
        query = split_heads(self.query(states if asking is None else asking), self.heads)  # (B, H, N, D)
        key = split_heads(self.key(states), self.heads)
        scale = (query.shape[-1] * (1 + len(self.terms))) ** 0.5
        content = query @ key.transpose(-1, -2) / scale  # (B, H, N, N)
        rows = self._rows_of(states.shape[1]).to(states.device)  # (N, N)
        nothing = torch.zeros_like(content)
        to_place, from_place = nothing, nothing
        if "c2p" in self.terms:
            places = split_heads(self.place_key(table)[None], self.heads)  # (1, H, rows, D)
            to_place = _looked_up(query @ places.transpose(-1, -2) / scale, rows)
        if "p2c" in self.terms:
            places = split_heads(self.place_query(table)[None], self.heads)
            from_place = _looked_up(key @ places.transpose(-1, -2) / scale, rows.T).transpose(-1, -2)
        return Terms(content, to_place, from_place)

    def _rows_of(self, tokens: int) -> Tensor:
        distance = distances(tokens)
        if self.buckets:
            distance = log_buckets(distance, self.buckets, self.span)
        half = self.rows // 2
        return (distance + half).clamp(0, self.rows - 1)


def _looked_up(matches: Tensor, rows: Tensor) -> Tensor:
    """Return (B, H, N, N) from the matches of tokens with every distance, (B, H, N, rows)."""
    texts, heads = matches.shape[:2]
    return matches.gather(-1, rows.expand(texts, heads, *rows.shape))


def from_deberta(module: Any) -> DisentangledAttention:
    """Return our attention with the weights of transformers' `DisentangledSelfAttention`, either version.

    The first version keeps queries, keys and values of each head side by side in one matrix, and its keys and
    its keys of distances have no bias.
    """
    parts = dict(module.named_parameters())
    first = "in_proj.weight" in parts
    width = parts["in_proj.weight" if first else "query_proj.weight"].shape[1]
    terms = tuple(term for term in TERMS if term in module.pos_att_type)
    share = bool(getattr(module, "share_att_key", False))
    buckets = 0 if first else max(int(module.position_buckets), 0)
    heads, span = int(module.num_attention_heads), int(module.max_relative_positions)
    ours = DisentangledAttention(width, heads, span, buckets=buckets, terms=terms, share=share)
    given = _first_version(parts, heads, width) if first else _later_version(parts)
    if share:
        given |= {f"place_{name}": given[name] for name in list(given) if not name.startswith("value")}
    ours.load_state_dict({**ours.state_dict(), **given})
    return ours.eval()


def _first_version(parts: dict[str, nn.Parameter], heads: int, width: int) -> dict[str, Tensor]:
    packed = parts["in_proj.weight"].detach().view(heads, 3, width // heads, width)
    query, key, value = (packed[:, part].reshape(width, width) for part in range(3))
    found = {"query.weight": query, "key.weight": key, "value.weight": value}
    found |= {"query.bias": parts["q_bias"].detach(), "value.bias": parts["v_bias"].detach()}
    found["key.bias"] = torch.zeros(width)
    if "pos_proj.weight" in parts:
        found |= {"place_key.weight": parts["pos_proj.weight"].detach(), "place_key.bias": torch.zeros(width)}
    if "pos_q_proj.weight" in parts:
        found |= {f"place_query.{kind}": parts[f"pos_q_proj.{kind}"].detach() for kind in ("weight", "bias")}
    return found


def _later_version(parts: dict[str, nn.Parameter]) -> dict[str, Tensor]:
    names = {
        "query_proj": "query",
        "key_proj": "key",
        "value_proj": "value",
        "pos_key_proj": "place_key",
        "pos_query_proj": "place_query",
    }
    split = {name: name.rsplit(".", 1) for name in parts}
    return {f"{names[part]}.{kind}": parts[name].detach() for name, (part, kind) in split.items()}
