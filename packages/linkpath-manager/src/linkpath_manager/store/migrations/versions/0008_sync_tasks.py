"""Readings that wait to be done."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sync_tasks',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('advertiser_id', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=False),
    sa.Column('taken_by', sa.Text(), nullable=True),
    sa.Column('taken_until', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('workspace_id', 'advertiser_id', 'what')
    )
    with op.batch_alter_table('sync_tasks', schema=None) as batch_op:
        batch_op.create_index('sync_tasks_due', ['due_at'], unique=False)


def downgrade() -> None:
    op.drop_table('sync_tasks')
