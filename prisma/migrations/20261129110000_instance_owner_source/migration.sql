-- CreateEnum
CREATE TYPE "instance_owner_source" AS ENUM ('setup', 'listed', 'command');

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "instance_owner_source" "instance_owner_source";

-- The first account has owned the instance since its set-up. Every other owner was named by INSTANCE_OWNERS: without a
-- source they are checked against that list at the next start.
UPDATE "users" SET "instance_owner_source" = 'setup'
WHERE "id" = (SELECT "id" FROM "users" WHERE "is_instance_owner" ORDER BY "created_at", "id" LIMIT 1);
