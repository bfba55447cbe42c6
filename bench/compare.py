"""Pages against themselves with more rows: as many queries, about the same time."""

import os
from collections.abc import Callable, Iterator, Mapping

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.database import Databases
from bench.measure import Row, milliseconds, row, say

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "8"))
REPEATS, WARM_UP = 3, 1


def compare(
    databases: Databases,
    names: Mapping[int, str],
    addresses: Mapping[str, str],
    browser: Callable[[str], Client],
) -> Iterator[Row]:
    """Yield number of queries and time of each page in each database, against the first of them.

    ``names``: the databases by their size, the smallest first. ``browser`` says who loads an address.
    """
    sizes = list(names)
    times: dict[tuple[str, int], list[float]] = {(name, size): [] for name in addresses for size in sizes}
    for turn in range(ROUNDS):
        say(f"pages, round {turn + 1} of {ROUNDS}")
        for size in sizes if turn % 2 else reversed(sizes):
            databases.use(names[size])
            for name, address in addresses.items():
                load = loader(browser(address), address)
                for _turn in range(WARM_UP):
                    load()
                times[name, size] += [milliseconds(load) for _turn in range(REPEATS)]
    for name, address in addresses.items():
        queries = {}
        for size in sizes:
            databases.use(names[size])
            loader(browser(address), address)()
            with CaptureQueriesContext(connection) as captured:
                loader(browser(address), address)()
            queries[size] = len(captured)
        for size in sizes:
            yield row(f"{name}, queries at {size}", queries[size], "queries", queries[sizes[0]])
        for size in sizes:
            yield row(
                f"{name}, time at {size}", median(times[name, size]), "ms", median(times[name, sizes[0]])
            )


def loader(client: Client, address: str) -> Callable[[], object]:
    def load() -> object:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return b"".join(response.streaming_content) if response.streaming else response.content

    return load


def median(series: list[float]) -> float:
    return sorted(series)[len(series) // 2]
