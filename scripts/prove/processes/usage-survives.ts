// Proof: a process that is asked to stop under load loses no count of a verification; one that is killed
// loses at most those of its last five seconds.
// `npm run prove -- usage-survives [rounds]`
import { setTimeout as wait } from "node:timers/promises";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { startFleet } from "#e2e/support/verification/fleet.ts";

const rounds = Number(process.argv[2] ?? 5);
const loadMs = 12_000;
/** The interval at which counts are written, plus the time of a statement. */
const flushMs = 5_500;

const fleet = await startFleet({ serve: ["console"] });
const [template] = fleet.instances;
if (template === undefined) throw new Error("no instance was started");

async function countStored(): Promise<number> {
  const { _sum } = await fleet.database.prisma.keyUsage.aggregate({
    where: { keyId: fleet.owner.id },
    _sum: { count: true },
  });
  return _sum.count ?? 0;
}

/** Sends verifications until the process has ended. Returns when each was answered. */
async function verifyUntilGone(origin: string): Promise<number[]> {
  const answeredAt: number[] = [];
  const isOver = { value: false };
  const lane = async () => {
    while (!isOver.value) {
      const response = await fetch(`${origin}/v1/api/auth?team=${fleet.team.id}`, {
        headers: { authorization: `Bearer ${fleet.owner.secret}` },
      }).catch(() => null);
      if (response === null) isOver.value = true;
      else if (response.status === 200) answeredAt.push(performance.now());
      await response?.arrayBuffer().catch(() => {});
      await wait(5);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return answeredAt;
}

let isBroken = false;
for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  for (let round = 1; round <= rounds; round++) {
    const running = await startConsole({
      environment: {
        DATABASE_URL: fleet.postgres.url,
        SESSION_SECRET: "s".repeat(32),
        AUDIT_SECRET: "a".repeat(32),
        LOG_LEVEL: "error",
      },
    });
    const before = await countStored();
    const verifying = verifyUntilGone(running.origin);
    await wait(loadMs * (0.5 + Math.random() / 2));
    const stoppedAt = performance.now();
    await running.stop(signal);
    const answeredAt = await verifying;
    const lost = answeredAt.length - ((await countStored()) - before);
    const maxLost = signal === "SIGTERM" ? 0 : answeredAt.filter((atMs) => atMs > stoppedAt - flushMs).length;
    isBroken ||= lost > maxLost;
    console.log(
      `${signal}, round ${round}: ${answeredAt.length} answered, ${lost} lost, allowed: ${maxLost}`,
    );
  }
}
await fleet.stop();
process.exitCode = isBroken ? 1 : 0;
