"""The other half of why a fresh ``migrate`` is quick: an app's first migration creates its tables in one go.

Django works out its state anew at every operation, with every model related to the one concerned: with a hundred
operations in a first migration that is most of its time. Nothing has to be kept here, as no table exists yet, so
the state is worked out once, and each table is created as it stands at the end of the migration.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class FirstMigration(migrations.Migration):
    """A migration that creates tables and completes only what it creates itself.

    ``scripts/fold_migrations.py`` writes first migrations with this base. Taken back, printed as SQL or faked it
    behaves like any other.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Create the tables; return the state after it. Raises ``TypeError`` for an operation of another kind."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        creating = [each for each in self.operations if isinstance(each, migrations.CreateModel)]
        self._check(creating)
        # Without models worked out so far, operations note what they change and nothing else.
        project_state.__dict__.pop("apps", None)
        project_state = self.mutate_state(project_state, preserve=False)
        for operation in creating:
            operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state

    def _check(self, creating: list[migrations.CreateModel]) -> None:
        created = {operation.name_lower for operation in creating}
        for operation in self.operations:
            if operation not in creating and not self._completes(operation, created):
                raise TypeError(f"{self} cannot do this in one go: {operation.describe()}")

    @staticmethod
    def _completes(operation: Operation, created: set[str]) -> bool:
        adding = (migrations.AddField, migrations.AddIndex, migrations.AddConstraint)
        return isinstance(operation, adding) and operation.model_name.lower() in created
