"""Why a fresh ``migrate`` of the portal takes seconds and not half a minute.

Django works out its state anew at each of Wagtail's hundred migrations, with every model that exists by then. The
portal's own apps therefore wait for the last migration of those packages, named here. A newer version of a package
may add migrations: the order stays right, only slower, until its name here is moved on.
"""

AFTER_PACKAGES = [
    ("mfa", "0003_authenticator_type_uniq"),
    ("sessions", "0001_initial"),
    ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ("usersessions", "0001_initial"),
    ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ("wagtailadmin", "0006_formstate"),
    ("wagtaildocs", "0014_alter_document_file_size"),
    ("wagtailembeds", "0009_embed_cache_until"),
    ("wagtailforms", "0005_alter_formsubmission_form_data"),
    ("wagtailimages", "0027_image_description"),
    ("wagtailredirects", "0008_add_verbose_name_plural"),
    ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
]
