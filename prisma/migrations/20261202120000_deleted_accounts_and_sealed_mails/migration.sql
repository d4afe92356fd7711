-- AlterTable
ALTER TABLE "users" ADD COLUMN "deleted_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "outbox_mails" ADD COLUMN "content" BYTEA,
ADD COLUMN "content_key_id" TEXT,
ADD COLUMN "expires_at" TIMESTAMPTZ(3),
ALTER COLUMN "user_id" DROP NOT NULL;
