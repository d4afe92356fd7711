-- CreateIndex
CREATE INDEX "api_keys_team_id_environment_id_created_at_id_idx" ON "api_keys"("team_id", "environment_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "key_resources_resource_key_id_idx" ON "key_resources"("resource", "key_id");
