import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { readSamples } from "#e2e/docs/samples.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";

export interface LoadBalancer {
  origin: string;
  stop: () => Promise<void>;
}

/** The configuration in docs/scaling.md for as many servers as there are ports. */
async function readConfiguration(port: number, serverPorts: readonly number[]): Promise<string> {
  const recipe = (await readSamples("scaling")).find(({ language }) => language === "haproxy")?.code ?? "";
  const servers = /^ {2}server .+\n?/gm;
  const lines = serverPorts.map(
    (serverPort, index) => `  server verifier${index + 1} 127.0.0.1:${serverPort}`,
  );
  const balancer = recipe.replaceAll(servers, "").trimEnd();
  return `${balancer.replace("bind :8000", `bind 127.0.0.1:${port}`)}\n${lines.join("\n")}\n`;
}

/** Starts HAProxy in front of servers on this machine, and waits until it answers. */
export async function startHaproxy(program: string, serverPorts: readonly number[]): Promise<LoadBalancer> {
  const directory = await mkdtemp(join(tmpdir(), "haproxy-"));
  const port = await findFreePort();
  const file = join(directory, "haproxy.cfg");
  await writeFile(file, await readConfiguration(port, serverPorts));
  const child = spawn(program, ["-f", file], { stdio: "ignore" });
  const origin = `http://127.0.0.1:${port}`;
  while ((await fetch(`${origin}/livez`).catch(() => null))?.ok !== true) {
    if (child.exitCode !== null) throw new Error("HAProxy did not start");
    await wait(50);
  }
  return {
    origin,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill();
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}
