import { writeFile } from "node:fs/promises";
import type { TestTeam } from "#e2e/support/database/fixtures.ts";
import { getHint } from "#lib/contract/keys/key-hint.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";

const chunk = 10_000;

/** Creates keys that belong to the team's owner, and writes their secrets to the file, one per line. */
export async function insertKeys(
  database: Database,
  team: TestTeam,
  count: number,
  secretsFile: string,
): Promise<void> {
  const secrets: string[] = [];
  for (let inserted = 0; inserted < count; inserted += chunk) {
    const size = Math.min(chunk, count - inserted);
    const rows = Array.from({ length: size }, () => {
      const secret = createSecret();
      secrets.push(secret);
      return { keyId: createId("key"), secretId: createId("secret"), secret };
    });
    const keyIds = rows.map(({ keyId }) => keyId);
    await database.pool.query(
      `INSERT INTO api_keys (id, team_id, environment_id, name, owner_type, owner_user_id, created_by_id, updated_at)
       SELECT id, $2, $3, 'Bench', 'user', $4, $4, now() FROM unnest($1::text[]) AS id`,
      [keyIds, team.id, team.environments.development, team.owner.id],
    );
    await database.pool.query(
      `INSERT INTO key_secrets (id, key_id, hash, hint)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::text[])`,
      [
        rows.map(({ secretId }) => secretId),
        keyIds,
        rows.map(({ secret }) => hashSecret(secret)),
        rows.map(({ secret }) => getHint(secret)),
      ],
    );
  }
  await database.pool.query("ANALYZE");
  await writeFile(secretsFile, `${secrets.join("\n")}\n`);
}
