"""The cache in production: Redis, and nothing worse than slower pages while it is away."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisGone
from redis.exceptions import TimeoutError as RedisSilent

logger = logging.getLogger(__name__)
REST_SECONDS = 10
TIMEOUTS = {"socket_connect_timeout": 0.5, "socket_timeout": 1.0}


class ForgivingRedisCache(RedisCache):
    """Answers like an empty cache while Redis is away; says so once and asks again after ten seconds.

    Rate limits count in the cache, so nobody is slowed down meanwhile: a portal that turns everybody away would
    be the greater harm. Wrong codes are counted in the session as well.
    """

    silent_until = 0.0

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params | {"OPTIONS": TIMEOUTS | params.get("OPTIONS", {})})

    def _ask(self, question: Callable[..., Any], instead: Any, *args: Any, **kwargs: Any) -> Any:
        """Return what ``question`` answers, or ``instead`` while Redis is away."""
        if time.monotonic() < type(self).silent_until:
            return instead
        try:
            return question(*args, **kwargs)
        except (RedisGone, RedisSilent) as error:
            type(self).silent_until = time.monotonic() + REST_SECONDS
            logger.warning(
                "The cache does not answer (%s): the portal works without it", type(error).__name__
            )
            return instead

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask(super().add, True, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask(super().get, default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._ask(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask(super().touch, False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask(super().delete, False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return self._ask(super().get_many, {}, *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return self._ask(super().set_many, [], *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._ask(super().delete_many, None, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._ask(super().has_key, False, *args, **kwargs)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError while Redis is away, as for any key that is not there."""
        value = self._ask(super().incr, None, key, delta, version)
        if value is None:
            raise ValueError(f"Key {key!r} not found")
        return value

    def clear(self) -> bool:
        return self._ask(super().clear, False)
