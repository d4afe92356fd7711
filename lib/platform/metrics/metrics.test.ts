import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("the counts of several threads add up to the counts of one", () => {
  const [whole, first, second] = [createMetrics(), createMetrics(), createMetrics()];
  for (const metrics of [whole, first]) {
    metrics.countVerification("auth", "VALID");
    metrics.observeRequest("auth", 200, 0.3);
  }
  for (const metrics of [whole, second]) {
    metrics.countVerification("auth", "VALID");
    metrics.countVerification("verify", "NOT_FOUND");
    metrics.observeRequest("auth", 200, 3);
    metrics.observeRequest("auth", 401, 20_000);
    metrics.observeRequest("api", 429, 1);
  }
  const main = createMetrics();
  for (const thread of [first, second]) main.add(thread.take());
  expect(main.listVerifications()).toEqual(whole.listVerifications());
  expect(main.listDurations()).toEqual(whole.listDurations());
  expect(main.listRejections()).toEqual([{ route: "api", count: 1 }]);
});

test("take returns each count only once", () => {
  const metrics = createMetrics();
  metrics.countVerification("auth", "VALID");
  metrics.take();
  expect(metrics.take()).toEqual({ verifications: [], durations: [], rejections: [] });
});
