import { createClient } from "@redis/client";

const limitMs = 2_000;

/** Whether Redis, or the node of a cluster that the address names, answers. Uses a connection of its own. */
export async function canReachRedis(url: string): Promise<boolean> {
  const client = createClient({
    url,
    socket: { connectTimeout: limitMs, reconnectStrategy: false },
    commandOptions: { timeout: limitMs },
  });
  // Without a listener, a lost connection would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    return (await client.ping()) === "PONG";
  } catch {
    return false;
  } finally {
    if (client.isOpen) client.destroy();
  }
}
