"""What the privacy app hands to the base."""


def register() -> None:
    """Called once from ``AppConfig.ready``."""
