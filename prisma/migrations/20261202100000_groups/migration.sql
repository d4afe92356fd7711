-- CreateEnum
CREATE TYPE "group_source" AS ENUM ('provider', 'directory');

-- AlterTable
ALTER TABLE "members" ADD COLUMN     "is_from_groups" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "team_groups" (
    "id" TEXT NOT NULL,
    "team_id" TEXT NOT NULL,
    "group_name" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "team_groups_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member_groups" (
    "member_id" TEXT NOT NULL,
    "group_id" TEXT NOT NULL,
    "source" "group_source" NOT NULL,

    CONSTRAINT "member_groups_pkey" PRIMARY KEY ("member_id","group_id","source")
);

-- CreateIndex
CREATE INDEX "team_groups_group_name_idx" ON "team_groups"("group_name");

-- CreateIndex
CREATE UNIQUE INDEX "team_groups_team_id_group_name_key" ON "team_groups"("team_id", "group_name");

-- CreateIndex
CREATE INDEX "member_groups_group_id_idx" ON "member_groups"("group_id");

-- AddForeignKey
ALTER TABLE "team_groups" ADD CONSTRAINT "team_groups_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_groups" ADD CONSTRAINT "team_groups_created_by_id_fkey" FOREIGN KEY ("created_by_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_groups" ADD CONSTRAINT "member_groups_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_groups" ADD CONSTRAINT "member_groups_group_id_fkey" FOREIGN KEY ("group_id") REFERENCES "team_groups"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
