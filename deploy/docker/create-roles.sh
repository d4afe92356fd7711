#!/bin/sh
# Runs once, when PostgreSQL creates its database: the owner of the console's database, and the role of the verifiers.
set -eu
psql --set=ON_ERROR_STOP=1 --set=owner="$(cat /run/secrets/database-password)" \
  --set=verifier="$(cat /run/secrets/verifier-password)" --username=postgres --dbname=postgres <<'SQL'
CREATE ROLE byteengine LOGIN PASSWORD :'owner';
GRANT pg_read_all_stats TO byteengine;
CREATE ROLE byteengine_api LOGIN PASSWORD :'verifier';
CREATE DATABASE byteengine OWNER byteengine;
SQL
