"""The health of sources, their validators by address, hosts at rest, and what became of each piece's page."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger

def health() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("last_attempt", INSTANT),
        sa.Column("failing_since", INSTANT),
        sa.Column("gone_since", INSTANT),
        sa.Column("told_at", INSTANT),
        sa.Column("entries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("span_seconds", sa.Integer, nullable=False, server_default="0"),
        sa.Column("next_poll", INSTANT),
        sa.Column("gaps", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_gap", INSTANT),
        sa.Column("robots_refusals", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_check", INSTANT),
    )


def page() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("page_state", sa.Text, nullable=False, server_default=""),
        sa.Column("page_at", INSTANT),
        sa.Column("page_tries", sa.Integer, nullable=False, server_default="0"),
    )


def upgrade() -> None:
    op.create_table(
        "source_validator",
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("etag", sa.Text, nullable=False, server_default=""),
        sa.Column("last_modified", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("publication", "source", "url", name="pk_source_validator"),
    )
    op.create_table(
        "host_rest",
        sa.Column("host", sa.Text, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_host_rest"),
    )
    op.execute(
        "INSERT INTO source_validator (publication, source, url, etag, last_modified) "
        "SELECT publication, url, CASE feed_url WHEN '' THEN url ELSE feed_url END, etag, last_modified "
        "FROM source_memory WHERE etag != '' OR last_modified != ''"
    )
    for column in health():
        op.add_column("source_memory", column)
    for name in ("etag", "last_modified"):
        op.drop_column("source_memory", name)
    for column in page():
        op.add_column("piece", column)
    op.create_index("ix_piece_publication_page_state", "piece", ["publication", "page_state", "first_seen"])


def downgrade() -> None:
    op.drop_index("ix_piece_publication_page_state", "piece")
    for column in page():
        op.drop_column("piece", column.name)
    for name in ("etag", "last_modified"):
        op.add_column("source_memory", sa.Column(name, sa.Text, nullable=False, server_default=""))
    for column in health():
        op.drop_column("source_memory", column.name)
    op.drop_table("host_rest")
    op.drop_table("source_validator")
