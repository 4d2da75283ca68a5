"""The model card: what the score is, what it was tested on, and what it must not be used for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portfolio.scoring.applicants import Applicants
from portfolio.scoring.score import Score
from portfolio.statistics.folds import Estimate

PROXY = 0.9  # AUC above which other features give a protected one away

_USES = {
    "scorecard": "a logistic regression on weights of evidence, written as points",
    "logistic": "a logistic regression on scaled numbers and levels of texts",
    "lightgbm": "gradient boosted trees",
}


@dataclass(frozen=True)
class Evidence:
    """What the card reports.

    Parameters
    ----------
    figures
        Name and estimate of each measure, by the protocol.
    protocol
        How they were measured, in words.
    proxies
        For each protected grouping, the AUC with which other features tell its largest group.
    alarm
        The drift rule, in words.
    data
        Title and licence of the data.
    """

    figures: Mapping[str, Estimate]
    protocol: str
    proxies: Mapping[str, float]
    alarm: str
    data: str


def model_card(score: Score, applicants: Applicants, evidence: Evidence) -> str:
    """Return the card as Markdown: purpose, data, protocol, figures, limits (Mitchell et al. 2019)."""
    table = applicants.table
    used = [name for name in table.protected if name in score.kinds]
    rows = "\n".join(
        f"| {name} | {one.value:.3f} | {one.low:.3f} to {one.high:.3f} |"
        for name, one in evidence.figures.items()
    )
    settings = ", ".join(f"{name} {value:.3g}" for name, value in score.settings.items())
    return f"""**Model.** {score.family}: {_USES.get(score.family, score.family)}; {settings}. \
Recalibrated by a straight \
line on log-odds (slope {score.mend.slope:.3f}, intercept {score.mend.intercept:.3f}). Cut-off \
{score.cutoff:.3f} for \
a missed bad application that costs {score.cost_ratio:g} refused good ones.

**Data.** {evidence.data}. {len(applicants):,} applications, {100 * applicants.bad.mean():.1f} % of \
which {table.event}; \
{len(score.kinds)} columns and {len(table.ratios)} ratios made from them.

**Protocol.** {evidence.protocol}

| measure | mean over folds | interval |
|---|---|---|
{rows}

**Intended use.** To rank applications of the same kind as the data and to put a probability on each, \
for a person \
who decides and can be asked why.

**Not for.** Refusing without a person; other products, countries or years; people unlike those in the data; \
explaining why an application turned out as it did.

**Protected columns.** {_used(used)} {_proxy_text(evidence.proxies)}

**Watch.** {evidence.alarm}

**Limits.** {table.selection} Probabilities \
are true on average over the sample, not for a person. The intervals know that folds share training \
data, and know \
nothing of the next year."""


def _used(used: list[str]) -> str:
    if not used:
        return "None is a feature."
    return f"Among the features: {', '.join(used)}. Before any use, the law of the place decides whether \
they may stay."


def _proxy_text(proxies: Mapping[str, float]) -> str:
    strong = [f"{name} ({area:.2f})" for name, area in proxies.items() if area > PROXY]
    if strong:
        return f"FLAG: other features give these away: {', '.join(strong)}."
    told = ", ".join(f"{name} {area:.2f}" for name, area in proxies.items())
    return f"How well the other features tell them (AUC): {told}." if told else ""
