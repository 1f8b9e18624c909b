"""Developer apps, tokens that are renewed, the health of connections; which key a process seals with."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

TEXTS = ('tiktok_app_id', 'consent', 'chosen_advertiser_ids', 'open_id', 'asked_scope', 'sealed_refresh_token',
         'last_error')
NUMBERS = ('token_expires_at', 'refresh_expires_at', 'refresh_started_at', 'refresh_retry_at', 'upstream_retry_at',
           'last_success_at', 'last_error_at')


def upgrade() -> None:
    op.create_table('tiktok_apps',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('app_id', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('sealed_secret', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('updated_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('workspace_id', 'app_id', name='tiktok_apps_once')
    )
    with op.batch_alter_table('connections', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.Text(), nullable=False, server_default='ADVERTISERS'))
        batch_op.add_column(sa.Column('token_version', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('last_error_code', sa.Integer(), nullable=True))
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=True))
        for name in NUMBERS:
            batch_op.add_column(sa.Column(name, sa.BigInteger(), nullable=True))
        batch_op.create_index('connections_by_app', ['workspace_id', 'tiktok_app_id'], unique=False)
        batch_op.create_index('connections_by_expiry', ['token_expires_at'], unique=False)

    op.execute("UPDATE connections SET consent = CASE WHEN sealed_token IS NULL THEN 'ASKED' ELSE 'GRANTED' END "
               "WHERE status = 'PENDING'")
    with op.batch_alter_table('processes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sealing_key_id', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('processes', schema=None) as batch_op:
        batch_op.drop_column('sealing_key_id')

    with op.batch_alter_table('connections', schema=None) as batch_op:
        batch_op.drop_index('connections_by_expiry')
        batch_op.drop_index('connections_by_app')
        for name in ('kind', 'token_version', 'last_error_code', *TEXTS, *NUMBERS):
            batch_op.drop_column(name)

    op.drop_table('tiktok_apps')
