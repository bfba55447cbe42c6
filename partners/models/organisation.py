"""Anyone we name: organisations and persons."""

from typing import Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.enums import Direction, Gender, OrganisationRole, PartnerKind, Topic
from partnership_areas.models import Area, Country
from portal.records.clock import now, today
from portal.records.models import VersionedModel
from portal.records.text import normalise_name


class Person(models.Model):
    """Anyone we name, with or without an account. Roles, contacts and signatures point here, never to a user.

    ``user`` is set when somebody signs in with the verified address ``email``.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="person"
    )
    given_name = models.CharField(_("given name"), max_length=100, blank=True)
    family_name = models.CharField(_("family name"), max_length=100)
    email = models.EmailField(_("e-mail address"), blank=True)
    post = models.CharField(_("post"), max_length=150, blank=True)
    phone = models.CharField(_("telephone"), max_length=50, blank=True)
    language = models.CharField(_("language"), max_length=10, default="en", choices=settings.LANGUAGES)
    # As the person says, or nothing; only ever counted, never shown by name (PAG-3).
    gender = models.CharField(_("gender"), max_length=10, blank=True, choices=Gender)
    name_key = models.CharField(
        max_length=250, editable=False, blank=True
    )  # what a search for people looks in
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("persons")
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="one_person_per_address")
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip() or str(_("Erased person"))

    def save(self, *args, **kwargs) -> None:
        self.email = self.email.strip().lower()
        self.name_key = normalise_name(f"{self.given_name} {self.family_name} {self.post}")[:250]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        super().save(*args, **kwargs)


class OrganisationQuerySet(models.QuerySet):
    def canonical(self) -> Self:
        """Without the rows that were merged into another."""
        return self.filter(merged_into__isnull=True)

    def partners(self) -> Self:
        """Organisations with a membership that runs, their own or that of a row merged into them."""
        running = apps.get_model("partners", "Membership").objects.filter(ended_on__isnull=True)
        own = running.filter(organisation=OuterRef("pk"))
        # The keys of merged rows are few and read once; asked for each row, this took seconds for thousands.
        through = running.filter(organisation__merged_into__isnull=False)
        return self.canonical().filter(Q(Exists(own)) | Q(pk__in=through.values("organisation__merged_into")))


class Organisation(VersionedModel):
    """Any organisation we name. An individual partner is a row of kind ``individual`` tied to its person.

    ``identity_key`` is what makes two rows the same organisation: normalised legal name and country (LOI-8);
    for an individual a hash of the verified address. ``search_key`` is what the directory's search looks in.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=PartnerKind)
    legal_name = models.CharField(_("legal name"), max_length=250)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True)
    country = models.ForeignKey(
        Country,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="organisations",
        verbose_name=_("country"),
    )
    is_global = models.BooleanField(_("works world-wide"), default=False)
    website = models.URLField(_("site"), blank=True)
    description = models.TextField(_("description"), blank=True)
    language = models.CharField(_("original language"), max_length=35, default="en")
    slug = models.SlugField(max_length=120, unique=True)
    identity_key = models.CharField(max_length=330, unique=True, editable=False)
    sort_key = models.CharField(max_length=250, editable=False, db_index=True)
    search_key = models.TextField(editable=False)
    name_is_public = models.BooleanField(default=True)
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="individual_partner"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    created_at = models.DateTimeField(default=now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_key", "pk"]
        # Whether anything changed since the index of names was built is read from here alone.
        # The map counts partners by country from the other one, without looking at the rows.
        indexes = [
            models.Index(fields=["updated_at", "version"], name="organisation_stamp"),
            models.Index(fields=["country", "is_global", "kind", "merged_into"], name="organisation_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(country__isnull=True) | Q(is_global=False), name="organisation_country_or_global"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(kind=PartnerKind.INDIVIDUAL),
                name="only_individuals_are_persons",
            ),
        ]

    def __str__(self) -> str:
        return self.public_name

    @property
    def public_name(self) -> str:
        """The name as the public may read it: an individual's only with consent."""
        return self.legal_name if self.name_is_public else str(_("Individual partner"))

    def set_keys(self) -> None:
        """Work out what sorting and searching look at; ``save`` does it by itself, bulk_create does not."""
        self.sort_key = normalise_name(self.public_name)[:250]
        place = [self.country.name_en, self.country.name_fr, self.country.name_es] if self.country else []
        names = [self.legal_name, self.acronym, *self._names_besides()] if self.name_is_public else []
        self.search_key = " ".join(normalise_name(text) for text in [*names, *place] if text)

    def _names_besides(self) -> list[str]:
        """Return former names and acronyms and other names; the directory finds a partner by them too."""
        if not self.pk:
            return []
        former = self.former_identities.values_list("legal_name", "acronym")
        return [*(text for pair in former for text in pair), *self.other_names.values_list("text", flat=True)]

    def save(self, *args, **kwargs) -> None:
        self.set_keys()
        if "update_fields" in kwargs and kwargs["update_fields"] is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_key", "search_key", "updated_at"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("partners:partner", args=[self.slug])


class OrganisationPerson(models.Model):
    """A person's place in an organisation over a time: focal point or viewer.

    ``is_public`` is the person's consent to be shown as a contact, dated by ``consented_at``.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="places")
    role = models.CharField(
        _("role"), max_length=10, choices=OrganisationRole, default=OrganisationRole.FOCAL
    )
    is_main = models.BooleanField(_("main focal point"), default=False)
    is_public = models.BooleanField(_("shown to the public"), default=False)
    consented_at = models.DateTimeField(null=True, blank=True)
    since = models.DateField(_("since"), default=today)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("person of an organisation")
        verbose_name_plural = _("persons of an organisation")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=Q(until__isnull=True),
                name="one_place_per_person",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(until__isnull=True, is_main=True),
                name="one_main_focal_point",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="place_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.organisation}"


class OfferOrNeed(models.Model):
    """What a partner offers or seeks, tied to an area where there is one (LOI-7)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="offers")
    direction = models.CharField(max_length=5, choices=Direction)
    topic = models.CharField(max_length=12, choices=Topic)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    language = models.CharField(max_length=35, default="en")

    class Meta:
        verbose_name = _("offer or need")
        verbose_name_plural = _("offers and needs")
        ordering = ["direction", "pk"]

    def __str__(self) -> str:
        return f"{self.get_direction_display()}: {self.get_topic_display()}"
