-- CreateTable
-- The rows of a day are changed all through it: room in their pages keeps that from touching the indexes.
CREATE TABLE "key_usage_days" (
    "key_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "accepted" BIGINT NOT NULL,
    "refused" BIGINT NOT NULL,

    CONSTRAINT "key_usage_days_pkey" PRIMARY KEY ("key_id","day")
) WITH (fillfactor = 70);

-- CreateIndex
CREATE INDEX "key_usage_days_day_idx" ON "key_usage_days"("day");

-- What was counted before this table was there.
INSERT INTO "key_usage_days" ("key_id", "day", "accepted", "refused")
SELECT "key_id", ("starts_at" AT TIME ZONE 'UTC')::date AS "counted_day",
    coalesce(sum("count") FILTER (WHERE "outcome" = 'VALID'), 0),
    coalesce(sum("count") FILTER (WHERE "outcome" <> 'VALID'), 0)
FROM "key_usage"
WHERE "starts_at" >= (date_trunc('day', now() AT TIME ZONE 'UTC') - interval '7 days') AT TIME ZONE 'UTC'
GROUP BY "key_id", "counted_day";
