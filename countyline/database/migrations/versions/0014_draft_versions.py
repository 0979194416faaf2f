"""What drafts said before, and which form said it."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the table; each draft that is there has the one text that it says now."""
    op.create_table(
        "draft_versions",
        sa.Column("draft", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("form", sa.String(64)),
        sa.PrimaryKeyConstraint("draft", "version", name="pk_draft_versions"),
        sa.ForeignKeyConstraint(["draft"], ["drafts.id"], name="fk_draft_versions_draft"),
    )
    op.execute(
        "INSERT INTO draft_versions (draft, version, text) SELECT id, version, text FROM drafts"
    )
