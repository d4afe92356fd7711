import { expect, test } from "vitest";
import { createInFlight } from "./in-flight.ts";

const limits = { maxPerServer: 2, maxTotal: 6, maxHeldBytes: 200 };
const busy = expect.objectContaining({ code: "service_unavailable" });

/** A server of the team `t`, unless another one is given. */
function of(id: string, teamId = "t") {
  return { id, teamId };
}

test("limits requests per server, per team and in total, until they leave", () => {
  const inFlight = createInFlight(limits);
  const first = inFlight.enter(of("a"));
  inFlight.enter(of("a"));
  expect(() => inFlight.enter(of("a"))).toThrow(busy);
  inFlight.enter(of("b"));
  // No team takes more than half.
  expect(() => inFlight.enter(of("c"))).toThrow(busy);
  for (const id of ["d", "e", "f"]) inFlight.enter(of(id, id));
  expect(() => inFlight.enter(of("g", "g"))).toThrow(busy);
  first.leave(null);
  inFlight.enter(of("c")).leave(null);
  inFlight.enter(of("a"));
});

test("limits what the requests of a team hold, and what all of them do", () => {
  const inFlight = createInFlight(limits);
  const first = inFlight.enter(of("a"));
  const second = inFlight.enter(of("b"));
  first.hold(60);
  second.hold(40);
  expect(() => second.hold(1)).toThrow(busy);
  inFlight.enter(of("c", "u")).hold(70);
  const last = inFlight.enter(of("d", "v"));
  expect(() => last.hold(31)).toThrow(busy);
  last.hold(30);
  first.leave(null);
  second.hold(60);
});

test("what a request held is free when its response has been sent", () => {
  const inFlight = createInFlight(limits);
  const sent = new AbortController();
  const first = inFlight.enter(of("a"));
  first.hold(60);
  first.leave(sent.signal);
  // Another request can run, but with less room.
  inFlight.enter(of("a"));
  const last = inFlight.enter(of("a"));
  expect(() => last.hold(41)).toThrow(busy);
  sent.abort();
  last.hold(100);
  last.leave(sent.signal);
  inFlight.enter(of("b")).hold(100);
});
