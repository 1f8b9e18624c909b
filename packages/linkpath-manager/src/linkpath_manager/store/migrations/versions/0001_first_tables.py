"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('adgroups',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('advertiser_id', sa.Text(), nullable=False),
    sa.Column('campaign_id', sa.Text(), nullable=False),
    sa.Column('adgroup_id', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('objective', sa.Text(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('read_at', sa.BigInteger(), nullable=False),
    sa.Column('first_read_at', sa.BigInteger(), nullable=False),
    sa.Column('document', sa.LargeBinary(), nullable=False),
    sa.Column('upstream', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'id')
    )
    with op.batch_alter_table('adgroups', schema=None) as batch_op:
        batch_op.create_index('adgroups_by_creation', ['workspace_id', 'advertiser_id', 'created_at', 'id'], unique=False)
        batch_op.create_index('adgroups_by_parent', ['workspace_id', 'campaign_id', 'adgroup_id'], unique=False)

    op.create_table('ads',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('advertiser_id', sa.Text(), nullable=False),
    sa.Column('campaign_id', sa.Text(), nullable=False),
    sa.Column('adgroup_id', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('objective', sa.Text(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('read_at', sa.BigInteger(), nullable=False),
    sa.Column('first_read_at', sa.BigInteger(), nullable=False),
    sa.Column('document', sa.LargeBinary(), nullable=False),
    sa.Column('upstream', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'id')
    )
    with op.batch_alter_table('ads', schema=None) as batch_op:
        batch_op.create_index('ads_by_creation', ['workspace_id', 'advertiser_id', 'created_at', 'id'], unique=False)
        batch_op.create_index('ads_by_parent', ['workspace_id', 'campaign_id', 'adgroup_id'], unique=False)

    op.create_table('advertisers',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('connection_id', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('time_zone', sa.Text(), nullable=False),
    sa.Column('document', sa.LargeBinary(), nullable=False),
    sa.Column('synced_at', sa.BigInteger(), nullable=True),
    sa.Column('due_at', sa.BigInteger(), nullable=False),
    sa.Column('sync_error', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('workspace_id', 'id')
    )
    with op.batch_alter_table('advertisers', schema=None) as batch_op:
        batch_op.create_index('advertisers_due', ['due_at'], unique=False)

    op.create_table('api_keys',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('hint', sa.Text(), nullable=False),
    sa.Column('scopes', sa.Text(), nullable=False),
    sa.Column('advertiser_ids', sa.Text(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=True),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('hash')
    )
    op.create_table('audit',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('sequence', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('actor_kind', sa.Text(), nullable=False),
    sa.Column('actor_id', sa.Text(), nullable=False),
    sa.Column('operation', sa.Text(), nullable=False),
    sa.Column('run_id', sa.Text(), nullable=False),
    sa.Column('advertiser_id', sa.Text(), nullable=True),
    sa.Column('target_id', sa.Text(), nullable=True),
    sa.Column('params_digest', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('upstream_request_ids', sa.Text(), nullable=False),
    sa.Column('request_id', sa.Text(), nullable=False),
    sa.Column('previous_hash', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'sequence')
    )
    op.create_table('campaigns',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('advertiser_id', sa.Text(), nullable=False),
    sa.Column('campaign_id', sa.Text(), nullable=False),
    sa.Column('adgroup_id', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('objective', sa.Text(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.Column('read_at', sa.BigInteger(), nullable=False),
    sa.Column('first_read_at', sa.BigInteger(), nullable=False),
    sa.Column('document', sa.LargeBinary(), nullable=False),
    sa.Column('upstream', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'id')
    )
    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.create_index('campaigns_by_creation', ['workspace_id', 'advertiser_id', 'created_at', 'id'], unique=False)
        batch_op.create_index('campaigns_by_parent', ['workspace_id', 'campaign_id', 'adgroup_id'], unique=False)

    op.create_table('connections',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('state_hash', sa.Text(), nullable=True),
    sa.Column('advertiser_ids', sa.Text(), nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('sealed_token', sa.Text(), nullable=True),
    sa.Column('upstream_revoked', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('connected_at', sa.BigInteger(), nullable=True),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.Column('last_tested_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('state_hash')
    )
    with op.batch_alter_table('connections', schema=None) as batch_op:
        batch_op.create_index('connections_by_workspace', ['workspace_id', 'created_at'], unique=False)

    op.create_table('runs',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('actor_id', sa.Text(), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('operation', sa.Text(), nullable=False),
    sa.Column('advertiser_id', sa.Text(), nullable=True),
    sa.Column('params', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('idempotency_key', sa.Text(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('target_id', sa.Text(), nullable=True),
    sa.Column('result', sa.LargeBinary(), nullable=True),
    sa.Column('upstream_request_ids', sa.Text(), nullable=False),
    sa.Column('request_id', sa.Text(), nullable=False),
    sa.Column('started_at', sa.BigInteger(), nullable=False),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.Column('retry_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('workspace_id', 'actor_id', 'operation', 'idempotency_key', name='runs_key')
    )
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.create_index('runs_created', ['workspace_id', 'operation', 'target_id'], unique=True, sqlite_where=sa.text("operation LIKE '%.create'"))
        batch_op.create_index('runs_open', ['state', 'retry_at'], unique=False)

    op.create_table('workspaces',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('selected_advertiser_id', sa.Text(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )


def downgrade() -> None:
    op.drop_table('workspaces')
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.drop_index('runs_open')
        batch_op.drop_index('runs_created', sqlite_where=sa.text("operation LIKE '%.create'"))

    op.drop_table('runs')
    with op.batch_alter_table('connections', schema=None) as batch_op:
        batch_op.drop_index('connections_by_workspace')

    op.drop_table('connections')
    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.drop_index('campaigns_by_parent')
        batch_op.drop_index('campaigns_by_creation')

    op.drop_table('campaigns')
    op.drop_table('audit')
    op.drop_table('api_keys')
    with op.batch_alter_table('advertisers', schema=None) as batch_op:
        batch_op.drop_index('advertisers_due')

    op.drop_table('advertisers')
    with op.batch_alter_table('ads', schema=None) as batch_op:
        batch_op.drop_index('ads_by_parent')
        batch_op.drop_index('ads_by_creation')

    op.drop_table('ads')
    with op.batch_alter_table('adgroups', schema=None) as batch_op:
        batch_op.drop_index('adgroups_by_parent')
        batch_op.drop_index('adgroups_by_creation')

    op.drop_table('adgroups')
