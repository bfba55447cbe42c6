"""Template tags of the desk: ``{% load desk %}``."""

from django import template

from portal.desk.queries import is_overdue

register = template.Library()
register.filter("overdue", is_overdue)
