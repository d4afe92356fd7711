-- CreateTable
CREATE TABLE "usage_summaries" (
    "duration_seconds" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "usage_summaries_pkey" PRIMARY KEY ("duration_seconds","starts_at")
);

-- CreateTable
CREATE TABLE "key_usage_summaries" (
    "team_id" TEXT NOT NULL,
    "duration_seconds" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "key_usage_summaries_pkey" PRIMARY KEY ("team_id","duration_seconds","starts_at","key_id","outcome")
);

-- CreateTable
CREATE TABLE "team_usage_summaries" (
    "team_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "environment_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "team_usage_summaries_pkey" PRIMARY KEY ("team_id","starts_at","environment_id","outcome")
);

-- CreateIndex
CREATE INDEX "key_usage_summaries_duration_seconds_starts_at_idx" ON "key_usage_summaries"("duration_seconds", "starts_at");

-- CreateIndex
CREATE INDEX "team_usage_summaries_starts_at_idx" ON "team_usage_summaries"("starts_at");
