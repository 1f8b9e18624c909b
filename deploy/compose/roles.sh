#!/bin/bash
# Makes the roles and the database, once, when PostgreSQL's folder is made: see docs/how-to/postgresql.md and backup.md.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --username postgres \
  --set owner_password="$LINKPATH_OWNER_PASSWORD" --set app_password="$LINKPATH_APP_PASSWORD" \
  --set backup_password="$LINKPATH_BACKUP_PASSWORD" <<'SQL'
CREATE ROLE linkpath_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE linkpath_app LOGIN PASSWORD :'app_password';
CREATE ROLE linkpath_backup LOGIN BYPASSRLS PASSWORD :'backup_password';
GRANT pg_read_all_data TO linkpath_backup;
CREATE DATABASE linkpath OWNER linkpath_owner;
SQL
