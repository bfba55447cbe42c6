"""Personal data in the admin. The policy first: Wagtail may not make its own for this model."""

from wagtail import hooks
from wagtail.permissions import register_permission_policy

from portal.privacy.models import PersonalDataRequest
from portal.privacy.rules import READERS
from portal.records.admin import RecordPermissionPolicy

register_permission_policy(PersonalDataRequest, RecordPermissionPolicy(PersonalDataRequest, READERS))

from portal.privacy.viewsets import PersonalDataViewSet  # noqa: E402


@hooks.register("register_admin_viewset")
def register_personal_data() -> PersonalDataViewSet:
    return PersonalDataViewSet()
