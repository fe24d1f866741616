"""What visits to the addresses of a page gave, so that they are not asked again within the day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger


def upgrade() -> None:
    op.create_table(
        "link_visit",
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("status", sa.Integer, nullable=False, server_default="0"),
        sa.Column("final_url", sa.Text, nullable=False, server_default=""),
        sa.Column("content_type", sa.Text, nullable=False, server_default=""),
        sa.Column("content_length", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("visited_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_link_visit"),
    )
    op.create_index("ix_link_visit_visited_at", "link_visit", ["visited_at"])


def downgrade() -> None:
    op.drop_index("ix_link_visit_visited_at", "link_visit")
    op.drop_table("link_visit")
