-- The backups that the console writes by itself (ADR 0037).
CREATE TABLE "backup_schedule" (
    "id" TEXT NOT NULL,
    "lease_ends_at" TIMESTAMPTZ(3),
    "last_success_at" TIMESTAMPTZ(3),
    "last_size_bytes" BIGINT,
    "last_failure_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "failures" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "backup_schedule_pkey" PRIMARY KEY ("id")
);
