"""Thresholds of spend."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alerts',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Text(), nullable=False),
    sa.Column('advertiser_id', sa.Text(), nullable=True),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('percent', sa.Text(), nullable=True),
    sa.Column('amount', sa.Text(), nullable=True),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('told_key', sa.Text(), nullable=True),
    sa.Column('reached_at', sa.BigInteger(), nullable=True),
    sa.Column('period_start', sa.Text(), nullable=True),
    sa.Column('spend', sa.Text(), nullable=True),
    sa.Column('budget', sa.Text(), nullable=True),
    sa.Column('as_of', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('alerts', schema=None) as batch_op:
        batch_op.create_index('alerts_by_reading', ['as_of'], unique=False)
        batch_op.create_index('alerts_by_workspace', ['workspace_id', 'created_at'], unique=False)


def downgrade() -> None:
    op.drop_table('alerts')
