import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Config } from "#lib/platform/settings/env.ts";

/** The path of a Unix socket is limited to 107 bytes. */
const maxPathBytes = 104;

const socketName = "pages.sock";

export interface PagesSocket {
  path: string;
  remove: () => Promise<void>;
}

/**
 * Chooses a socket path in a directory that only this user can access: a process that reaches the socket can
 * claim to be any client. The socket is next to the embedded database's own, which the lock on the data
 * directory protects; otherwise in a new directory.
 */
export async function createPagesSocket({
  databaseUrl,
  dataDirectory,
}: Pick<Config, "databaseUrl" | "dataDirectory">): Promise<PagesSocket> {
  const near = join(resolve(dataDirectory), "socket", socketName);
  if (databaseUrl === undefined && Buffer.byteLength(near) <= maxPathBytes) {
    const remove = () => rm(near, { force: true });
    // A killed process leaves its socket behind.
    await remove();
    return { path: near, remove };
  }
  const directory = await mkdtemp(join(tmpdir(), "byteengine-pages-"));
  return {
    path: join(directory, socketName),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
