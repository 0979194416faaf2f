"""The migrations make exactly the tables that the program uses."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect

from countyline.database import upgrade, writing
from countyline.database.tables import metadata
from countyline.settings import PROJECT_ROOT


def modules_with_tables() -> Iterator[str]:
    for path in sorted((PROJECT_ROOT / "countyline").glob("**/*.py")):
        source = path.read_text(encoding="utf-8")
        if "from countyline.database.tables import" in source and "metadata" in source:
            parts = path.relative_to(PROJECT_ROOT).with_suffix("").parts
            yield ".".join(parts)


@pytest.fixture(autouse=True)
def all_tables() -> None:
    for module in modules_with_tables():
        import_module(module)
    assert "cases" in metadata.tables


def shape_of(connection: Connection) -> dict[str, Any]:
    """All that the database says of its tables, those of Alembic left out."""
    inspector = inspect(connection)

    def sorted_by_name(found: list[Any]) -> list[Any]:
        # As text, because an index's condition equals nothing but itself.
        told = [
            {
                **one,
                "dialect_options": {k: str(v) for k, v in one.get("dialect_options", {}).items()},
            }
            for one in found
        ]
        return sorted(told, key=lambda one: str(one["name"]))

    return {
        table: {
            "columns": [
                {**column, "type": str(column["type"])} for column in inspector.get_columns(table)
            ],
            "key": inspector.get_pk_constraint(table),
            "unique": sorted_by_name(inspector.get_unique_constraints(table)),
            "checks": sorted_by_name(inspector.get_check_constraints(table)),
            "foreign": sorted_by_name(inspector.get_foreign_keys(table)),
            "indexes": sorted_by_name(inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_alembic_finds_nothing_left_to_change(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_what_the_metadata_would(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        migrated = shape_of(connection)
    with writing(engine) as connection:
        metadata.drop_all(connection)
    with writing(engine) as connection:
        metadata.create_all(connection)
    with engine.connect() as connection:
        assert migrated == shape_of(connection)
    assert migrated["cases"]["checks"]
    assert migrated["cases"]["key"]["name"] == "pk_cases"
