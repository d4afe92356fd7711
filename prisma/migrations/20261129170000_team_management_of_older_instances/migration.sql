-- While an upgrade is under way, instances of the version before create teams too, and do not name this column. Their
-- environments are marked as the upgrade has marked those from before: production manages the team.
ALTER TABLE "environments" ALTER COLUMN "allows_team_management" DROP DEFAULT;

CREATE FUNCTION "mark_team_management"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."allows_team_management" := COALESCE(NEW."allows_team_management", NEW."slug" = 'production');
  RETURN NEW;
END;
$$;

CREATE TRIGGER "environments_mark_team_management" BEFORE INSERT ON "environments"
  FOR EACH ROW EXECUTE FUNCTION "mark_team_management"();
