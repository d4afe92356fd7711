// `npm run audit:verify [TEAM_ID [HEAD]]`: recomputes the audit log of every team, or of one, and says where it breaks. Runs beside the
// service or without it, with the same settings. HEAD is a hash noted earlier: the log must still contain it. Ends with 1 when anything breaks.

import { readMigrationState } from "../lib/db/migrations.ts";
import { joinDatabase } from "../lib/db/open-database.ts";
import { readConfig } from "../lib/env.ts";
import { loadInstanceSecrets } from "../lib/instance-secrets.ts";
import { createLogger } from "../lib/log.ts";
import { verifyChain } from "../lib/services/audit/verify.ts";
import { StartError } from "../lib/start-error.ts";

async function verifyAudit(onlyChain: string | undefined, head: string | undefined): Promise<boolean> {
  const config = readConfig();
  const database = await joinDatabase(config, createLogger({ level: "error" }));
  try {
    if ((await readMigrationState(database)) === "behind") {
      throw new StartError(
        "The database is not there yet, or older than this version: start the console once",
      );
    }
    const runtime = { database, secrets: await loadInstanceSecrets(config) };
    const events = await database.prisma.auditEvent.groupBy({ by: ["chainId"] });
    const heads = await database.prisma.auditHead.findMany({ select: { chainId: true } });
    const known = new Set([...events, ...heads].map(({ chainId }) => chainId));
    if (onlyChain !== undefined && !known.has(onlyChain)) {
      throw new StartError(`There is no audit log of ${onlyChain}`);
    }
    let areWhole = true;
    for (const chainId of onlyChain === undefined ? [...known].sort() : [onlyChain]) {
      const verdict = await verifyChain(runtime, chainId, head);
      areWhole &&= verdict.ok;
      process.stdout.write(
        verdict.ok
          ? `${chainId}: whole, ${verdict.events} events, head ${verdict.head}\n`
          : `${chainId}: BROKEN at event ${verdict.brokenAt.seq} (${verdict.brokenAt.reason}), ${verdict.events} good before it\n`,
      );
    }
    return areWhole;
  } finally {
    await database.close();
  }
}

const [chain, head] = process.argv.slice(2);
try {
  process.exitCode = (await verifyAudit(chain, head)) ? 0 : 1;
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
