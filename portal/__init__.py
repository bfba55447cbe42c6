"""The Global Mercury Partnership portal: composition of the apps, and the base that every app stands on."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
