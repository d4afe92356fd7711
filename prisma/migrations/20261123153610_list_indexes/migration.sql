-- CreateIndex
CREATE INDEX "api_keys_team_id_name_id_idx" ON "api_keys"("team_id", "name", "id");

-- CreateIndex
CREATE INDEX "api_keys_team_id_expires_at_id_idx" ON "api_keys"("team_id", "expires_at", "id");

-- CreateIndex
CREATE INDEX "key_secrets_ends_at_idx" ON "key_secrets"("ends_at");
