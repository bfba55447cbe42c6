"""Which test goes to which process of pytest-xdist.

Its own groups (``xdist_group``) have no effect with this pytest: the group was written into the test's identifier,
which can no longer be changed.
"""

from xdist.scheduler import LoadScopeScheduling

# Their tests share something that takes long to start: a portal with browser, a web server, prepared records.
TOGETHER = ("tests/e2e/", "tests/infra/", "tests/project/test_deploy.py")


def share_of(nodeid: str) -> str:
    """Return what a test belongs to: everything with the same answer runs in one process, one after the other."""
    path = nodeid.partition("::")[0]
    return path if path.startswith(TOGETHER) else nodeid


class FilesTogether(LoadScopeScheduling):
    """Tests are handed out one by one; those of a file named above all go to the same process."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)
