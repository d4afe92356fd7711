import { expect, test } from "vitest";
import { createInFlight } from "./in-flight.ts";

const limits = { maxPerServer: 2, maxTotal: 3, maxHeldBytes: 100 };
const busy = expect.objectContaining({ code: "service_unavailable" });

test("limits requests per server and in total, until they leave", () => {
  const inFlight = createInFlight(limits);
  const first = inFlight.enter("a");
  inFlight.enter("a");
  expect(() => inFlight.enter("a")).toThrow(busy);
  inFlight.enter("b");
  expect(() => inFlight.enter("c")).toThrow(busy);
  first.leave();
  inFlight.enter("c").leave();
  inFlight.enter("a");
});

test("limits what all of them hold", () => {
  const inFlight = createInFlight(limits);
  const first = inFlight.enter("a");
  const second = inFlight.enter("b");
  first.hold(60);
  second.hold(40);
  expect(() => second.hold(1)).toThrow(busy);
  first.leave();
  second.hold(60);
});
