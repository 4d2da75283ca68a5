"""Wrong answers to the exercises on generators of images, as changes of the solutions."""

from __future__ import annotations

WRONG = {
    "mixture_codes": {
        "the factors turned": ('"nij,nj->ni"', '"nji,nj->ni"'),
        "one mean for all": ("means[parts]", "means[0]"),
        "the mean of the means": ("means[parts]", "means.mean(axis=0)"),
        "one factor for all": ("factors[parts]", "factors[[0] * len(parts)]"),
        "no noise": ("means[parts] + ", "means[parts] + 0 * "),
        "without the mean": ("means[parts] + ", ""),
        "subtracted": ("means[parts] + ", "means[parts] - "),
        "the covariance for its factor": (
            "factors[parts], noise",
            "factors[parts] @ factors[parts].transpose(0, 2, 1), noise",
        ),
        "the diagonal alone": ('"nij,nj->ni"', '"nii,ni->ni"'),
    },
    "same_label": {
        "known and new swapped": (
            "labels[pairwise_distances_argmin(new, known)] == new_labels",
            "new_labels[pairwise_distances_argmin(known, new)] == labels",
        ),
        "by the angle": ("(new, known)", '(new, known, metric="cosine")'),
        "the furthest": ("(new, known)", "(new, known, metric=lambda a, b: -abs(a - b).sum())"),
        "by the first number": ("(new, known)", "(new[:, :1], known[:, :1])"),
        "the share that differs": ("== new_labels", "!= new_labels"),
        "the number": (".mean()", ".sum()"),
        "the index for the label": (
            "labels[pairwise_distances_argmin(new, known)]",
            "pairwise_distances_argmin(new, known)",
        ),
        "by the sum of the numbers": (
            "(new, known)",
            "(new.sum(axis=1, keepdims=True), known.sum(axis=1, keepdims=True))",
        ),
    },
    "median_fall": {
        "the other sign": ("before - after", "after - before"),
        "the mean": (".median()", ".mean()"),
        "the fall of the medians": (
            "pd.Series(before - after).groupby(labels).median()",
            "pd.Series(before).groupby(labels).median() - pd.Series(after).groupby(labels).median()",
        ),
        "without its sign": ("before - after", "abs(before - after)"),
        "of all images": (
            "return pd.Series(before - after).groupby(labels).median()",
            "return pd.Series(before - after).median()",
        ),
        "relative": ("before - after", "(before - after) / abs(before)"),
        "the largest": (".median()", ".max()"),
        "in order of appearance": ("groupby(labels)", "groupby(labels, sort=False)"),
        "after alone": ("before - after", "-after"),
    },
    "share_inside": {
        "itself counted": ("[:, k]", "[:, k - 1]"),
        "one neighbour more": ("[:, k]", "[:, min(k + 1, len(others) - 1)]"),
        "balls around the points": ("<= radii).any(axis=1)", "<= radii).any(axis=0)"),
        "in all balls": (".any(axis=1)", ".all(axis=1)"),
        "strictly inside": ("<= radii", "< radii"),
        "one radius for all": ("<= radii", "<= radii.mean()"),
        "the number of balls": (".any(axis=1)", ".sum(axis=1)"),
        "outside": ("<= radii", "> radii"),
        "the other axis": ("axis=1)[:, k]", "axis=0)[:, k]"),
        "squares": ("cdist(points, others)", "cdist(points, others) ** 2"),
        "points and others swapped": (
            "cdist(points, others) <= radii).any(axis=1)",
            "cdist(others, points) <= radii[:, None]).any(axis=1)",
        ),
    },
    "discriminator_loss": {
        "real and drawn swapped": (
            "np.logaddexp(0, -real_scores).mean() + np.logaddexp(0, drawn_scores).mean()",
            "np.logaddexp(0, real_scores).mean() + np.logaddexp(0, -drawn_scores).mean()",
        ),
        "the value": (
            "return np.logaddexp(0, -real_scores).mean() + ",
            "return -np.logaddexp(0, -real_scores).mean() - ",
        ),
        "halved": (
            "return np.logaddexp(0, -real_scores).mean() + np.logaddexp(0, drawn_scores).mean()",
            "return (np.logaddexp(0, -real_scores).mean() + np.logaddexp(0, drawn_scores).mean()) / 2",
        ),
        "that of the generator": ("np.logaddexp(0, drawn_scores)", "np.logaddexp(0, -drawn_scores)"),
        "overflows": ("np.logaddexp(0, drawn_scores)", "np.log(1 + np.exp(drawn_scores))"),
        "logarithms to base two": ("np.logaddexp(0, drawn_scores)", "np.logaddexp2(0, drawn_scores)"),
        "the real alone": (" + np.logaddexp(0, drawn_scores).mean()", ""),
        "sums": ("np.logaddexp(0, -real_scores).mean()", "np.logaddexp(0, -real_scores).sum()"),
        "scores for probabilities": ("np.logaddexp(0, -real_scores)", "-np.log(abs(real_scores) + 1e-9)"),
    },
    "pulls": {
        "the other order": ("return verdict, 1 - verdict", "return 1 - verdict, verdict"),
        "the sign of the score": ("np.exp(-scores)", "np.exp(scores)"),
        "the derivative of the sigmoid": ("return verdict,", "return verdict * (1 - verdict),"),
        "the losses themselves": (
            "return verdict, 1 - verdict",
            "return -np.log(1 - verdict), -np.log(verdict)",
        ),
        "by the verdict": ("return verdict, 1 - verdict", "return 1 / (1 - verdict), 1 / verdict"),
        "with its sign": ("1 - verdict", "verdict - 1"),
        "the saturating twice": ("1 - verdict", "verdict"),
        "the ratio": ("return verdict, 1 - verdict", "return verdict / (1 - verdict)"),
        "the slope at zero": ("np.exp(-scores)", "np.exp(0 * scores)"),
    },
    "slants": {
        "row and column swapped": ("row, column = (", "column, row = ("),
        "by the variance of the column": ("(ink * row**2)", "(ink * column**2)"),
        "not centred": (" - (ink * place).sum(axis=(1, 2), keepdims=True)", " + 0 * ink"),
        "not divided": (" / (ink * row**2).sum(axis=(1, 2))", ""),
        "the correlation": (
            "(ink * row**2).sum(axis=(1, 2))",
            "((ink * row**2).sum((1, 2)) * (ink * column**2).sum((1, 2))) ** 0.5",
        ),
        "the other sign": ("return (ink", "return -(ink"),
        "all images together": ("images.sum(axis=(1, 2), keepdims=True)", "images.sum()"),
        "pixels on or off": (
            "ink = images / images.sum",
            "images = images > 0\n    ink = images / images.sum",
        ),
        "centred at the middle": ("(ink * place).sum(axis=(1, 2), keepdims=True)", "place.mean()"),
    },
    "frechet": {
        "the distance of the means": ("gap @ gap", "np.sqrt(gap @ gap)"),
        "the means alone": (
            "return gap @ gap + np.trace(one) + np.trace(other) - 2 * np.sqrt(crossed).sum()",
            "return gap @ gap",
        ),
        "no root": ("np.sqrt(crossed).sum()", "crossed.sum()"),
        "once": ("- 2 * np.sqrt", "- np.sqrt"),
        "added": ("- 2 * np.sqrt", "+ 2 * np.sqrt"),
        "entry by entry": ("np.linalg.eigvals(one @ other)", "np.linalg.eigvals(one * other)"),
        "the diagonals alone": ("np.linalg.eigvals(one @ other)", "(np.diag(one) * np.diag(other))"),
        "the other axis": ("np.cov(first, rowvar=False)", "np.cov(first)"),
        "correlations": ("np.cov(first, rowvar=False)", "np.corrcoef(first, rowvar=False)"),
        "the root of the whole": (
            "return gap @ gap + np.trace(one) + np.trace(other) - 2 * np.sqrt(crossed).sum()",
            "return np.sqrt(gap @ gap + np.trace(one) + np.trace(other) - 2 * np.sqrt(crossed).sum())",
        ),
        "variances of the sample": ("np.cov(first, rowvar=False)", "np.cov(first, rowvar=False, ddof=0)"),
    },
    "clean_from": {
        "the other sign": ("noisy - np.sin", "noisy + np.sin"),
        "the noise": (
            "np.cos(angle) * noisy - np.sin(angle) * velocity",
            "np.sin(angle) * noisy + np.cos(angle) * velocity",
        ),
        "sine and cosine swapped": (
            "np.cos(angle) * noisy - np.sin(angle) * velocity",
            "np.sin(angle) * noisy - np.cos(angle) * velocity",
        ),
        "velocity for noise": (
            "np.cos(angle) * noisy - np.sin(angle) * velocity",
            "(noisy - np.sin(angle) * velocity) / np.cos(angle)",
        ),
        "the noisy picture": (" - np.sin(angle) * velocity", ""),
        "one step of the velocity": (
            "np.cos(angle) * noisy - np.sin(angle) * velocity",
            "noisy - angle * velocity",
        ),
        "divided by the cosine": ("return np.cos(angle) * noisy", "return noisy / np.cos(angle)"),
        "degrees": ("np.cos(angle)", "np.cos(np.radians(angle))"),
    },
}
