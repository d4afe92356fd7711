#!/bin/sh
# Lets the verifiers' role read what verification needs, and nothing else (docs/operations.md, verification-only instances).
set -eu
PGPASSWORD=$(cat "${DATABASE_PASSWORD_FILE:-/run/secrets/database-password}")
export PGPASSWORD
psql --set=ON_ERROR_STOP=1 --single-transaction <<'SQL'
GRANT SELECT ON api_keys, environments, invalidations, key_resources, team_permissions, teams, instance_secrets, _prisma_migrations TO byteengine_api;
GRANT SELECT ON key_secrets, members TO byteengine_api;
GRANT SELECT (id, status, is_instance_owner) ON users TO byteengine_api;
GRANT SELECT ON apps, app_tokens TO byteengine_api;
GRANT SELECT (id, ends_at) ON app_secrets TO byteengine_api;
GRANT SELECT ON app_grants, fhir_person_links TO byteengine_api;
GRANT SELECT (id, deleted_at) ON fhir_servers TO byteengine_api;
GRANT SELECT, INSERT, UPDATE ON key_usage, key_usage_days, request_log, request_log_drops TO byteengine_api;
GRANT UPDATE (last_used_at) ON api_keys TO byteengine_api;
GRANT UPDATE (last_used_at) ON key_secrets TO byteengine_api;
SQL
