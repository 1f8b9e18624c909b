"""How fresh each account is; what TikTok's reviewers were last seen to say of an ad, while a pause hides it."""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

_MOMENTS = ('sync_interval', 'campaigns_at', 'adgroups_at', 'ads_at', 'facts_at')


def upgrade() -> None:
    for table in ('campaigns', 'adgroups', 'ads'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('verdict', sa.Text(), nullable=True))
    with op.batch_alter_table('advertisers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sync', sa.LargeBinary(), nullable=True))
        for name in _MOMENTS:
            batch_op.add_column(sa.Column(name, sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('advertisers', schema=None) as batch_op:
        for name in reversed(_MOMENTS):
            batch_op.drop_column(name)
        batch_op.drop_column('sync')
    for table in ('campaigns', 'adgroups', 'ads'):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('verdict')
