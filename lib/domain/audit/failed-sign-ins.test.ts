import { expect, test } from "vitest";
import { createFailureCollector, type FailedSignIn } from "./failed-sign-ins.ts";

const at = new Date("2026-01-05T09:00:10Z");
const failure: FailedSignIn = {
  kind: "password",
  accountDigest: "a",
  email: null,
  userId: null,
  network: "203.0.113.0/24",
  agent: null,
  requestId: "req_1",
  at,
};

test("groups failures by minute, kind, account and network", () => {
  const collector = createFailureCollector();
  collector.add(failure);
  collector.add({ ...failure, at: new Date("2026-01-05T09:00:59Z"), requestId: "req_2" });
  collector.add({ ...failure, kind: "limit" });
  collector.add({ ...failure, accountDigest: "b" });
  collector.add({ ...failure, network: null });
  collector.add({ ...failure, at: new Date("2026-01-05T09:01:00Z") });
  const { groups } = collector.take(new Date("2026-01-05T09:01:30Z"));
  expect(groups.map(({ attempts, requestId }) => [attempts, requestId])).toEqual([
    [2, "req_2"],
    [1, "req_1"],
    [1, "req_1"],
    [1, "req_1"],
  ]);
  expect(collector.take(null).groups).toHaveLength(1);
  expect(collector.take(null)).toEqual({ groups: [], omitted: 0 });
});

test("only counts what exceeds its memory", () => {
  const collector = createFailureCollector(2);
  for (const accountDigest of ["a", "b", "c", "d", "a"]) collector.add({ ...failure, accountDigest });
  const taken = collector.take(null);
  expect([taken.groups.map(({ attempts }) => attempts), taken.omitted]).toEqual([[2, 1], 2]);
  collector.putBack(taken);
  expect(collector.take(null)).toEqual(taken);
});
