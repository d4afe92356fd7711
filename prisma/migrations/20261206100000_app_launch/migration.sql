-- AlterTable
ALTER TABLE "app_tokens" ADD COLUMN     "grant_id" TEXT;

-- CreateTable
CREATE TABLE "app_grants" (
    "id" TEXT NOT NULL,
    "app_id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "server_id" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "scopes" TEXT[],
    "patient_id" TEXT,
    "encounter_id" TEXT,
    "intent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "last_token_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_reason" TEXT,

    CONSTRAINT "app_grants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "authorization_codes" (
    "hash" BYTEA NOT NULL,
    "grant_id" TEXT NOT NULL,
    "redirect_uri" TEXT NOT NULL,
    "code_challenge" TEXT NOT NULL,
    "nonce" TEXT,
    "authenticated_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "authorization_codes_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "refresh_tokens" (
    "hash" BYTEA NOT NULL,
    "grant_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_tokens_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "app_launches" (
    "hash" BYTEA NOT NULL,
    "app_id" TEXT NOT NULL,
    "server_id" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "patient_id" TEXT,
    "encounter_id" TEXT,
    "intent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "app_launches_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "fhir_person_links" (
    "server_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fhir_person_links_pkey" PRIMARY KEY ("server_id","user_id")
);

-- CreateIndex
CREATE INDEX "app_grants_app_id_created_at_id_idx" ON "app_grants"("app_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "app_grants_user_id_created_at_id_idx" ON "app_grants"("user_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "app_grants_server_id_idx" ON "app_grants"("server_id");

-- CreateIndex
CREATE INDEX "app_grants_expires_at_idx" ON "app_grants"("expires_at");

-- CreateIndex
CREATE INDEX "authorization_codes_grant_id_idx" ON "authorization_codes"("grant_id");

-- CreateIndex
CREATE INDEX "authorization_codes_expires_at_idx" ON "authorization_codes"("expires_at");

-- CreateIndex
CREATE INDEX "refresh_tokens_grant_id_idx" ON "refresh_tokens"("grant_id");

-- CreateIndex
CREATE INDEX "refresh_tokens_expires_at_idx" ON "refresh_tokens"("expires_at");

-- CreateIndex
CREATE INDEX "app_launches_expires_at_idx" ON "app_launches"("expires_at");

-- CreateIndex
CREATE INDEX "app_launches_app_id_expires_at_idx" ON "app_launches"("app_id", "expires_at");

-- CreateIndex
CREATE INDEX "app_launches_server_id_idx" ON "app_launches"("server_id");

-- CreateIndex
CREATE INDEX "app_launches_user_id_idx" ON "app_launches"("user_id");

-- CreateIndex
CREATE INDEX "fhir_person_links_user_id_idx" ON "fhir_person_links"("user_id");

-- AddForeignKey
ALTER TABLE "app_tokens" ADD CONSTRAINT "app_tokens_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "app_grants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_grants" ADD CONSTRAINT "app_grants_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_grants" ADD CONSTRAINT "app_grants_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_grants" ADD CONSTRAINT "app_grants_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "fhir_servers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "authorization_codes" ADD CONSTRAINT "authorization_codes_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "app_grants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_tokens" ADD CONSTRAINT "refresh_tokens_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "app_grants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_launches" ADD CONSTRAINT "app_launches_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "apps"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_launches" ADD CONSTRAINT "app_launches_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_launches" ADD CONSTRAINT "app_launches_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "fhir_servers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fhir_person_links" ADD CONSTRAINT "fhir_person_links_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "fhir_servers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fhir_person_links" ADD CONSTRAINT "fhir_person_links_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
