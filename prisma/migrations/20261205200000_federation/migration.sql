-- AlterTable
ALTER TABLE "app_tokens" ADD COLUMN     "rule_id" TEXT;

-- CreateTable
CREATE TABLE "trusted_issuers" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "preset" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "jwks" JSONB,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "trusted_issuers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_rules" (
    "id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "issuer_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "claims" JSONB NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "app_rules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exchanged_tokens" (
    "issuer_id" TEXT NOT NULL,
    "jti_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exchanged_tokens_pkey" PRIMARY KEY ("issuer_id","jti_hash")
);

-- CreateTable
CREATE TABLE "exchange_refusals" (
    "id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "rule_id" TEXT,
    "issuer" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "claim" TEXT,
    "value" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exchange_refusals_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "trusted_issuers_team_id_id_idx" ON "trusted_issuers"("team_id", "id");

-- CreateIndex
CREATE INDEX "app_rules_app_id_id_idx" ON "app_rules"("app_id", "id");

-- CreateIndex
CREATE INDEX "app_rules_issuer_id_idx" ON "app_rules"("issuer_id");

-- CreateIndex
CREATE INDEX "exchanged_tokens_expires_at_idx" ON "exchanged_tokens"("expires_at");

-- CreateIndex
CREATE INDEX "exchange_refusals_app_id_created_at_idx" ON "exchange_refusals"("app_id", "created_at");

-- CreateIndex
CREATE INDEX "exchange_refusals_created_at_idx" ON "exchange_refusals"("created_at");

-- AddForeignKey
ALTER TABLE "app_tokens" ADD CONSTRAINT "app_tokens_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "app_rules"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trusted_issuers" ADD CONSTRAINT "trusted_issuers_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_rules" ADD CONSTRAINT "app_rules_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_rules" ADD CONSTRAINT "app_rules_issuer_id_fkey" FOREIGN KEY ("issuer_id") REFERENCES "trusted_issuers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "exchanged_tokens" ADD CONSTRAINT "exchanged_tokens_issuer_id_fkey" FOREIGN KEY ("issuer_id") REFERENCES "trusted_issuers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "exchange_refusals" ADD CONSTRAINT "exchange_refusals_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "app_rules"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One entry for each issuer of a team. Prisma's schema can't describe such an index.
CREATE UNIQUE INDEX "trusted_issuers_team_id_issuer_key" ON "trusted_issuers"("team_id", "issuer") WHERE "deleted_at" IS NULL;
