-- AlterTable
ALTER TABLE "fhir_servers" ADD COLUMN     "gateway_allows_keys" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "gateway_base_url" TEXT;

-- CreateTable
CREATE TABLE "fhir_server_credentials" (
    "server_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "secret" BYTEA NOT NULL,
    "secret_key_id" TEXT NOT NULL,
    "client_id" TEXT,
    "token_url" TEXT,
    "scopes" TEXT,
    "public_key" JSONB,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "fhir_server_credentials_pkey" PRIMARY KEY ("server_id")
);

-- CreateTable
CREATE TABLE "fhir_server_usage" (
    "server_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "resource_type" TEXT NOT NULL,
    "interaction" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "count" BIGINT NOT NULL,

    CONSTRAINT "fhir_server_usage_pkey" PRIMARY KEY ("server_id","starts_at","resource_type","interaction","outcome")
);

-- CreateIndex
CREATE INDEX "fhir_server_usage_starts_at_idx" ON "fhir_server_usage"("starts_at");

-- AddForeignKey
ALTER TABLE "fhir_server_credentials" ADD CONSTRAINT "fhir_server_credentials_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "fhir_servers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fhir_server_usage" ADD CONSTRAINT "fhir_server_usage_server_id_fkey" FOREIGN KEY ("server_id") REFERENCES "fhir_servers"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
