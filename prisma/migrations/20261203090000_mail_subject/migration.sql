-- AlterTable
ALTER TABLE "outbox_mails" ADD COLUMN "subject_id" TEXT;
