"""Webhook endpoints, and deliveries to them."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

_PENDING = sa.text("status = 'pending'")
_ORDERED = sa.text("status = 'pending' AND ordered_by IS NOT NULL")


def upgrade() -> None:
    op.create_table('webhook_endpoints',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('event_types', sa.Text(), nullable=False),
    sa.Column('advertiser_ids', sa.Text(), nullable=True),
    sa.Column('signature_format', sa.Text(), nullable=False),
    sa.Column('ordering', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('sealed_secret', sa.Text(), nullable=False),
    sa.Column('sealed_old_secret', sa.Text(), nullable=True),
    sa.Column('old_secret_until', sa.BigInteger(), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('failing_since', sa.BigInteger(), nullable=True),
    sa.Column('held_until', sa.BigInteger(), nullable=False),
    sa.Column('last_success_at', sa.BigInteger(), nullable=True),
    sa.Column('last_failure_at', sa.BigInteger(), nullable=True),
    sa.Column('last_failure', sa.Text(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('disabled_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('webhook_endpoints', schema=None) as batch_op:
        batch_op.create_index('webhook_endpoints_by_workspace', ['workspace_id', 'created_at'], unique=False)

    op.create_table('deliveries',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('endpoint_id', sa.Text(), nullable=False),
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('event_type', sa.Text(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('ordered_by', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=False),
    sa.Column('leased_by', sa.Text(), nullable=True),
    sa.Column('attempts', sa.LargeBinary(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('deliveries', schema=None) as batch_op:
        batch_op.create_index('deliveries_by_endpoint', ['endpoint_id', 'id'], unique=False)
        batch_op.create_index('deliveries_due', ['endpoint_id', 'due_at'], unique=False, sqlite_where=_PENDING, postgresql_where=_PENDING)
        batch_op.create_index('deliveries_in_order', ['endpoint_id', 'ordered_by', 'sequence'], unique=False, sqlite_where=_ORDERED, postgresql_where=_ORDERED)


def downgrade() -> None:
    op.drop_table('deliveries')
    op.drop_table('webhook_endpoints')
