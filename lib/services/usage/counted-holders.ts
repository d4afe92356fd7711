import { Prisma } from "#lib/platform/db/generated/client.ts";

/** What usage is counted for, as a table with `id`, `team_id` and `environment_id`: keys, and apps with all of their tokens. */
export const countedHolders = Prisma.sql`(
  SELECT id, team_id, environment_id FROM api_keys UNION ALL SELECT id, team_id, environment_id FROM apps)`;
