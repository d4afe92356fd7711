import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planFinish, planRotation, type RotationFacts } from "./rotation.ts";
import { getKeyStatus } from "./status.ts";

const now = new Date("2026-06-01T12:00:00Z");
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);

function createFacts(overrides: Partial<RotationFacts> = {}): RotationFacts {
  return {
    revokedAt: null,
    expiresAt: null,
    disabledAt: null,
    secrets: [{ id: "new", endsAt: null }],
    ...overrides,
  };
}

const moment = fc.integer({ min: -1_000_000, max: 1_000_000 }).map(at);
const anyFacts = fc.record({
  revokedAt: fc.option(moment),
  expiresAt: fc.option(moment),
  disabledAt: fc.option(moment),
  secrets: fc
    .array(moment, { maxLength: 3 })
    .map((ends) => [
      { id: "current", endsAt: null },
      ...ends.map((endsAt, i) => ({ id: `old${i}`, endsAt })),
    ]),
});

describe("getKeyStatus", () => {
  it("returns the most final status that applies", () => {
    const everything = {
      revokedAt: at(-1),
      expiresAt: at(-1),
      disabledAt: at(-1),
      secrets: [{ endsAt: at(60) }],
    };
    expect(getKeyStatus(everything, now)).toBe("revoked");
    expect(getKeyStatus({ ...everything, revokedAt: null }, now)).toBe("expired");
    expect(getKeyStatus({ ...everything, revokedAt: null, expiresAt: at(1) }, now)).toBe("disabled");
    expect(getKeyStatus({ ...everything, revokedAt: null, expiresAt: null, disabledAt: null }, now)).toBe(
      "rotating",
    );
    expect(getKeyStatus(createFacts({ secrets: [{ id: "old", endsAt: now }] }), now)).toBe("active");
  });

  it("returns expired from the exact time of the expiry", () => {
    expect(getKeyStatus(createFacts({ expiresAt: now }), now)).toBe("expired");
  });
});

describe("planRotation", () => {
  it("leaves at most two live secrets, the new one included, and none past the key's expiry", () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 0, max: 604_800 }), (facts, gracePeriodSeconds) => {
        const plan = planRotation(facts, { gracePeriodSeconds }, now);
        if (plan.outcome === "refuse") return;
        const endings = new Map(plan.endings.map((ending) => [ending.secretId, ending.endsAt]));
        const after = facts.secrets.map((secret) => endings.get(secret.id) ?? secret.endsAt);
        expect(after).not.toContain(null);
        expect(after.filter((endsAt) => endsAt !== null && endsAt > now).length).toBeLessThanOrEqual(1);
        for (const endsAt of endings.values()) {
          expect(endsAt.getTime()).toBeLessThanOrEqual(
            facts.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
          );
        }
      }),
    );
  });

  it("never extends the life of a secret", () => {
    fc.assert(
      fc.property(anyFacts, fc.integer({ min: 0, max: 604_800 }), (facts, gracePeriodSeconds) => {
        const plan = planRotation(facts, { gracePeriodSeconds }, now);
        if (plan.outcome === "refuse") return;
        for (const { secretId, endsAt } of plan.endings) {
          const before = facts.secrets.find((secret) => secret.id === secretId)?.endsAt;
          if (before) expect(endsAt.getTime()).toBeLessThanOrEqual(before.getTime());
        }
      }),
    );
  });

  it("gives the previous secret the requested grace period", () => {
    expect(planRotation(createFacts(), { gracePeriodSeconds: 3600 }, now)).toEqual({
      outcome: "rotate",
      endings: [{ secretId: "new", endsAt: at(3600) }],
    });
  });

  it("ends the grace period at the key's expiry", () => {
    const plan = planRotation(createFacts({ expiresAt: at(60) }), { gracePeriodSeconds: 3600 }, now);
    expect(plan).toEqual({ outcome: "rotate", endings: [{ secretId: "new", endsAt: at(60) }] });
  });

  it("rejects a second rotation during a grace period, unless its own grace period is 0", () => {
    const rotating = createFacts({
      secrets: [
        { id: "old", endsAt: at(60) },
        { id: "new", endsAt: null },
      ],
    });
    expect(planRotation(rotating, { gracePeriodSeconds: 1 }, now)).toEqual({
      outcome: "refuse",
      reason: "already_rotating",
    });
    expect(planRotation(rotating, { gracePeriodSeconds: 0 }, now)).toEqual({
      outcome: "rotate",
      endings: [
        { secretId: "old", endsAt: now },
        { secretId: "new", endsAt: now },
      ],
    });
  });

  it.each([
    ["revoked", { revokedAt: at(-1) }],
    ["expired", { expiresAt: at(-1) }],
    ["disabled", { disabledAt: at(-1) }],
  ] as const)("rejects a key that is %s", (reason, overrides) => {
    expect(planRotation(createFacts(overrides), { gracePeriodSeconds: 0 }, now)).toEqual({
      outcome: "refuse",
      reason,
    });
  });

  it("rejects a request that expects another current secret", () => {
    const request = { gracePeriodSeconds: 0, currentSecretId: "older" };
    expect(planRotation(createFacts(), request, now)).toEqual({ outcome: "refuse", reason: "not_current" });
  });
});

describe("planFinish", () => {
  it("ends only the secrets that are still in their grace period", () => {
    const facts = createFacts({
      secrets: [
        { id: "over", endsAt: at(-60) },
        { id: "old", endsAt: at(60) },
        { id: "new", endsAt: null },
      ],
    });
    expect(planFinish(facts, now)).toEqual([{ secretId: "old", endsAt: now }]);
    expect(planFinish(createFacts(), now)).toEqual([]);
  });
});
