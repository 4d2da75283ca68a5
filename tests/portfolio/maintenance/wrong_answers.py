"""Wrong answers to the exercises on maintenance, as changes of the solutions."""

from __future__ import annotations

WRONG = {
    "ages_by_kind": {
        "its own life too, a leak": (" & (lives.index != name)", ""),
        "the others of any kind": ("(kinds == kinds[name]) & ", ""),
        "the other kinds": ("kinds == kinds[name]", "kinds != kinds[name]"),
        "its own life alone, a leak": ("(lives.index != name)", "(lives.index == name)"),
        "one age for all": ("ages[name] = choose(lives[others])", "ages[name] = choose(lives)"),
        "the lives instead of the ages": (
            "ages[name] = choose(lives[others])",
            'ages[name] = lives["duration"][name]',
        ),
        "one age for each kind": ("return pd.Series(ages)", "return pd.Series(ages).groupby(kinds).mean()"),
        "in order of age": ("return pd.Series(ages)", "return pd.Series(ages).sort_values()"),
    },
    "log_denominators": {
        "the other order": (
            "deaths * np.log(total), np.log(total - less).sum()",
            "np.log(total - less).sum(), deaths * np.log(total)",
        ),
        "the first one less too": ("np.arange(deaths)", "np.arange(1, deaths + 1)"),
        "all of the arrested taken out": ("np.arange(deaths) / deaths", "np.minimum(np.arange(deaths), 1)"),
        "not divided": (" / deaths * ", " * "),
        "of all weights": ("risk[died].sum()", "total"),
        "more instead of less": ("total - less", "total + less"),
        "one denominator": ("return deaths * np.log(total)", "return np.log(total)"),
        "the logarithm of the sum": ("np.log(total - less).sum()", "np.log((total - less).sum())"),
        "no logarithms": ("np.log(total - less).sum()", "(total - less).prod()"),
        "Breslow twice": ("np.log(total - less).sum()", "deaths * np.log(total)"),
    },
    "block_path": {
        "not in a circle": (" % days", ""),
        "cut at the last row": (") % days", ").clip(max=days - 1)"),
        "off by one": ("np.arange(block)", "np.arange(1, block + 1)"),
        "backwards": ("[:, None] + ", "[:, None] - "),
        "the other axis": ("rows.ravel()", "rows.T.ravel()"),
        "too long": ("[:length]", ""),
        "the last days": ("[:length]", "[-length:]"),
        "only the starts": ("[:, None] + np.arange(block)", "[:, None] + np.zeros(block, int)"),
        "modulo the length": ("% days", "% length"),
    },
}
