import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type AuditValue,
  type ChainedEvent,
  computeEventHash,
  firstPrevHash,
  hashPersonal,
  serializeCanonically,
} from "./chain.ts";

const secret = "a".repeat(32);

const event: ChainedEvent = {
  id: "evt_1",
  chainId: "team_1",
  seq: 1n,
  action: "key.create",
  actorType: "user",
  actorId: "user_1",
  targetType: "key",
  targetId: "key_1",
  changes: { name: "CI", allowedIps: ["192.0.2.0/24"] },
  requestId: "req_1",
  occurredAt: new Date("2030-01-01T00:00:00Z"),
  personalHash: hashPersonal({ salt: "x" }),
};

const changed: Partial<ChainedEvent>[] = [
  { id: "evt_2" },
  { chainId: "team_2" },
  { seq: 2n },
  { action: "key.delete" },
  { actorType: "apiKey" },
  { actorId: "user_2" },
  { targetType: "team" },
  { targetId: "key_2" },
  { changes: { name: "CI", allowedIps: ["192.0.2.0/25"] } },
  { requestId: "req_2" },
  { occurredAt: new Date("2030-01-01T00:00:00.001Z") },
  { personalHash: hashPersonal({ salt: "y" }) },
];

test.each(changed)("an event's hash changes with %o", (change) => {
  const hash = computeEventHash(secret, event, firstPrevHash);
  expect(computeEventHash(secret, { ...event, ...change }, firstPrevHash)).not.toEqual(hash);
});

test("an event's hash changes with the event before it, and with the secret", () => {
  const hash = computeEventHash(secret, event, firstPrevHash);
  expect(computeEventHash(secret, event, hash)).not.toEqual(hash);
  expect(computeEventHash("b".repeat(32), event, firstPrevHash)).not.toEqual(hash);
});

test("an event's hash changes when text moves from one field to the next", () => {
  const left = computeEventHash(secret, { ...event, actorType: "a", actorId: "bc" }, firstPrevHash);
  const right = computeEventHash(secret, { ...event, actorType: "ab", actorId: "c" }, firstPrevHash);
  expect(left).not.toEqual(right);
});

function asAuditValue(value: unknown): AuditValue {
  return value as AuditValue;
}

test("serializes to the same JSON value, regardless of the order of names", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = serializeCanonically(asAuditValue(value));
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
  expect(serializeCanonically({ b: 1, a: [null, { d: true, c: "x" }] })).toBe(
    '{"a":[null,{"c":"x","d":true}],"b":1}',
  );
});
