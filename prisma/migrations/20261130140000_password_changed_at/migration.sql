-- When the password was last set. Null for passwords set by an earlier version.
ALTER TABLE "users" ADD COLUMN "password_changed_at" TIMESTAMPTZ(3);
