"""Tests that share something costly stay together, all others go wherever there is time."""

from tests.infra.scheduling import share_of


def test_files_that_share_something_costly_go_as_a_whole():
    assert share_of("tests/e2e/test_chaos.py::test_a") == "tests/e2e/test_chaos.py"
    assert share_of("tests/e2e/test_pages.py::test_a[::x]") == "tests/e2e/test_pages.py"
    assert (
        share_of("tests/partners/test_rounds.py::test_a[fr]") == "tests/partners/test_rounds.py::test_a[fr]"
    )
