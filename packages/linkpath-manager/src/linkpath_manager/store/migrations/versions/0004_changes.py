"""Changes, policies, what was added to spend."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('changes',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('operation', sa.Text(), nullable=False),
    sa.Column('advertiser_id', sa.Text(), nullable=False),
    sa.Column('target_id', sa.Text(), nullable=True),
    sa.Column('params', sa.Text(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('precondition', sa.Text(), nullable=False),
    sa.Column('asker', sa.Text(), nullable=False),
    sa.Column('asker_id', sa.Text(), nullable=False),
    sa.Column('asker_person_id', sa.Text(), nullable=True),
    sa.Column('idempotency_key', sa.Text(), nullable=True),
    sa.Column('request_digest', sa.Text(), nullable=False),
    sa.Column('shown', sa.LargeBinary(), nullable=False),
    sa.Column('approvals_needed', sa.Integer(), nullable=False),
    sa.Column('undo_of', sa.Text(), nullable=True),
    sa.Column('undone_by', sa.Text(), nullable=True),
    sa.Column('process_id', sa.Text(), nullable=True),
    sa.Column('run_id', sa.Text(), nullable=True),
    sa.Column('result', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('decided_at', sa.BigInteger(), nullable=True),
    sa.Column('applied_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('changes', schema=None) as batch_op:
        batch_op.create_index('changes_by_status', ['workspace_id', 'status', 'created_at'], unique=False)
        batch_op.create_index('changes_key', ['workspace_id', 'asker_id', 'operation', 'idempotency_key'], unique=True)
        batch_op.create_index('changes_open', ['status', 'expires_at'], unique=False)
        batch_op.create_index('changes_pending', ['workspace_id', 'digest'], unique=True, sqlite_where=sa.text("status = 'pending'"), postgresql_where=sa.text("status = 'pending'"))

    op.create_table('decisions',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('change_id', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('approves', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('change_id', 'person_id')
    )
    op.create_table('policies',
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('document', sa.LargeBinary(), nullable=False),
    sa.Column('set_by', sa.Text(), nullable=False),
    sa.Column('set_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('workspace_id', 'version')
    )
    op.create_table('spend',
    sa.Column('run_id', sa.Text(), nullable=False),
    sa.Column('workspace_id', sa.Text(), nullable=False),
    sa.Column('advertiser_id', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('amount', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('run_id')
    )
    with op.batch_alter_table('spend', schema=None) as batch_op:
        batch_op.create_index('spend_recent', ['workspace_id', 'currency', 'at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('spend', schema=None) as batch_op:
        batch_op.drop_index('spend_recent')

    op.drop_table('spend')
    op.drop_table('policies')
    op.drop_table('decisions')
    with op.batch_alter_table('changes', schema=None) as batch_op:
        batch_op.drop_index('changes_pending', sqlite_where=sa.text("status = 'pending'"), postgresql_where=sa.text("status = 'pending'"))
        batch_op.drop_index('changes_open')
        batch_op.drop_index('changes_key')
        batch_op.drop_index('changes_by_status')

    op.drop_table('changes')
