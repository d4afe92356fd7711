-- CreateIndex
CREATE INDEX CONCURRENTLY "audit_events_secret_id_idx" ON "audit_events"("secret_id");
