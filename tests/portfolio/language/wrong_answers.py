"""Wrong answers to the exercises on language and attention, as changes of the solutions."""

from __future__ import annotations

APART = '(ranks["model"] - ranks["people"]).abs()'

WRONG = {
    "nearest_share": {
        "itself for a neighbour": ("np.fill_diagonal(cosine, -np.inf)", "pass"),
        "lengths not divided out": ("vectors / np.linalg.norm(vectors, axis=1, keepdims=True)", "vectors"),
        "the furthest": ("np.fill_diagonal(cosine, -np.inf)", "np.fill_diagonal(cosine := -cosine, -np.inf)"),
        "the norm of columns": ("axis=1, keepdims=True", "axis=0, keepdims=True"),
        "zero on the diagonal of distances": (
            "unit @ unit.T",
            "-np.square(vectors[:, None] - vectors).sum(axis=2)",
        ),
        "the share that differs": ("== labels", "!= labels"),
        "the number": (".mean()", ".sum()"),
        "the index for the label": ("labels[cosine.argmax(axis=1)]", "cosine.argmax(axis=1)"),
        "the first norm": ("vectors, axis=1", "vectors, ord=np.inf, axis=1"),
    },
    "most_apart": {
        "values for ranks": (".rank()", ""),
        "signed": (".abs()", ""),
        "the other sign": (".abs()", ".mul(-1)"),
        "the nearest": ("nlargest", "nsmallest"),
        "the sum": ('ranks["model"] - ranks', 'ranks["model"] + ranks'),
        "in order of position": ("nlargest(shown)", "nlargest(shown).sort_index()"),
        "the distances": (".index.to_numpy()", ".to_numpy()"),
        "one only": ("nlargest(shown)", "nlargest(1)"),
        "ranked across": (".rank()", ".rank(axis=1)"),
        "by the model alone": (APART, 'ranks["model"]'),
    },
    "filed_alone": {
        "a threshold of one half": ("wrong * (1 - sure) <= asked", "sure >= 0.5"),
        "strictly": ("<= asked", "< asked"),
        "the chance of being right": ("(1 - sure)", "sure"),
        "the odds": ("wrong * (1 - sure) <= asked", "wrong * (1 - sure) <= asked * sure"),
        "of all articles": ("(~right[filed]).mean()", "(~right & filed).mean()"),
        "the share that is right": ("~right", "right"),
        "those who are asked": ("return filed.mean()", "return (~filed).mean()"),
        "missing where nothing is filed": (" if filed.any() else 0.0", ""),
        "one where nothing is filed": ("else 0.0", "else 1.0"),
        "a question that always costs one": ("<= asked", "<= 1"),
        "the truth used, a leak": ("wrong * (1 - sure) <= asked", "right"),
    },
    "first_below": {
        "at the level too": ("means < level", "means <= level"),
        "the last step": (".min()", ".max()"),
        "above": ("means < level", "means > level"),
        "the better seed": ('["loss"].mean()', '["loss"].min()'),
        "the worse seed": ('["loss"].mean()', '["loss"].max()'),
        "the first seed": ('["loss"].mean()', '["loss"].first()'),
        "without those that never are": ('.reindex(sorted(set(courses["places"])))', ""),
        "in the order of the table": ('sorted(set(courses["places"]))', 'courses["places"].unique()'),
        "zero for never": (
            '.reindex(sorted(set(courses["places"])))',
            '.reindex(sorted(set(courses["places"])), fill_value=0)',
        ),
        "how often": (".min()", ".count()"),
    },
    "position_scores": {
        "the rows turned": (
            "(query @ place_key.T).gather(1, rows)",
            "(query @ place_key.T).gather(1, rows.T)",
        ),
        "not turned back": ("gather(1, rows.T).T", "gather(1, rows.T)"),
        "not turned before": ("gather(1, rows.T).T", "gather(1, rows).T"),
        "never turned": ("gather(1, rows.T).T", "gather(1, rows)"),
        "the tables swapped": ("query @ place_key.T", "query @ place_query.T"),
        "the query twice": ("key @ place_query.T", "query @ place_query.T"),
        "the keys meet keys": ("key @ place_query.T", "key @ place_key.T"),
        "the other order": ("return to_place, from_place", "return from_place, to_place"),
        "the sum": ("return to_place, from_place", "return to_place + from_place"),
        "scaled": ("return to_place,", "return to_place / 2**0.5,"),
        "one row for all": (
            "(query @ place_key.T).gather(1, rows)",
            "(query @ place_key.T)[:, :1].expand(rows.shape)",
        ),
    },
    "state_cosines": {
        "not divided": (" / (one.norm(dim=-1) * other.norm(dim=-1))", ""),
        "the other axis": (".sum(dim=-1)", ".sum(dim=0)"),
        "layers for tokens": ("states[:, first], states[:, second]", "states[first - 2], states[second - 2]"),
        "the distance": ("(one * other).sum(dim=-1)", "(one - other).norm(dim=-1)"),
        "one less": ("return (one", "return 1 - (one"),
        "divided by one length": (" * other.norm(dim=-1))", ")"),
        "divided by squares": ("one.norm(dim=-1) * other", "one.norm(dim=-1) ** 2 * other"),
        "the last layer": (
            "(one.norm(dim=-1) * other.norm(dim=-1))",
            "(one.norm(dim=-1) * other.norm(dim=-1))[-1]",
        ),
        "the next token": ("states[:, second]", "states[:, second - 1]"),
        "the mean": (".sum(dim=-1)", ".mean(dim=-1)"),
    },
}
