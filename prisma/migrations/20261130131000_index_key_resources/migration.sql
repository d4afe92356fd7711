-- CreateIndex
CREATE INDEX CONCURRENTLY "key_resources_resource_key_id_idx" ON "key_resources"("resource", "key_id");
