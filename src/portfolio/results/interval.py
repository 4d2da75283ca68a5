"""An interval that knows how it was made."""

from __future__ import annotations

from portfolio.results.methods import method_of


class Interval(tuple[float, float]):
    """Lower and upper bound, and the method that made them; in all else a tuple of two.

    Parameters
    ----------
    low, high
        The bounds.
    method
        One of `portfolio.results.methods.METHODS`.

    Raises
    ------
    DataError
        The method is not registered.

    Examples
    --------
    >>> low, high = Interval(1.5, 2.5, "bootstrap")
    >>> low, high
    (1.5, 2.5)
    """

    method: str

    def __new__(cls, low: float, high: float, method: str) -> Interval:  # noqa: D102
        self = super().__new__(cls, (float(low), float(high)))
        self.method = method_of("an interval", method).name
        return self

    def __getnewargs__(self) -> tuple[float, float, str]:  # type: ignore[override]
        return (*self, self.method)

    def times(self, factor: float) -> Interval:
        """Return the interval of a value times `factor`, as of a share in percent; a negative one turns it.

        Examples
        --------
        >>> Interval(0.25, 0.5, "Wilson").times(100)
        (25.0, 50.0)
        """
        low, high = sorted(factor * bound for bound in self)
        return Interval(low, high, self.method)
