-- CreateTable
CREATE TABLE "request_log" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "sample" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "team_id" TEXT,
    "key_id" TEXT,
    "secret_id" TEXT,
    "environment" TEXT NOT NULL,
    "permissions" TEXT[],
    "resource" TEXT,
    "address" TEXT,
    "service" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "more" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "request_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request_log_drops" (
    "team_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "request_log_drops_pkey" PRIMARY KEY ("team_id","hour")
);

-- CreateIndex
CREATE INDEX "request_log_team_id_at_id_idx" ON "request_log"("team_id", "at", "id");

-- CreateIndex
CREATE INDEX "request_log_key_id_at_id_idx" ON "request_log"("key_id", "at", "id");

-- CreateIndex
CREATE INDEX "request_log_sample_at_idx" ON "request_log"("sample", "at");
