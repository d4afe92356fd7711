import { expect, test } from "vitest";
import { createFhirUseCounts, type FhirUse } from "./use-counts.ts";

const use: FhirUse = {
  serverId: "srv_1",
  resourceType: "Patient",
  interaction: "read",
  outcome: "ok",
  now: 3_600_001,
};

test("counts by hour, type, interaction and outcome", () => {
  const counts = createFhirUseCounts();
  for (const now of [3_600_001, 7_199_999, 7_200_000]) counts.add({ ...use, now });
  counts.add({ ...use, outcome: "refused" });
  const taken = counts.take();
  expect(taken.counts.map(({ startsAt, outcome, count }) => [startsAt, outcome, count])).toEqual([
    [3_600_000, "ok", 2],
    [7_200_000, "ok", 1],
    [3_600_000, "refused", 1],
  ]);
  expect(counts.take()).toEqual({ counts: [], omitted: 0 });
});

test("keeps what could not be written, and no more than it has room for", () => {
  const counts = createFhirUseCounts(1);
  counts.add(use);
  const { counts: taken } = counts.take();
  counts.add(use);
  counts.putBack(taken);
  counts.add({ ...use, serverId: "srv_2" });
  expect(counts.take()).toMatchObject({ counts: [{ serverId: "srv_1", count: 2 }], omitted: 1 });
});
