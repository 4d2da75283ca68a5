"""The processor that a run computes on: variables that let numerical libraries work as on another one.

The same notebook gives other last digits on another processor. These variables choose the instructions that
the libraries use, so that one machine can show what others would compute. Seen in kernels on an AMD processor
with AVX-512, with the pins of this book:

* `ATEN_CPU_CAPABILITY`: `torch.backends.cpu.get_cpu_capability()` says DEFAULT, AVX2 or AVX512. With
  `default`, single-precision products, exp, sums and FFT end in other digits; `avx2` agreed with AVX512.
* `ONEDNN_MAX_CPU_ISA`: convolutions and GELU of PyTorch end in other digits, SSE41 and AVX2 apart.
* `MKL_CBWR`: products, singular values and eigenvalues of PyTorch end in other digits. On this processor, MKL
  takes every value but `COMPATIBLE` for `AUTO`.
* `MKL_ENABLE_INSTRUCTIONS`: nothing changed; MKL documents it for Intel's processors.
* `OPENBLAS_CORETYPE`: threadpoolctl names the architecture Nehalem or Haswell, else SkylakeX, for both copies
  of OpenBLAS, NumPy's and SciPy's; products and singular values end in other digits.
* `NPY_DISABLE_CPU_FEATURES`: exp, sin and sums of NumPy end in other digits, without a warning. AVX512_ICL
  stays on: NumPy only sorts 16-bit numbers with it.
* `NUMBA_CPU_NAME`: with `generic`, compiled code holds neither fused nor wide operations; with `haswell` the
  wide ones stay, since Numba asks the machine for them apart.
* Two threads: singular values and eigenvalues end in other digits.

Only variables that are set enter the key of a run, so an ordinary machine is a profile without variables.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from portfolio.errors import UsageError

THREADS = "PORTFOLIO_THREADS"  # the cap on threads of each run, 1 when absent
NATIVE = "native"  # the reference: whatever this machine computes by itself
PROFILES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        NATIVE: {},
        "old": {
            "ATEN_CPU_CAPABILITY": "default",
            "ONEDNN_MAX_CPU_ISA": "SSE41",
            "MKL_CBWR": "COMPATIBLE",
            "OPENBLAS_CORETYPE": "Nehalem",
            "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4",
            "NUMBA_CPU_NAME": "generic",
        },
        "avx2": {
            "ATEN_CPU_CAPABILITY": "avx2",
            "ONEDNN_MAX_CPU_ISA": "AVX2",
            "MKL_CBWR": "AVX2",
            "OPENBLAS_CORETYPE": "Haswell",
            "NPY_DISABLE_CPU_FEATURES": "X86_V4",
            "NUMBA_CPU_NAME": "haswell",
        },
        "mkl-sse": {"MKL_ENABLE_INSTRUCTIONS": "SSE4_2"},
        "native-two-threads": {THREADS: "2"},
    }
)
# Handed on to kernels when the caller has set them: those that any profile sets.
VARIABLES = tuple(dict.fromkeys(name for profile in PROFILES.values() for name in profile if name != THREADS))


def handed_on(outside: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the variables of a processor that the caller has set; an empty one counts as absent."""
    outside = os.environ if outside is None else outside
    return {name: outside[name] for name in VARIABLES if outside.get(name)}


def threads(outside: Mapping[str, str] | None = None) -> int:
    """Return the cap on threads of each run: `PORTFOLIO_THREADS`, or 1.

    One by default: sums over two threads differ in their last digits from sums over one, and runs that share
    their cores with the threads of others are slower than one after the other.

    Raises
    ------
    UsageError
        It is set to something else than a whole number of at least 1.
    """
    given = (os.environ if outside is None else outside).get(THREADS) or "1"
    if not (given.isascii() and given.isdigit() and int(given) > 0):
        raise UsageError(f"the variable {THREADS}", expected="a whole number of at least 1", got=repr(given))
    return int(given)


def chosen(outside: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what the caller has set that changes how a run computes: its part of the run's key.

    Raises
    ------
    UsageError
        The cap on threads is not a number.
    """
    cap = threads(outside)
    return {**handed_on(outside), **({THREADS: str(cap)} if cap > 1 else {})}


def in_words(part: Mapping[str, str]) -> str:
    """Return the name of the profile that sets these variables, or the variables themselves."""
    for name, variables in PROFILES.items():
        if dict(variables) == dict(part):
            return name
    return ", ".join(f"{name}={value}" for name, value in sorted(part.items()))


@contextmanager
def under(profile: str) -> Iterator[None]:
    """Set the variables of a profile, and no other of this module, for what is executed meanwhile."""
    before = {name: os.environ.pop(name) for name in (*VARIABLES, THREADS) if name in os.environ}
    os.environ.update(PROFILES[profile])
    try:
        yield
    finally:
        for name in PROFILES[profile]:
            os.environ.pop(name, None)
        os.environ.update(before)
