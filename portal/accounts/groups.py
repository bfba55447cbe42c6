"""Django groups, written from code: they exist so that Wagtail's own permission checks work.

Our rules never look at them; they ask the roles. A group per staff role, named after the role.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.accounts.enums import StaffRole
from portal.accounts.models import StaffAppointment, User

# Wagtail's migrations make these two; nobody uses them here.
NOT_OURS = ("Editors", "Moderators")
WRITERS = (StaffRole.EDITOR, StaffRole.OFFICER, StaffRole.HEAD)
PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
# Wagtail asks these of its own models, also where a project has another model of images or documents.
COLLECTION_PERMISSIONS = tuple(
    (app, f"{verb}_{model}")
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for verb in ("add", "change", "delete", "choose")
)
WRITER_PERMISSIONS = (
    ("site", "add_sectionframe"),
    ("site", "change_sectionframe"),
    ("site", "publish_sectionframe"),
    ("wagtail_localize", "submit_translation"),
    ("wagtailredirects", "add_redirect"),
    ("wagtailredirects", "change_redirect"),
    ("wagtailredirects", "delete_redirect"),
)
EVERYBODY = (("wagtailadmin", "access_admin"),)


def wanted(role: str) -> set[tuple[str, str]]:
    """Return the model permissions (app label, code name) of a staff role's group."""
    return set(EVERYBODY) | (set(WRITER_PERMISSIONS) if role in WRITERS else set())


def sync_groups() -> None:
    """Make the groups and give them exactly the permissions above; changes nothing when all is right."""
    Group.objects.filter(name__in=NOT_OURS).delete()
    by_name = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    root_page, root_collection = Page.get_first_root_node(), Collection.get_first_root_node()
    for role in StaffRole:
        group, _created = Group.objects.get_or_create(name=role.value)
        group.permissions.set({by_name[name].pk for name in wanted(role)})
        writes = role in WRITERS
        pages = {by_name["wagtailcore", name].pk for name in PAGE_PERMISSIONS} if writes else set()
        _exactly(GroupPagePermission.objects.filter(group=group), pages, group=group, page=root_page)
        files = {by_name[name].pk for name in COLLECTION_PERMISSIONS} if writes else set()
        _exactly(
            GroupCollectionPermission.objects.filter(group=group),
            files,
            group=group,
            collection=root_collection,
        )


def _exactly(rows: Any, permissions: set[int], **where: Any) -> None:
    """Leave one row per permission in ``permissions`` at this place, and no other row."""
    place = {name: value for name, value in where.items() if name != "group"}
    rows.exclude(permission_id__in=permissions, **place).delete()
    there = set(rows.values_list("permission_id", flat=True))
    rows.model.objects.bulk_create(
        rows.model(permission_id=permission, **where) for permission in sorted(permissions - there)
    )


def sync_user(user: User) -> None:
    """Put ``user`` into the groups of the staff roles held now, and no other; set or clear ``is_staff``."""
    roles = list(StaffAppointment.objects.running().filter(user=user).values_list("role", flat=True))
    user.groups.set(Group.objects.filter(name__in=roles))
    User.objects.filter(pk=user.pk).update(is_staff=bool(roles) or user.is_superuser)


def sync_after_migrate(using: str = "default", **kwargs: Any) -> None:
    """Receiver of post_migrate."""
    if using == "default" and Page.get_first_root_node() is not None:
        sync_groups()
        for user in User.objects.filter(appointments__until__isnull=True).distinct():
            sync_user(user)


def sync_after_appointment(sender: Any, instance: StaffAppointment, **kwargs: Any) -> None:
    """Receiver of post_save and post_delete of appointments: groups follow at once."""
    sync_user(instance.user)
