import { afterEach, expect, test, vi } from "vitest";
import { createCopiedWorld } from "#e2e/support/verification/copied-keys.ts";

const patient = 20_000;

// Threads start slowly on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

let world: ReturnType<typeof createCopiedWorld>;
let threads: ReturnType<(typeof world)["startThread"]>[];

function start(count: number, patienceMs: number) {
  world = createCopiedWorld();
  threads = Array.from({ length: count }, () => world.startThread(patienceMs));
}

afterEach(async () => {
  world.stop();
  await Promise.all(threads.map((thread) => thread.terminate()));
});

test("a change is acknowledged only when no thread answers with older data", async () => {
  start(2, patient);
  const totals = { asked: 0, hits: 0, late: 0 };
  // Answered once the threads run.
  await Promise.all(threads.map((thread) => thread.count()));
  for (let round = 0; round < 300; round++) {
    await world.change();
    if (round % 10 !== 9) continue;
    for (const { asked, hits, late } of await Promise.all(threads.map((thread) => thread.count()))) {
      totals.asked += asked;
      totals.hits += hits;
      totals.late += late;
    }
  }
  expect(totals.late).toBe(0);
  expect(totals.hits).toBeGreaterThan(0);
  expect(totals.asked).toBeGreaterThan(totals.hits);
});

test("a thread that does not answer is ended before a change is acknowledged", async () => {
  start(1, 200);
  // On a busy machine the other thread may be slow to answer, too.
  threads.push(world.startThread(patient));
  await Promise.all(threads.map((thread) => thread.count()));
  const [hanging, other] = threads;
  let isRunning = true;
  void hanging?.ended.then(() => {
    isRunning = false;
  });
  hanging?.send("hang");
  // It may still apply the first change before it is told to hang.
  while (isRunning) await world.change();
  expect((await other?.count())?.late).toBe(0);
});

test("a thread that ends by itself does not delay a change", async () => {
  start(1, patient);
  await threads[0]?.count();
  const changing = world.change();
  await threads[0]?.terminate();
  await changing;
});

test("a thread that starts while keys change holds no older data", async () => {
  start(0, patient);
  for (let round = 0; round < 2; round++) {
    const thread = world.startThread(patient);
    threads.push(thread);
    let isUp = false;
    const counting = thread.count().then((counts) => {
      isUp = true;
      return counts;
    });
    while (!isUp) {
      await world.change();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await counting).late).toBe(0);
    expect((await thread.count()).late).toBe(0);
  }
});
