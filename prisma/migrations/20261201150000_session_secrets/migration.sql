-- The digest of a random secret in the session's cookie. Null for sessions of the previous release, which keep working.
ALTER TABLE "sessions" ADD COLUMN "secret_hash" BYTEA;
