-- Waiting emails whose link can end before they are sent.
CREATE INDEX CONCURRENTLY "outbox_mails_waiting_subject" ON "outbox_mails"("subject_id") WHERE "ended_at" IS NULL AND "subject_id" IS NOT NULL;
