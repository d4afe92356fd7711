-- AlterTable
ALTER TABLE "teams" ADD COLUMN "suspended_at" TIMESTAMPTZ(3),
ADD COLUMN "suspended_by_id" TEXT,
ADD COLUMN "suspension_reason" TEXT;
