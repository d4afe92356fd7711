import { setTimeout as wait } from "node:timers/promises";

interface Target {
  pid: number;
  /** The process was started with `--inspect-port`. */
  debugPort: number;
  /** The end of the file that the thread runs. */
  file: string;
}

interface Message {
  method?: string;
  params?: { sessionId?: string; workerInfo?: { url: string } };
}

const limitMs = 2_000;

async function findDebugger({ pid, debugPort }: Target): Promise<string> {
  for (let tries = 0; tries < 40; tries++) {
    const response = await fetch(`http://127.0.0.1:${debugPort}/json/list`).catch(() => null);
    if (response?.ok) {
      const [first]: { webSocketDebuggerUrl: string }[] = JSON.parse(await response.text());
      if (first !== undefined) return first.webSocketDebuggerUrl;
    }
    // Opens the debugger of a running process.
    process.kill(pid, "SIGUSR1");
    await wait(50);
  }
  throw new Error(`process ${pid} opens no debugger`);
}

/** Ends the threads of a running process that run this file, through its debugger: signals end whole processes. */
export async function endThread(target: Target): Promise<void> {
  const socket = new WebSocket(await findDebugger(target));
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let sent = 0;
  const send = (method: string, params: Record<string, unknown>) => {
    sent += 1;
    socket.send(JSON.stringify({ id: sent, method, params }));
  };
  socket.addEventListener("open", () => send("NodeWorker.enable", { waitForDebuggerOnStart: false }));
  socket.addEventListener("message", ({ data }) => {
    const { method, params }: Message = JSON.parse(String(data));
    if (method === "NodeWorker.detachedFromWorker") resolve();
    if (method !== "NodeWorker.attachedToWorker") return;
    if (params?.workerInfo?.url.endsWith(target.file) !== true) return;
    const message = { id: 1, method: "Runtime.evaluate", params: { expression: "process.exit(1)" } };
    send("NodeWorker.sendMessageToWorker", {
      sessionId: params.sessionId,
      message: JSON.stringify(message),
    });
  });
  // No thread runs while its successor waits to be started.
  await Promise.race([ended, wait(limitMs)]);
  socket.close();
}
