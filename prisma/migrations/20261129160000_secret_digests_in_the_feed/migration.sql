-- Every instance keeps a set of all digests, so that an invented key costs no read (ADR 0015). A trigger adds new ones to the
-- change feed, whoever inserts them: also a release before this one that runs beside it. After many at once, instances read all again.
CREATE FUNCTION "record_secret_digests"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM (SELECT 1 FROM "added" LIMIT 1001) AS "many") > 1000 THEN
        INSERT INTO "invalidations" ("kind", "subject_id") VALUES ('digest', 'digest:*');
    ELSE
        INSERT INTO "invalidations" ("kind", "subject_id")
        SELECT 'digest', 'digest:' || encode(substring("hash" FROM 1 FOR 8), 'hex') FROM "added";
    END IF;
    RETURN NULL;
END;
$$;

CREATE TRIGGER "key_secrets_record_digests" AFTER INSERT ON "key_secrets"
    REFERENCING NEW TABLE AS "added"
    FOR EACH STATEMENT EXECUTE FUNCTION "record_secret_digests"();
