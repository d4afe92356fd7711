import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KeyRecord } from "#lib/domain/keys/key-record.ts";
import { type KnownKey, prepareKey } from "#lib/verification/record/known-key.ts";
import { createKeyCache, type KeyCache, listSubjects } from "./key-cache.ts";

function createKey(keyNumber: number, secretNumber: number, holder: number): KnownKey {
  const owner = { role: "developer", status: "active", isInstanceOwner: false } as const;
  const isTeamOwned = holder % 3 === 0;
  const record: KeyRecord = {
    credential: "key",
    smartScopes: [],
    grant: null,
    keyId: `key_${keyNumber}`,
    secretId: `sec_${secretNumber}`,
    teamId: `team_${holder % 2}`,
    name: "a key",
    environment: { id: `env_${holder % 4}`, slug: "production", allowsTeamManagement: false },
    owner: isTeamOwned
      ? { ...owner, type: "team", id: `team_${holder % 2}` }
      : { ...owner, type: "user", id: `user_${holder}` },
    memberId: isTeamOwned ? null : `mem_${holder}`,
    inheritsPermissions: true,
    permissions: [],
    teamPermissions: [],
    teamEnvironments: [],
    resources: [],
    allowedIps: [],
    rateLimit: null,
    metadata: {},
    externalId: null,
    expiresAtMs: null,
    disabledAtMs: null,
    revokedAtMs: null,
    secretCreatedAtMs: 1,
    secretEndsAtMs: null,
    isTeamDeleted: false,
    isTeamSuspended: false,
  };
  return prepareKey(record);
}

/** Digests that collide in groups in their first four bytes, and differ only in their last byte. */
function createDigest(secretNumber: number): string {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt32BE(0xffffffff - (secretNumber % 5));
  bytes.writeUInt8(secretNumber, 31);
  return bytes.toString("latin1");
}

const number = fc.integer({ min: 0, max: 40 });
const holder = fc.integer({ min: 0, max: 6 });
const subject = fc.oneof(
  number.map((id) => `key_${id}`),
  holder.chain((id) => fc.constantFrom(`team_${id}`, `env_${id}`, `user_${id}`, `mem_${id}`)),
);
type Step =
  | { do: "store"; key: number; secret: number; holder: number }
  | { do: "forget"; subject: string }
  | { do: "find"; secret: number }
  | { do: "clear" };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant("store" as const), key: number, secret: number, holder }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("forget" as const), subject }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("find" as const), secret: number }) },
  { weight: 1, arbitrary: fc.constant({ do: "clear" as const }) },
);

interface Kept {
  key: KnownKey;
  readAtMs: number;
}

/** The same steps on a plain map, without a size limit. */
function runOnModel(model: Map<string, Kept>, taken: Step, readAtMs: number): void {
  if (taken.do === "clear") model.clear();
  if (taken.do === "store") {
    const key = createKey(taken.key, taken.secret, taken.holder);
    model.set(createDigest(taken.secret), { key, readAtMs });
  }
  if (taken.do === "forget") {
    for (const [digest, { key }] of model)
      if (listSubjects(key).includes(taken.subject)) model.delete(digest);
  }
}

function runOnCache(cache: KeyCache, taken: Step, readAtMs: number): void {
  if (taken.do === "clear") cache.clear();
  if (taken.do === "store") {
    const key = createKey(taken.key, taken.secret, taken.holder);
    cache.store(createDigest(taken.secret), key, readAtMs);
  }
  if (taken.do === "forget") cache.forget(taken.subject);
  if (taken.do === "find") cache.find(createDigest(taken.secret));
}

describe("createKeyCache", () => {
  it("stores and drops the same keys as a plain map", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const cache = createKeyCache(1_000);
        const model = new Map<string, Kept>();
        for (const [readAtMs, taken] of steps.entries()) {
          runOnCache(cache, taken, readAtMs);
          runOnModel(model, taken, readAtMs);
          expect(cache.size).toBe(model.size);
        }
        for (let secret = 0; secret <= 40; secret++) {
          const digest = createDigest(secret);
          expect(cache.find(digest)).toEqual(model.get(digest));
        }
      }),
    );
  });

  it("never exceeds its maximum, and never keeps a dropped key", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const cache = createKeyCache(5);
        const model = new Map<string, Kept>();
        for (const [readAtMs, taken] of steps.entries()) {
          runOnCache(cache, taken, readAtMs);
          runOnModel(model, taken, readAtMs);
          expect(cache.size).toBeLessThanOrEqual(Math.min(5, model.size));
          const stored = taken.do === "store" ? cache.find(createDigest(taken.secret)) : null;
          if (stored !== null) expect(stored).toMatchObject({ readAtMs });
        }
        for (let secret = 0; secret <= 40; secret++) {
          const found = cache.find(createDigest(secret));
          if (found !== undefined) expect(found).toEqual(model.get(createDigest(secret)));
        }
      }),
    );
  });

  it("makes room by removing the key that was unused for the longest time", () => {
    const cache = createKeyCache(3);
    const store = (secret: number) => cache.store(createDigest(secret), createKey(secret, secret, 1), 0);
    const isKept = (secret: number) => cache.find(createDigest(secret)) !== undefined;
    for (const secret of [0, 1, 2]) store(secret);
    expect(isKept(0) && isKept(2)).toBe(true);
    store(3);
    expect(isKept(1)).toBe(false);
    // Every other key was considered since its last use, or is new.
    store(4);
    expect([isKept(2), isKept(4)]).toEqual([true, true]);
    expect(cache.size).toBe(3);
  });

  it("drops all of a team's many keys", () => {
    const cache = createKeyCache(10_000);
    for (let secret = 0; secret < 200; secret++)
      cache.store(createDigest(secret), createKey(secret, secret, 1), 0);
    for (let secret = 200; secret < 250; secret++) {
      cache.store(createDigest(secret), createKey(secret, secret, 2), 0);
    }
    cache.forget("team_1");
    expect(cache.size).toBe(50);
  });
});

describe("a known key", () => {
  it("converts to plain data and back", () => {
    const key = createKey(1, 2, 3);
    expect(structuredClone(key.record)).toEqual(key.record);
    expect(prepareKey(structuredClone(key.record))).toEqual(key);
  });

  it("shares with its owner's other keys what they have in common", () => {
    expect(createKey(1, 1, 4).group).toBe(createKey(2, 2, 4).group);
    expect(createKey(1, 1, 4).group).not.toBe(createKey(1, 1, 5).group);
  });
});
