import { fork } from "node:child_process";
import { once } from "node:events";
import type { Server } from "node:net";
import { fileURLToPath } from "node:url";

/**
 * The descriptor of a listening server, which all threads of the process can use. Null on systems without
 * one, where the port cannot be shared.
 */
export function getListeningDescriptor(server: Server): number | null {
  // Node documents this only indirectly: `listen` accepts an object that has it.
  const handle: unknown = Reflect.get(server, "_handle");
  const descriptor = handle instanceof Object && "fd" in handle ? handle.fd : null;
  return typeof descriptor === "number" && descriptor >= 0 ? descriptor : null;
}

const startLimitMs = 10_000;

/**
 * Listens on the same socket as the main thread, through a duplicate of its descriptor: a thread that closes
 * its descriptor leaves the socket and its queue to the others (ADR 0020). Node cannot duplicate a
 * descriptor, but sending one to a child process and back does.
 */
export async function listenOnDuplicate(server: Server, descriptor: number): Promise<void> {
  const path = fileURLToPath(new URL("./hand-back-port.ts", import.meta.url));
  const child = fork(path, [], {
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc", descriptor],
  });
  try {
    const handed = await once(child, "message", { signal: AbortSignal.timeout(startLimitMs) });
    server.listen(handed[1]);
    await once(server, "listening");
  } finally {
    child.kill("SIGKILL");
  }
}
