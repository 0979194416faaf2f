"""Migrations: each changes the tables from one version to the next, on SQLite and PostgreSQL.

To add one:

1. Change or add the tables (`countyline.database.tables.metadata`), each area in its own module.
2. Write `versions/<number>_<what>.py` after the pattern of `0001_cases.py`, with the next number
   as `revision`, the last one as `down_revision`, and `upgrade()`. There is no way down: a backup
   is restored instead. Spell out every table, type and constraint name, and import nothing of
   ours: a migration says what was right on its day, whatever the tables look like later.
3. Set `NEWEST` in `countyline/database/migrating.py`.
4. Run `pytest tests/database`: it compares what the migrations make with the metadata.

All missing migrations run in one transaction, on SQLite too, so never commit in one. SQLite
cannot change a column or constraint in place: use `op.batch_alter_table`, which makes the table
anew. Foreign keys stay on meanwhile, so a table that others refer to with ON DELETE CASCADE
must not be made anew: the drop of the old one deletes what refers to it.
"""
