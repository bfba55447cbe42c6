"""What the editorial site and Wagtail's own tables hold about persons: who wrote what, open editors, own settings."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import (
    APIToken,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    PageSubscription,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail.users.models import UserProfile
from wagtail_localize.models import SegmentOverride, StringTranslation

from portal.records.personal import Erasure, describe
from portal.site.models import (
    HomePage,
    PortalDocument,
    PortalImage,
    PortalRendition,
    SectionFrame,
    StandardPage,
)


def remove_picture(erasure: Erasure, rows: QuerySet[UserProfile]) -> None:
    """The picture's file goes with the row."""
    for profile in rows:
        if profile.avatar:
            profile.avatar.delete(save=False)


FILE = ("file", "file_hash")
describe(PortalImage, links=("uploaded_by_user",), texts=("title", "description"), none=FILE)
describe(PortalDocument, links=("uploaded_by_user",), texts=("title",), none=FILE)
describe(PortalRendition, none=("file", "filter_spec", "focal_point_key"))
describe(HomePage, texts=("headline", "lead", "body"))
describe(StandardPage, texts=("introduction", "body"))
describe(SectionFrame, texts=("introduction", "help"), none=("key",))
describe(Page, links=("owner", "locked_by"), texts=("title",))
describe(Image, links=("uploaded_by_user",))
describe(Document, links=("uploaded_by_user",))
describe(Revision, links=("user",), texts=("content",))
describe(PageLogEntry, links=("user",))
describe(ModelLogEntry, links=("user",))
describe(Comment, links=("user", "resolved_by"), texts=("text",))
describe(CommentReply, links=("user",), texts=("text",))
describe(TaskState, links=("finished_by",))
describe(WorkflowState, links=("requested_by",))
describe(StringTranslation, links=("last_translated_by",))
describe(SegmentOverride, links=("last_translated_by",))
describe(
    UserProfile,
    _("Settings in the secretariat’s pages"),
    about=("user",),
    show=("preferred_language",),
    erase=remove_picture,
    delete=True,
)
for model, owner, title in (
    (EditingSession, "user", _("Pages open for editing")),
    (FormState, "user", _("Views of forms in the secretariat’s pages")),
    (UploadedFile, "uploaded_by_user", _("Unfinished uploads")),
    (APIToken, "user", _("Keys for programs")),
    (PageSubscription, "user", _("Pages followed")),
):
    describe(model, title, about=(owner,), delete=True)
