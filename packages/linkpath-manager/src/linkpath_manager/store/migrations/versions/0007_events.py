"""Events: what happened, and up to where it was told on."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('events',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('advertiser_id', sa.Text(), nullable=True),
    sa.Column('object_level', sa.Text(), nullable=False),
    sa.Column('object_id', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('workspace_id', 'sequence', name='events_in_order')
    )
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.create_index('events_by_age', ['created_at'], unique=False)
        batch_op.create_index('events_of_object', ['workspace_id', 'object_id', 'sequence'], unique=False)

    op.create_table('event_counts',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('newest', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id')
    )
    op.create_table('event_fanouts',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('done', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id')
    )


def downgrade() -> None:
    op.drop_table('event_fanouts')
    op.drop_table('event_counts')
    with op.batch_alter_table('events', schema=None) as batch_op:
        batch_op.drop_index('events_of_object')
        batch_op.drop_index('events_by_age')

    op.drop_table('events')
