"""All scenarios, or those that are named, on one database, in this process; JSON to standard output."""

import contextlib
import json
import sys
import warnings

import django


def main() -> None:
    warnings.simplefilter("ignore")
    django.setup()
    from bench.database import throw_away
    from bench.governance import governance
    from bench.importing import importing
    from bench.pages import duplicates, pages
    from bench.pdf import letter_pdf
    from bench.sending import sending

    scenarios = {
        "sending": lambda _databases: sending(),
        "pdf": lambda _databases: letter_pdf(),
        "pages": pages,
        "duplicates": duplicates,
        "governance": governance,
        "importing": importing,
    }
    chosen = sys.argv[1:] or list(scenarios)
    if unknown := set(chosen) - set(scenarios):
        sys.exit(f"No scenario is called {', '.join(sorted(unknown))}; there are: {', '.join(scenarios)}")
    # Whatever else is printed on the way must not get between the lines of the result.
    with contextlib.redirect_stdout(sys.stderr), throw_away() as databases:
        rows = []
        for name in chosen:
            databases.use(databases.first)
            rows += scenarios[name](databases)
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
