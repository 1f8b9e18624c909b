"""What LinkPath has subscribed to at TikTok, and why TikTok does not let it."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('tiktok_subscriptions',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('advertiser_id', sa.Text(), nullable=False),
    sa.Column('entity', sa.Text(), nullable=False),
    sa.Column('object_id', sa.Text(), nullable=False),
    sa.Column('connection_id', sa.Text(), nullable=False),
    sa.Column('token_version', sa.Integer(), nullable=False),
    sa.Column('tiktok_app_id', sa.Text(), nullable=False),
    sa.Column('subscription_id', sa.Text(), nullable=True),
    sa.Column('asked_at', sa.BigInteger(), nullable=False),
    sa.Column('checked_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'advertiser_id', 'entity', 'object_id')
    )
    with op.batch_alter_table('tiktok_subscriptions', schema=None) as batch_op:
        batch_op.create_index('tiktok_subscriptions_by_advertiser', ['advertiser_id'], unique=False)
        batch_op.create_index('tiktok_subscriptions_by_check', ['checked_at'], unique=False)
    with op.batch_alter_table('connections', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hints_refused', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('hints_retry_at', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('connections', schema=None) as batch_op:
        batch_op.drop_column('hints_retry_at')
        batch_op.drop_column('hints_refused')
    op.drop_table('tiktok_subscriptions')
