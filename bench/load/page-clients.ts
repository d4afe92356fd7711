// Simulates 100 people who read a docs page repeatedly, each from their own IP address and as fast as its
// budget allows. Stops when its standard input ends, and prints as JSON how many responses of each status
// there were.
import { Agent, get } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

const { ORIGIN = "", PAGE = "/docs" } = process.env;
const clients = 100;
/** About 30 per second: an IP address may request 2,400 pages per minute. */
const intervalMs = 34;

const statuses: Record<string, number> = {};
let isOver = false;
process.stdin.on("end", () => {
  isOver = true;
});
process.stdin.resume();

function read(agent: Agent, address: string): Promise<string> {
  return new Promise((resolve) => {
    const headers = { "x-forwarded-for": address, "accept-encoding": "gzip", accept: "text/html" };
    get(`${ORIGIN}${PAGE}`, { agent, headers }, (response) => {
      response.resume();
      response.once("close", () => resolve(String(response.statusCode)));
    }).once("error", () => resolve("failed"));
  });
}

async function readRepeatedly(client: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (!isOver) {
    const startedAtMs = performance.now();
    const status = await read(agent, `203.0.113.${client}`);
    statuses[status] = (statuses[status] ?? 0) + 1;
    await wait(Math.max(0, startedAtMs + intervalMs - performance.now()));
  }
  agent.destroy();
}

await Promise.all(Array.from({ length: clients }, (_, client) => readRepeatedly(client + 1)));
process.stdout.write(JSON.stringify(statuses));
