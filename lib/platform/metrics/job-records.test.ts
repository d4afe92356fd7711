import { expect, test } from "vitest";
import { createJobRecords } from "./job-records.ts";

test("records how often each job worked and failed, and when it last worked", async () => {
  const jobs = createJobRecords();
  await jobs.time("sweep", async () => {});
  const failing = jobs.time("sweep", () => Promise.reject(new Error("the database is away")));
  await expect(failing).rejects.toThrow("the database is away");
  await jobs.time("outbox", () => Promise.reject(new Error("no mail server"))).catch(() => {});
  expect(jobs.list()).toEqual([
    {
      job: "sweep",
      succeeded: 1,
      failed: 1,
      seconds: expect.any(Number),
      lastSuccessAtMs: expect.any(Number),
    },
    { job: "outbox", succeeded: 0, failed: 1, seconds: expect.any(Number), lastSuccessAtMs: null },
  ]);
});
