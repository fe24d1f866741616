"""The first tables: sources, pieces, editions, suppressions, deliveries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Instants are microseconds since 1970, UTC.
INSTANT = sa.BigInteger


def upgrade() -> None:
    op.create_table(
        "source_memory",
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("feed_url", sa.Text, nullable=False, server_default=""),
        sa.Column("etag", sa.Text, nullable=False, server_default=""),
        sa.Column("last_modified", sa.Text, nullable=False, server_default=""),
        sa.Column("last_success", INSTANT),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_error", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("publication", "url", name="pk_source_memory"),
    )
    op.create_table(
        "piece",
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("published", INSTANT),
        sa.Column("merged_into", sa.Text),
        sa.Column("payload", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("publication", "id", name="pk_piece"),
    )
    op.create_index("ix_piece_publication_first_seen", "piece", ["publication", "first_seen"])
    op.create_table(
        "piece_key",
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("piece_id", sa.Text, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("publication", "key", name="pk_piece_key"),
        sa.ForeignKeyConstraint(
            ["publication", "piece_id"], ["piece.publication", "piece.id"], name="fk_piece_key_piece"
        ),
    )
    op.create_index("ix_piece_key_publication_piece_id", "piece_key", ["publication", "piece_id"])
    op.create_table(
        "edition",
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("slot", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("window_start", INSTANT, nullable=False),
        sa.Column("window_end", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("composed_at", INSTANT),
        sa.Column("approved_at", INSTANT),
        sa.Column("submitted_at", INSTANT),
        sa.Column("payload", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("preheader", sa.Text),
        sa.Column("html", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("findings", sa.Text, nullable=False, server_default="[]"),
        sa.Column("content_hash", sa.Text, nullable=False, server_default=""),
        sa.Column("approved_hash", sa.Text, nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("publication", "slot", name="pk_edition"),
    )
    op.create_table(
        "edition_piece",
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("piece_id", sa.Text, nullable=False),
        sa.Column("slot", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("publication", "piece_id", name="pk_edition_piece"),
        sa.ForeignKeyConstraint(
            ["publication", "slot"], ["edition.publication", "edition.slot"], name="fk_edition_piece_edition"
        ),
    )
    op.create_table(
        "suppression",
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("publication", "address", name="pk_suppression"),
    )
    op.create_table(
        "delivery",
        sa.Column("edition_id", sa.Text, nullable=False),
        sa.Column("recipient_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address_norm", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("first_claimed_at", INSTANT),
        sa.Column("claimed_at", INSTANT),
        sa.Column("next_at", INSTANT),
        sa.Column("submitted_at", INSTANT),
        sa.Column("last_code", sa.Integer, nullable=False, server_default="0"),
        sa.Column("last_reply", sa.Text, nullable=False, server_default=""),
        sa.Column("ambiguous", sa.Integer, nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("edition_id", "recipient_id", name="pk_delivery"),
        sa.UniqueConstraint("edition_id", "address_norm", name="uq_delivery_edition_id_address_norm"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_delivery_edition_id_state_recipient_id", "delivery", ["edition_id", "state", "recipient_id"]
    )


def downgrade() -> None:
    for table in ("delivery", "suppression", "edition_piece", "edition", "piece_key", "piece", "source_memory"):
        op.drop_table(table)
