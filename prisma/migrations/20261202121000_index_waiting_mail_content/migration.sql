-- Emails with a content of their own that are due. They are few, and are sent before those about notices.
CREATE INDEX CONCURRENTLY "outbox_mails_waiting_content" ON "outbox_mails"("next_attempt_at") WHERE "ended_at" IS NULL AND "expires_at" IS NOT NULL;
