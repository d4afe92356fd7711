import { rm } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import type { AuditVerificationDto } from "#lib/contract/team/audit-events.ts";
import { countOf } from "#lib/domain/common/count-of.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import { exportChainByCommand } from "#lib/services/audit/export.ts";
import { instanceChain } from "#lib/services/audit/instance-chain.ts";
import { listChains, verifyChain } from "#lib/services/audit/verify.ts";
import { findTeamByCommand } from "#lib/services/instance/teams/by-command.ts";
import {
  type AdminContext,
  AdminError,
  AdminUsageError,
  type DatabaseCommand,
} from "../command/admin-command.ts";
import { assertMigrated } from "../command/assert-migrated.ts";
import { createNewFile } from "../files/create-new-file.ts";

/** The chain that a person means: `instance`, or a team's short name or ID. Deleted teams keep their chain, under the ID. */
async function findChain({ database }: AdminContext, name: string): Promise<string> {
  const chains = await listChains(database);
  const chainId = (await findTeamByCommand(database, name))?.id ?? name;
  if (chains.includes(chainId)) return chainId;
  throw new AdminError(
    `There is no audit log of ${name}. Use ${instanceChain} for the console's own, or the short name or ID of a team.`,
  );
}

function describeUnverified(unverified: Extract<AuditVerificationDto, { ok: true }>["unverified"]): string {
  if (unverified === null) return "";
  const { kind, lastSeq, lastAt } = unverified;
  const reason = kind === "sealed" ? "were exported and removed" : "can't be verified, their secret is lost";
  return ` after event ${lastSeq} of ${lastAt} (the events up to it ${reason})`;
}

export const verifyAudit: DatabaseCommand = {
  needs: "database",
  parameters: "[CHAIN] [HEAD]",
  summary:
    "Verifies that all audit logs are unchanged, or one, and that it still contains an event noted earlier",
  run: async (context, { parameters: [chain, head], signal, report }) => {
    await assertMigrated(context);
    const chains =
      chain === undefined ? await listChains(context.database) : [await findChain(context, chain)];
    const lines: string[] = [];
    const data = [];
    for (const [index, chainId] of chains.entries()) {
      if (chains.length > 1) report(`${index + 1} of ${chains.length}: ${chainId}`);
      const verdict = await verifyChain(context, chainId, { head, signal });
      data.push({ chain: chainId, ...verdict });
      lines.push(
        verdict.ok
          ? `${chainId}: intact, ${countOf(verdict.events, "event")}${describeUnverified(verdict.unverified)}, head ${verdict.head}`
          : `${chainId}: BROKEN at event ${verdict.brokenAt.seq} (${verdict.brokenAt.reason}), ${countOf(verdict.events, "intact event")} before it`,
      );
    }
    const isFine = data.every(({ ok }) => ok);
    if (!isFine) {
      lines.push(
        "A log was changed outside the console, or AUDIT_SECRET isn't the one it was written with.",
        `Check the secret with \`${getAdminProgram()} doctor\` before you suspect anyone.`,
      );
    }
    return { lines, data, isFine };
  },
};

export const exportAudit: DatabaseCommand = {
  needs: "database",
  parameters: "CHAIN FILE",
  summary: "Writes an audit log to a new file, as CSV if its name ends in .csv, otherwise as JSON lines",
  run: async (context, { parameters: [chain = "", file = ""], workingDirectory, signal }) => {
    await assertMigrated(context);
    const chainId = await findChain(context, chain);
    const path = resolve(workingDirectory, file);
    if (basename(path) === "" || file.endsWith("/"))
      throw new AdminUsageError("FILE must be the name of a file.");
    const format = extname(path).toLowerCase() === ".csv" ? "csv" : "jsonl";
    const created = await createNewFile(path);
    try {
      for await (const text of exportChainByCommand(context, { chainId, format, now: new Date(), signal })) {
        signal.throwIfAborted();
        await created.write(text);
      }
      await created.sync();
    } catch (error) {
      // Half a log could be taken for a whole one.
      await rm(path, { force: true });
      throw error;
    } finally {
      await created.close();
    }
    return { lines: [`The audit log of ${chain} is in ${path}.`], data: { chain: chainId, path, format } };
  },
};
