-- When the password was last changed. Null for the one of the sign-up.
ALTER TABLE "users" ADD COLUMN "password_changed_at" TIMESTAMPTZ(3);
