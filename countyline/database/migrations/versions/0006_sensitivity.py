"""What presses in a case and what it is about; conversations that are offered for nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

# Cases that were closed on the command line left their conversation offered.
_GIVE_BACK = """
UPDATE conversations SET owner = 'bot' WHERE owner = 'offered' AND NOT EXISTS (
    SELECT 1 FROM cases WHERE cases.conversation = conversations.id AND cases.state <> 'closed'
)
"""


def upgrade() -> None:
    """Change the tables."""
    op.add_column("cases", sa.Column("aspect", sa.String(80)))
    op.add_column("cases", sa.Column("sensitivity", sa.String(40)))
    op.create_index("ix_turns_conversation", "turns", ["conversation"])
    op.execute(_GIVE_BACK)
