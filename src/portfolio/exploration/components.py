"""Principal components of columns in different units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler


@dataclass(frozen=True)
class Components:
    """A principal component analysis on standardised columns."""

    shares: pd.Series  # explained share of the variance for each component
    noise: pd.Series  # share that shuffled columns reach, 95th percentile
    correlations: pd.DataFrame  # column by component: coordinates in the circle
    scores: pd.DataFrame  # row by component, for the rows without holes

    @property
    def kept(self) -> int:
        """How many leading components explain more than shuffled columns do."""
        above = (self.shares > self.noise).to_numpy()
        return int(len(above) if above.all() else above.argmin())

    def beside(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the correlations of other columns with the components, which these columns have not made.

        What is to be explained belongs here: as a column of the analysis it would draw the components towards
        itself. Rows are matched by index; a missing value leaves out its row for that column.
        """
        return pd.DataFrame({str(name): self.scores.corrwith(frame[name]) for name in frame}).T


def principal_components(frame: pd.DataFrame, rng: np.random.Generator, shuffles: int = 20) -> Components:
    """Return principal components of the standardised columns of `frame`, rows with holes left out.

    Each component is turned so that its strongest column points upwards. How many components are more
    than noise is judged by parallel analysis: the same decomposition after shuffling each column by
    itself. Source: Horn (1965), Psychometrika 30, 179-185.

    Parameters
    ----------
    frame
        The columns that make the components.
    rng, shuffles
        Of the parallel analysis.
    """
    complete = frame.dropna()
    scaled = StandardScaler().fit_transform(complete)
    names = pd.Index([f"PC{number}" for number in range(1, frame.shape[1] + 1)])
    fitted = PCA(svd_solver="covariance_eigh").fit(scaled)
    loadings = fitted.components_.T * np.sqrt(fitted.explained_variance_)
    strongest = np.abs(loadings).argmax(axis=0)
    loadings = loadings * np.sign(loadings[strongest, np.arange(loadings.shape[1])])
    chance = [
        PCA(svd_solver="covariance_eigh").fit(rng.permuted(scaled, axis=0)).explained_variance_ratio_
        for _ in range(shuffles)
    ]
    return Components(
        pd.Series(fitted.explained_variance_ratio_, index=names, name="share"),
        pd.Series(np.percentile(chance, 95, axis=0), index=names, name="noise"),
        pd.DataFrame(loadings, index=complete.columns, columns=names),
        pd.DataFrame(scaled @ (loadings / fitted.explained_variance_), complete.index, names),
    )
