/**
 * Next calls this once a process. Where our own server runs, the runtime exists already; on a host that only runs Next it
 * is made here, and then needs a database of its own and a proxy that names the client.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { ensureRuntime } = await import("./server/ensure-runtime.ts");
  await ensureRuntime();
}
