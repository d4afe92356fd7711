-- AlterTable
ALTER TABLE "audit_events" ADD COLUMN     "secret_id" TEXT;

-- CreateTable
CREATE TABLE "audit_checkpoints" (
    "chain_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "first_seq" BIGINT NOT NULL,
    "export_digest" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "secret_id" TEXT NOT NULL,
    "signature" BYTEA NOT NULL,

    CONSTRAINT "audit_checkpoints_pkey" PRIMARY KEY ("chain_id","seq","kind")
);

-- CreateTable
CREATE TABLE "instance_secrets" (
    "purpose" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "known_since" TIMESTAMPTZ(3) NOT NULL,
    "signed_until" TIMESTAMPTZ(3),
    "is_original" BOOLEAN NOT NULL,
    "box_key_id" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "ending" TEXT,

    CONSTRAINT "instance_secrets_pkey" PRIMARY KEY ("purpose","fingerprint")
);
