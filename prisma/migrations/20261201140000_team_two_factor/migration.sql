-- When members of a team must have a second factor. Null: never.
ALTER TABLE "teams" ADD COLUMN "two_factor_required_from" TIMESTAMPTZ(3);
