// `npm run audit:verify [TEAM_ID [HEAD]]`: recomputes the audit log of every team, or of one, and reports
// where it is broken. Runs with or without the service, with the same settings. HEAD is a hash noted earlier:
// the log must still contain it. Exits with 1 if anything is broken.

import type { AuditVerificationDto } from "#lib/contract/team/audit-events.ts";
import { countOf } from "#lib/domain/common/count-of.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { joinDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { verifyChain } from "../lib/services/audit/verify.ts";

async function verifyAudit(onlyChain: string | undefined, head: string | undefined): Promise<boolean> {
  const config = readConfig();
  const database = await joinDatabase(config, createLogger({ level: "error" }));
  try {
    if ((await readMigrationState(database)) === "behind") {
      throw new StartError(
        "There is no database yet, or it is older than this version: start the console once",
      );
    }
    const runtime = { database, secrets: await loadInstanceSecrets(config) };
    const events = await database.prisma.auditEvent.groupBy({ by: ["chainId"] });
    const heads = await database.prisma.auditHead.findMany({ select: { chainId: true } });
    const known = new Set([...events, ...heads].map(({ chainId }) => chainId));
    if (onlyChain !== undefined && !known.has(onlyChain)) {
      throw new StartError(`There is no audit log for ${onlyChain}`);
    }
    let areIntact = true;
    for (const chainId of onlyChain === undefined ? [...known].sort() : [onlyChain]) {
      const verdict = await verifyChain(runtime, chainId, head);
      areIntact &&= verdict.ok;
      process.stdout.write(
        verdict.ok
          ? `${chainId}: intact, ${countOf(verdict.events, "event")}${describeUnverified(verdict.unverified)}, head ${verdict.head}\n`
          : `${chainId}: BROKEN at event ${verdict.brokenAt.seq} (${verdict.brokenAt.reason}), ${countOf(verdict.events, "intact event")} before it\n`,
      );
    }
    return areIntact;
  } finally {
    await database.close();
  }
}

function describeUnverified(unverified: Extract<AuditVerificationDto, { ok: true }>["unverified"]): string {
  if (unverified === null) return "";
  const { kind, lastSeq, lastAt } = unverified;
  const reason = kind === "sealed" ? "were exported and removed" : "can't be verified, their secret is lost";
  return ` after event ${lastSeq} of ${lastAt} (the events up to it ${reason})`;
}

const [chain, head] = process.argv.slice(2);
try {
  process.exitCode = (await verifyAudit(chain, head)) ? 0 : 1;
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
