"""Taking times, and the form in which a result is given."""

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

Row = dict[str, Any]


def say(text: str) -> None:
    """Tell the person who waits; the result alone goes to standard output."""
    print(text, file=sys.stderr, flush=True)


def row(name: str, value: float, unit: str, reference: float, ratio: float | None = None) -> Row:
    """Return one result; ``ratio`` is value to reference unless given."""
    label = os.environ.get("BENCH_LABEL", "")
    ratio = ratio if ratio is not None else (value / reference if reference else 0.0)
    return {
        "name": f"{name} ({label})" if label else name,
        "value": round(value, 3),
        "unit": unit,
        "reference": round(reference, 3),
        "ratio": round(ratio, 3),
    }


def milliseconds(function: Callable[[], object]) -> float:
    """Return how long one call takes, with the collector of garbage out of the way."""
    gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        function()
        return (time.perf_counter() - start) * 1000
    finally:
        gc.enable()


def in_turns(functions: Sequence[Callable[[], object]], rounds: int, *, warm_up: int = 3) -> list[float]:
    """Return the median time of each function; they take turns, so that a busy machine strikes all alike."""
    for function in functions:
        for _turn in range(warm_up):
            function()
    times: list[list[float]] = [[] for _function in functions]
    for _round in range(rounds):
        for index, function in enumerate(functions):
            times[index].append(milliseconds(function))
    return [statistics.median(series) for series in times]
