"""labels: what people call creators, accounts and posts"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "label",
        sa.Column("label_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("organization_id", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_key", sa.String(length=36), nullable=False, comment="creator id, account key or post key"),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=64), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("labelled_by", sa.Text(), nullable=False),
        sa.Column("labelled_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("subject in ('creator', 'account', 'post')", name=op.f("ck_label_subject")),
        sa.CheckConstraint("kind in ('niche', 'format')", name=op.f("ck_label_kind")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.organization_id"], name=op.f("fk_label_organization_id")
        ),
        sa.ForeignKeyConstraint(["undoes"], ["label.label_id"], name=op.f("fk_label_undoes")),
        sa.PrimaryKeyConstraint("label_id", name=op.f("pk_label")),
    )
