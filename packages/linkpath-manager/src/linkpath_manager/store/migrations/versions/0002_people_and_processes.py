"""People, API keys of theirs, OAuth; processes; names to search in."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('invitations',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('invited_by', sa.Text(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('accepted_at', sa.BigInteger(), nullable=True),
    sa.Column('accepted_by', sa.Text(), nullable=True),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('hash')
    )
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.create_index('invitations_by_workspace', ['workspace_id', 'created_at'], unique=False)

    op.create_table('memberships',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'person_id')
    )
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.create_index('memberships_by_person', ['person_id'], unique=False)

    op.create_table('oauth_clients',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('secret_hash', sa.Text(), nullable=True),
    sa.Column('auth_method', sa.Text(), nullable=False),
    sa.Column('redirect_uris', sa.Text(), nullable=False),
    sa.Column('grant_types', sa.Text(), nullable=False),
    sa.Column('scopes', sa.Text(), nullable=False),
    sa.Column('advertiser_ids', sa.Text(), nullable=True),
    sa.Column('fresh_until', sa.BigInteger(), nullable=True),
    sa.Column('created_by', sa.Text(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('oauth_clients', schema=None) as batch_op:
        batch_op.create_index('oauth_clients_by_maker', ['created_by', 'created_at'], unique=False)
        batch_op.create_index('oauth_clients_by_workspace', ['workspace_id', 'created_at'], unique=False)

    op.create_table('oauth_codes',
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('client_id', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=False),
    sa.Column('redirect_uri', sa.Text(), nullable=False),
    sa.Column('scopes', sa.Text(), nullable=False),
    sa.Column('advertiser_ids', sa.Text(), nullable=True),
    sa.Column('resource', sa.Text(), nullable=True),
    sa.Column('code_challenge', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.Column('grant_id', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('hash')
    )
    op.create_table('oauth_grants',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('client_id', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=True),
    sa.Column('scopes', sa.Text(), nullable=False),
    sa.Column('advertiser_ids', sa.Text(), nullable=True),
    sa.Column('resource', sa.Text(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=False),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('oauth_grants', schema=None) as batch_op:
        batch_op.create_index('oauth_grants_by_workspace', ['workspace_id', 'created_at'], unique=False)

    op.create_table('oauth_tokens',
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('grant_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('scopes', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.Column('replaced_at', sa.BigInteger(), nullable=True),
    sa.Column('sealed_successor', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('hash')
    )
    with op.batch_alter_table('oauth_tokens', schema=None) as batch_op:
        batch_op.create_index('oauth_tokens_by_expiry', ['expires_at'], unique=False)
        batch_op.create_index('oauth_tokens_by_grant', ['grant_id'], unique=False)

    op.create_table('people',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('sealed_totp', sa.Text(), nullable=True),
    sa.Column('totp_step', sa.BigInteger(), nullable=True),
    sa.Column('recovery_hashes', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('disabled_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('email')
    )
    op.create_table('password_resets',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=False),
    sa.Column('ends_second_factor', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.Column('revoked_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('hash')
    )
    with op.batch_alter_table('password_resets', schema=None) as batch_op:
        batch_op.create_index('password_resets_by_person', ['person_id'], unique=False)

    op.create_table('processes',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('started_at', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('sessions',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=False),
    sa.Column('selected_workspace_id', sa.Text(), nullable=True),
    sa.Column('user_agent', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('second_factor_at', sa.BigInteger(), nullable=True),
    sa.Column('ended_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('hash')
    )
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.create_index('sessions_by_person', ['person_id'], unique=False)

    op.create_table('sign_in_attempts',
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('last_at', sa.BigInteger(), nullable=False),
    sa.Column('blocked_until', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('key')
    )
    with op.batch_alter_table('adgroups', schema=None) as batch_op:
        batch_op.add_column(sa.Column('folded_name', sa.Text(), nullable=False, server_default=''))

    with op.batch_alter_table('ads', schema=None) as batch_op:
        batch_op.add_column(sa.Column('folded_name', sa.Text(), nullable=False, server_default=''))

    with op.batch_alter_table('api_keys', schema=None) as batch_op:
        batch_op.add_column(sa.Column('created_by', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('last_used_at', sa.BigInteger(), nullable=True))
        batch_op.create_index('api_keys_by_workspace', ['workspace_id', 'created_at'], unique=False)

    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.add_column(sa.Column('folded_name', sa.Text(), nullable=False, server_default=''))

    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.add_column(sa.Column('process_id', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('sealed_result', sa.Text(), nullable=True))

    for level in ('campaigns', 'adgroups', 'ads'):
        _fold_names(level)
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_index('runs_created', table_name='runs')
        op.create_index(
            'runs_created', 'runs', ['workspace_id', 'operation', 'target_id'], unique=True,
            postgresql_where=sa.text("operation LIKE '%.create'"),
        )


def _fold_names(level: str) -> None:
    """Neither database folds the letters of every script as Python does."""
    rows = sa.table(level, *(sa.column(name) for name in ('workspace_id', 'id', 'name', 'folded_name')))
    held = op.get_bind().execute(sa.select(rows.c.workspace_id, rows.c.id, rows.c.name)).all()
    of_row = (rows.c.workspace_id == sa.bindparam('of')) & (rows.c.id == sa.bindparam('row'))
    folded = [{'of': of, 'row': row, 'folded': name.casefold()} for of, row, name in held]
    if folded:
        op.get_bind().execute(rows.update().where(of_row).values(folded_name=sa.bindparam('folded')), folded)


def downgrade() -> None:
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.drop_column('sealed_result')
        batch_op.drop_column('process_id')

    with op.batch_alter_table('campaigns', schema=None) as batch_op:
        batch_op.drop_column('folded_name')

    with op.batch_alter_table('api_keys', schema=None) as batch_op:
        batch_op.drop_index('api_keys_by_workspace')
        batch_op.drop_column('last_used_at')
        batch_op.drop_column('created_by')

    with op.batch_alter_table('ads', schema=None) as batch_op:
        batch_op.drop_column('folded_name')

    with op.batch_alter_table('adgroups', schema=None) as batch_op:
        batch_op.drop_column('folded_name')

    op.drop_table('sign_in_attempts')
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.drop_index('sessions_by_person')

    op.drop_table('sessions')
    op.drop_table('processes')
    with op.batch_alter_table('password_resets', schema=None) as batch_op:
        batch_op.drop_index('password_resets_by_person')

    op.drop_table('password_resets')
    op.drop_table('people')
    with op.batch_alter_table('oauth_tokens', schema=None) as batch_op:
        batch_op.drop_index('oauth_tokens_by_grant')
        batch_op.drop_index('oauth_tokens_by_expiry')

    op.drop_table('oauth_tokens')
    with op.batch_alter_table('oauth_grants', schema=None) as batch_op:
        batch_op.drop_index('oauth_grants_by_workspace')

    op.drop_table('oauth_grants')
    op.drop_table('oauth_codes')
    with op.batch_alter_table('oauth_clients', schema=None) as batch_op:
        batch_op.drop_index('oauth_clients_by_maker')
        batch_op.drop_index('oauth_clients_by_workspace')

    op.drop_table('oauth_clients')
    with op.batch_alter_table('memberships', schema=None) as batch_op:
        batch_op.drop_index('memberships_by_person')

    op.drop_table('memberships')
    with op.batch_alter_table('invitations', schema=None) as batch_op:
        batch_op.drop_index('invitations_by_workspace')

    op.drop_table('invitations')
