import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { SealedFile } from "#lib/services/audit/sealing/seal-chain.ts";
import { AdminError } from "../command/admin-command.ts";

/** Creates the file for its owner only. Throws AdminError if it exists: it could contain the only copy of something. */
export async function createNewFile(path: string): Promise<SealedFile & { close: () => Promise<void> }> {
  const handle = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new AdminError(
      error.code === "EEXIST"
        ? `${path} already exists. Choose another name.`
        : `${path} can't be created: ${error.message}`,
    );
  });
  return {
    write: async (text) => {
      await handle.writeFile(text);
    },
    sync: async () => {
      await handle.sync();
      // The name of the file, too.
      const directory = await open(dirname(path));
      try {
        await directory.sync();
      } finally {
        await directory.close();
      }
    },
    close: () => handle.close(),
  };
}
