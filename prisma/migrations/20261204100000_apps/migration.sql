-- CreateEnum
CREATE TYPE "app_kind" AS ENUM ('service', 'confidential', 'public');

-- CreateTable
CREATE TABLE "apps" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "kind" "app_kind" NOT NULL,
    "role" "role" NOT NULL,
    "scopes" TEXT[],
    "redirect_uris" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "launch_uri" TEXT,
    "jwks" JSONB,
    "jwks_uri" TEXT,
    "token_format" TEXT NOT NULL DEFAULT 'opaque',
    "rate_limit_per_minute" INTEGER,
    "rate_limit_per_10_seconds" INTEGER,
    "allowed_ips" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "disabled_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),
    "tokens_ended_at" TIMESTAMPTZ(3),
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "last_token_at" TIMESTAMPTZ(3),

    CONSTRAINT "apps_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_secrets" (
    "id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "app_secrets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_tokens" (
    "hash" BYTEA NOT NULL,
    "app_id" TEXT NOT NULL,
    "secret_id" TEXT,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "app_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "app_assertions" (
    "app_id" TEXT NOT NULL,
    "jti_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "app_assertions_pkey" PRIMARY KEY ("app_id","jti_hash")
);

-- CreateTable
CREATE TABLE "signing_keys" (
    "id" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "public_key" JSONB NOT NULL,
    "private_key" BYTEA NOT NULL,
    "private_key_key_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "signs_from" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "signing_keys_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "apps_team_id_created_at_id_idx" ON "apps"("team_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "app_secrets_hash_key" ON "app_secrets"("hash");

-- CreateIndex
CREATE INDEX "app_secrets_app_id_created_at_idx" ON "app_secrets"("app_id", "created_at");

-- CreateIndex
CREATE INDEX "app_tokens_app_id_expires_at_idx" ON "app_tokens"("app_id", "expires_at");

-- CreateIndex
CREATE INDEX "app_tokens_expires_at_idx" ON "app_tokens"("expires_at");

-- CreateIndex
CREATE INDEX "app_assertions_expires_at_idx" ON "app_assertions"("expires_at");

-- CreateIndex
CREATE INDEX "signing_keys_signs_from_idx" ON "signing_keys"("signs_from");

-- AddForeignKey
ALTER TABLE "apps" ADD CONSTRAINT "apps_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "apps" ADD CONSTRAINT "apps_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_secrets" ADD CONSTRAINT "app_secrets_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_tokens" ADD CONSTRAINT "app_tokens_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_tokens" ADD CONSTRAINT "app_tokens_secret_id_fkey" FOREIGN KEY ("secret_id") REFERENCES "app_secrets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Tokens are found by their digest as keys are (20261129160000_secret_digests_in_the_feed).
CREATE TRIGGER "app_tokens_record_digests" AFTER INSERT ON "app_tokens"
    REFERENCING NEW TABLE AS "added"
    FOR EACH STATEMENT EXECUTE FUNCTION "record_secret_digests"();
