"""What leads on from an organisation's page on the desk; parts of the app add their cards here.

A provider is called with (user, organisation) and yields cards as ``components/cards.html`` takes them:
``{"title", "url", "text", "meta"}``. Registered in ``partners.hooks``.
"""

from portal.records.registries import Registry

organisation_cards = Registry()
