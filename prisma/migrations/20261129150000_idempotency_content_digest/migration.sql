-- AlterTable
-- The digest of what a request means, whatever the order of its fields. Instances of the release before read and write only
-- request_digest, the digest of its text, so both are written.
ALTER TABLE "idempotency_records" ADD COLUMN "content_digest" BYTEA;
