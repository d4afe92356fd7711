import { expect, test } from "vitest";
import { type AppSecretFacts, planAppSecret, planSecretEnd } from "./app-secrets.ts";

const now = new Date("2026-12-01T12:00:00Z");
const later = new Date("2026-12-01T13:00:00Z");
const earlier = new Date("2026-12-01T11:00:00Z");

const app: AppSecretFacts = {
  kind: "service",
  deletedAt: null,
  disabledAt: null,
  worksWithoutSecret: false,
  secrets: [{ id: "one", endsAt: null }],
};

const inGrace: AppSecretFacts = {
  ...app,
  secrets: [
    { id: "two", endsAt: null },
    { id: "one", endsAt: later },
    { id: "zero", endsAt: earlier },
  ],
};

test("a new secret gives the previous one a grace period", () => {
  expect(planAppSecret(app, 3600, now)).toEqual({
    outcome: "create",
    endings: [{ secretId: "one", endsAt: later }],
  });
});

test("during a grace period another secret needs a grace period of 0, which ends both", () => {
  expect(planAppSecret(inGrace, 3600, now)).toEqual({ outcome: "refuse", reason: "already_rotating" });
  expect(planAppSecret(inGrace, 0, now)).toEqual({
    outcome: "create",
    endings: [
      { secretId: "two", endsAt: now },
      { secretId: "one", endsAt: now },
    ],
  });
});

test("an app with keys gets its first secret", () => {
  expect(planAppSecret({ ...app, worksWithoutSecret: true, secrets: [] }, 3600, now)).toEqual({
    outcome: "create",
    endings: [],
  });
});

test("a public, disabled or deleted app gets no secret", () => {
  expect(planAppSecret({ ...app, kind: "public", secrets: [] }, 0, now)).toMatchObject({ reason: "public" });
  expect(planAppSecret({ ...app, disabledAt: earlier }, 0, now)).toMatchObject({ reason: "disabled" });
  expect(planAppSecret({ ...app, deletedAt: earlier }, 0, now)).toMatchObject({ reason: "revoked" });
});

test("the current secret ends only if the app has keys, and the previous one always", () => {
  expect(planSecretEnd(inGrace, "one", now)).toBe("end");
  expect(planSecretEnd(inGrace, "two", now)).toBe("last");
  expect(planSecretEnd({ ...inGrace, worksWithoutSecret: true }, "two", now)).toBe("end");
  expect(planSecretEnd(inGrace, "zero", now)).toBe("ended");
  expect(planSecretEnd(inGrace, "other", now)).toBe("unknown");
});
