-- CreateIndex
CREATE INDEX CONCURRENTLY "app_tokens_grant_id_idx" ON "app_tokens"("grant_id");
