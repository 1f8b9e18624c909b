"""What each process does of the work, and which one leads."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without a default: a process of the version before goes on giving signs of life beside the new ones.
    op.add_column('processes', sa.Column('part', sa.Text(), nullable=True))
    op.add_column('processes', sa.Column('pid', sa.BigInteger(), nullable=True))
    op.add_column('processes', sa.Column('leads', sa.Boolean(), nullable=True))


def downgrade() -> None:
    for name in ('leads', 'pid', 'part'):
        op.drop_column('processes', name)
