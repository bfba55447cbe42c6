"""All scenarios on one database, in this process; JSON to standard output."""

import contextlib
import json
import sys
import warnings

import django


def main() -> None:
    warnings.simplefilter("ignore")
    django.setup()
    from bench.database import throw_away
    from bench.importing import importing
    from bench.pages import duplicates, pages
    from bench.pdf import letter_pdf
    from bench.sending import sending

    # Whatever else is printed on the way must not get between the lines of the result.
    with contextlib.redirect_stdout(sys.stderr), throw_away() as databases:
        rows = [*sending(), *letter_pdf(), *pages(databases), *duplicates(databases), *importing(databases)]
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
