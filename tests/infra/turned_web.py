"""The portal's web application with a clock that the tests turn while it runs; see ``tests.infra.turned_clock``.

Before each request the number of days is read anew from the file that ``TURNED_CLOCK`` names.
"""

import datetime
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import time_machine

from portal.wsgi import application as portal

FILE = Path(os.environ["TURNED_CLOCK"])
_clock = time_machine.travel(datetime.datetime.now(datetime.UTC), tick=True).start()
_turned = 0


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Turn the clock of this process, then answer."""
    global _turned
    days = int(FILE.read_text())
    if days != _turned:
        _clock.shift(datetime.timedelta(days=days - _turned))
        _turned = days
    return portal(environ, start_response)
