from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0008_profile"),
        ("partnership_areas", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                fields=["country", "is_global", "kind", "merged_into"], name="organisation_place"
            ),
        ),
    ]
