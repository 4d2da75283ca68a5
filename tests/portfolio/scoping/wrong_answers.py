"""Wrong answers to the exercises on scoping, as changes of the solutions."""

from __future__ import annotations

MEAN = '(stories["low"] + 4 * stories["likely"] + stories["high"]) / 6'
TOTAL = '(means - stories["likely"]).sum()'

WRONG = {
    "present_value": {
        "paid at the start of each year": ("enumerate(flows, 1)", "enumerate(flows, 0)"),
        "a year late": ("enumerate(flows, 1)", "enumerate(flows, 2)"),
        "compounded instead": ("flow / (1 + rate)", "flow * (1 + rate)"),
        "simple interest": ("(1 + rate) ** year", "(1 + rate * year)"),
        "not discounted": (" / (1 + rate) ** year", ""),
        "one minus the rate": ("flow / (1 + rate) ** year", "flow * (1 - rate) ** year"),
        "discounted once": (" ** year", ""),
        "per cent": ("1 + rate", "1 + rate / 100"),
        "without the last": ("enumerate(flows, 1)", "enumerate(flows[:-1], 1)"),
    },
    "pilot_readings": {
        "divided by the times": ("np.sqrt(times)", "times"),
        "a larger error": ("error / np.sqrt(times)", "error * np.sqrt(times)"),
        "the same error": (" / np.sqrt(times)", ""),
        "the noise as it is": ("error / np.sqrt(times) * noise", "noise"),
        "no noise": (" + error / np.sqrt(times) * noise", ""),
        "the other sign": ("truth + error", "truth - error"),
        "the truth shrinks too": (
            "truth + error / np.sqrt(times) * noise",
            "(truth + error * noise) / np.sqrt(times)",
        ),
        "only the error": ("truth + error", "error"),
        "always ten times": ("np.sqrt(times)", "np.sqrt(10)"),
    },
    "mean_excess": {
        "a triangle": (MEAN, MEAN.replace("4 * ", "").replace("6", "3")),
        "not divided": (") / 6", ")"),
        "divided by the number of sizes": (") / 6", ") / 3"),
        "the other sign": (TOTAL, f"-{TOTAL}"),
        "the mean excess of a story": (".sum()", ".mean()"),
        "the mean of the backlog": (TOTAL, "means.sum()"),
        "the middle of the range": (MEAN, '(stories["low"] + stories["high"]) / 2'),
        "one story at a time": (".sum()", ""),
        "relative": (TOTAL, f'{TOTAL} / stories["likely"].sum()'),
    },
}
