import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { countOf } from "#lib/domain/common/count-of.ts";
import { verifySealedFile } from "#lib/services/audit/sealing/verify-sealed-file.ts";
import { AdminError, type DatabaseCommand } from "../command/admin-command.ts";

export const auditVerifyFile: DatabaseCommand = {
  needs: "database",
  parameters: "FILE",
  summary: "Verifies a file of sealed events against the database",
  run: async (context, { parameters: [name = ""], workingDirectory }) => {
    const path = resolve(workingDirectory, name);
    const handle = await open(path).catch(() => {
      throw new AdminError(`${path} can't be read.`);
    });
    try {
      const sections = await verifySealedFile(context, handle.readLines()).catch((error: unknown) => {
        throw new AdminError(
          `${path} is not a file of sealed events: ${error instanceof Error ? error.message : error}`,
        );
      });
      const lines = sections.map(({ chainId, events, firstSeq, lastSeq, problem }) =>
        problem === null
          ? `${chainId}: intact, ${countOf(events, "event")}, from ${firstSeq} to ${lastSeq}`
          : `${chainId}: BROKEN, ${problem}`,
      );
      const isFine = sections.length > 0 && sections.every(({ problem }) => problem === null);
      return { lines: lines.length === 0 ? ["The file is empty."] : lines, data: sections, isFine };
    } finally {
      await handle.close();
    }
  },
};
