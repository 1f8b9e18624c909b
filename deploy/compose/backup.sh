#!/bin/bash
# Dumps the database once a day and keeps 14: see docs/how-to/backup.md. A dump that failed leaves the former ones alone.
set -uo pipefail
while true; do
  file="/backups/linkpath-$(date -u +%Y%m%dT%H%M%SZ).dump"
  if pg_dump --format=custom --file="$file.part" && mv "$file.part" "$file"; then
    ls -1t /backups/linkpath-*.dump | tail -n +15 | xargs --no-run-if-empty rm --
  else
    rm -f "$file.part"
    echo "the dump failed" >&2
  fi
  sleep 86400 & wait $!
done
