-- AlterTable
ALTER TABLE "environments" ADD COLUMN "notifies_key_changes" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "notices" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "team_id" TEXT,
    "kind" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "read_at" TIMESTAMPTZ(3),
    "collapse_key" TEXT,
    "mail_id" TEXT,

    CONSTRAINT "notices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notice_settings" (
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "mail_off_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notice_settings_pkey" PRIMARY KEY ("user_id","kind")
);

-- CreateTable
CREATE TABLE "outbox_mails" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "message_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "outcome" TEXT,

    CONSTRAINT "outbox_mails_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "key_expiry_notices" (
    "key_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "days" INTEGER NOT NULL,

    CONSTRAINT "key_expiry_notices_pkey" PRIMARY KEY ("key_id","expires_at","days")
);

-- CreateIndex
CREATE UNIQUE INDEX "notices_user_id_collapse_key_key" ON "notices"("user_id", "collapse_key");

-- CreateIndex
CREATE INDEX "notices_user_id_created_at_id_idx" ON "notices"("user_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "notices_mail_id_idx" ON "notices"("mail_id");

-- CreateIndex
CREATE INDEX "notices_created_at_idx" ON "notices"("created_at");

-- CreateIndex
CREATE INDEX "outbox_mails_user_id_kind_ended_at_idx" ON "outbox_mails"("user_id", "kind", "ended_at");

-- CreateIndex
CREATE INDEX "outbox_mails_ended_at_idx" ON "outbox_mails"("ended_at");

-- CreateIndex
CREATE INDEX "key_expiry_notices_expires_at_idx" ON "key_expiry_notices"("expires_at");

-- At most one email per person, kind and recipient waits for its first attempt. Later notices join it.
CREATE UNIQUE INDEX "outbox_mails_collecting" ON "outbox_mails"("user_id", "kind", "recipient") WHERE "attempts" = 0 AND "ended_at" IS NULL;

-- Emails that are due, in their order.
CREATE INDEX "outbox_mails_waiting" ON "outbox_mails"("next_attempt_at") WHERE "ended_at" IS NULL;
