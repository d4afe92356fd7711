-- CreateEnum
CREATE TYPE "keys_at_offboarding" AS ENUM ('revoke', 'hand_over');

-- CreateTable
CREATE TABLE "provisioning_tokens" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "provisioning_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provisioning_settings" (
    "id" TEXT NOT NULL,
    "keys_at_offboarding" "keys_at_offboarding" NOT NULL DEFAULT 'revoke',
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "provisioning_settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "provisioned_people" (
    "user_id" TEXT NOT NULL,
    "user_name" TEXT NOT NULL,
    "user_name_key" TEXT,
    "external_id" TEXT,
    "work_email" TEXT,
    "given_name" TEXT,
    "family_name" TEXT,
    "formatted_name" TEXT,
    "display_name" TEXT,
    "is_adopted" BOOLEAN NOT NULL,
    "deactivated_at" TIMESTAMPTZ(3),
    "has_suspended" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "provisioned_people_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "directory_groups" (
    "id" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "external_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "directory_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_group_members" (
    "group_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,

    CONSTRAINT "directory_group_members_pkey" PRIMARY KEY ("group_id","user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "provisioning_tokens_token_hash_key" ON "provisioning_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "provisioning_tokens_deleted_at_idx" ON "provisioning_tokens"("deleted_at");

-- CreateIndex
CREATE UNIQUE INDEX "provisioned_people_user_name_key_key" ON "provisioned_people"("user_name_key");

-- CreateIndex
CREATE UNIQUE INDEX "provisioned_people_external_id_key" ON "provisioned_people"("external_id");

-- CreateIndex
CREATE UNIQUE INDEX "directory_groups_display_name_key" ON "directory_groups"("display_name");

-- CreateIndex
CREATE UNIQUE INDEX "directory_groups_external_id_key" ON "directory_groups"("external_id");

-- CreateIndex
CREATE INDEX "directory_group_members_user_id_idx" ON "directory_group_members"("user_id");

-- AddForeignKey
ALTER TABLE "provisioned_people" ADD CONSTRAINT "provisioned_people_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_group_members" ADD CONSTRAINT "directory_group_members_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "directory_groups"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "directory_group_members" ADD CONSTRAINT "directory_group_members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "provisioned_people"("user_id") ON DELETE RESTRICT ON UPDATE CASCADE;
