-- AlterTable
ALTER TABLE "environments" ADD COLUMN "allows_team_management" BOOLEAN NOT NULL DEFAULT false;

-- Keys that manage people and the team usually live in production.
UPDATE "environments" SET "allows_team_management" = true WHERE "slug" = 'production';
