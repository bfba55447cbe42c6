"""Redis as cache: what it holds comes back; while it is away the portal answers all the same."""

import os
import time

import pytest
from django.core.cache import caches

from portal.cache import ForgivingRedisCache
from tests.infra.processes import free_port


@pytest.fixture
def away(monkeypatch) -> ForgivingRedisCache:
    """A cache whose Redis does not listen."""
    monkeypatch.setattr(ForgivingRedisCache, "silent_until", 0.0)
    return ForgivingRedisCache(f"redis://127.0.0.1:{free_port()}/0", {})


def test_cache_that_is_away_answers_like_an_empty_one(away):
    away.set("a", 1)
    assert away.get("a") is None
    assert away.get("a", "other") == "other"
    assert away.add("a", 1) is True
    assert away.touch("a") is False
    assert away.delete("a") is False
    assert away.get_many(["a"]) == {}
    assert away.set_many({"a": 1}) == []
    assert away.delete_many(["a"]) is None
    assert away.has_key("a") is False
    assert away.clear() is False
    assert away.get_or_set("a", 5) == 5
    with pytest.raises(ValueError):
        away.incr("a")


@pytest.mark.parametrize(
    "ask",
    [
        lambda cache: cache.add("a", 1),
        lambda cache: cache.set("a", 1),
        lambda cache: cache.has_key("a"),
        lambda cache: cache.clear(),
    ],
)
def test_cache_that_is_away_says_so_once_and_rests(away, caplog, ask):
    ask(away)
    ask(away)
    assert [record.getMessage() for record in caplog.records] == [
        "The cache does not answer (ConnectionError): the portal works without it"
    ]
    assert ForgivingRedisCache.silent_until > time.monotonic()


@pytest.mark.django_db
def test_pages_and_sign_in_work_while_the_cache_is_away(client, settings, monkeypatch):
    monkeypatch.setattr(ForgivingRedisCache, "silent_until", 0.0)
    settings.CACHES = {
        "default": {
            "BACKEND": "portal.cache.ForgivingRedisCache",
            "LOCATION": f"redis://127.0.0.1:{free_port()}/0",
        }
    }
    for path in ("/en/", "/en/partners/", "/en/join/", "/accounts/login/"):
        assert client.get(path).status_code == 200
    answer = client.post("/accounts/login/code/", {"email": "somebody@example.org"})
    assert answer.status_code == 302
    assert ForgivingRedisCache.silent_until > 0


@pytest.mark.postgres
def test_cache_of_the_second_run_is_redis_and_remembers(monkeypatch):
    monkeypatch.setattr(ForgivingRedisCache, "silent_until", 0.0)
    assert os.environ["CACHE_URL"].startswith(("redis", "unix"))
    cache = caches["default"]
    assert isinstance(cache, ForgivingRedisCache)
    cache.set("a", 1)
    assert (cache.get("a"), cache.incr("a"), cache.get_many(["a"])) == (1, 2, {"a": 2})
    assert (cache.add("a", 9), cache.has_key("a"), cache.touch("a"), cache.delete("a")) == (
        False,
        True,
        True,
        True,
    )
