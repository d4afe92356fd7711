-- Each use of a key updates its row and its secret's row. With room in the page the new version of a row stays in it, and no index
-- has to be changed. Pages that are full already get room when vacuum removes old versions.
ALTER TABLE "api_keys" SET (fillfactor = 80);
ALTER TABLE "key_secrets" SET (fillfactor = 80);
