"""Audit rows say on whose behalf, and by which change."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.add_column(sa.Column('on_behalf_of', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('change_id', sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_column('change_id')
        batch_op.drop_column('on_behalf_of')
