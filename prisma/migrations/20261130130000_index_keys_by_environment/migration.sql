-- CreateIndex
CREATE INDEX CONCURRENTLY "api_keys_team_id_environment_id_created_at_id_idx" ON "api_keys"("team_id", "environment_id", "created_at", "id");
