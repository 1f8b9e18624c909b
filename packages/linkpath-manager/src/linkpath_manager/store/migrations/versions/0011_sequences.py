"""Durable sequences."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sequences',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('operation', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('actor_id', sa.Text(), nullable=False),
    sa.Column('request_id', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('process_id', sa.Text(), nullable=True),
    sa.Column('retry_at', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('sequences', schema=None) as batch_op:
        batch_op.create_index('sequences_open', ['status', 'retry_at'], unique=False)
        batch_op.create_index('sequences_over', ['ended_at'], unique=False)

    op.create_table('sequence_items',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('sequence_id', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('params', sa.LargeBinary(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('result', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('sequence_id', 'position')
    )


def downgrade() -> None:
    op.drop_table('sequence_items')
    with op.batch_alter_table('sequences', schema=None) as batch_op:
        batch_op.drop_index('sequences_over')
        batch_op.drop_index('sequences_open')

    op.drop_table('sequences')
