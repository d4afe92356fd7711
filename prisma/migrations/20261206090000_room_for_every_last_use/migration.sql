-- If all keys of a page are used at the same time, a page that is 80% full has no room for their new versions, and each one that
-- moves leaves an entry in all indexes. Half a page is room for all of them.
ALTER TABLE "api_keys" SET (fillfactor = 50);
ALTER TABLE "key_secrets" SET (fillfactor = 50);
