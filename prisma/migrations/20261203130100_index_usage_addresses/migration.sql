-- Hours and days whose IP addresses are removed once they are old enough. Minutes are not in it: they are written all the time.
CREATE INDEX CONCURRENTLY "key_usage_addresses" ON "key_usage"("starts_at") WHERE "address" <> '' AND "duration_seconds" > 60;
