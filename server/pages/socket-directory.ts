import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Config } from "#lib/env.ts";

/** A unix socket's path may have 107 bytes. */
const maxPathBytes = 104;

const socketName = "pages.sock";

export interface PagesSocket {
  path: string;
  remove: () => Promise<void>;
}

/**
 * A place in a directory that only we can enter: whoever reaches the socket can say for whom they ask. Beside the embedded
 * database's own socket, where the lock on the data directory says that it is ours; else in a directory made for it.
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
