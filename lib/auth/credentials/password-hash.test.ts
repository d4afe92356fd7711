import { describe, expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password-hash.ts";

const turn = { lane: "unknown", key: "test" } as const;

describe("password hash", () => {
  test("uses argon2id with 46 MiB, one pass, one lane and a new salt each time", async () => {
    const [first, second] = await Promise.all([
      hashPassword("thistle river", turn),
      hashPassword("thistle river", turn),
    ]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(second).not.toBe(first);
  });

  test("matches only its own password (ASVS 6.2.8)", async () => {
    const hash = await hashPassword("thistle river", turn);
    expect(await verifyPassword("thistle river", hash, turn)).toBe(true);
    expect(await verifyPassword("Thistle river", hash, turn)).toBe(false);
    expect(await verifyPassword("", hash, turn)).toBe(false);
  });

  test("distinguishes 256-character passwords by their last character (ASVS 6.2.8, 6.2.9)", async () => {
    const hash = await hashPassword(`${"k".repeat(255)}a`, turn);
    expect(await verifyPassword(`${"k".repeat(255)}b`, hash, turn)).toBe(false);
    expect(await verifyPassword(`${"k".repeat(255)}a`, hash, turn)).toBe(true);
  });

  test("includes the bytes after a NUL", async () => {
    const hash = await hashPassword("thistle\0river", turn);
    expect(await verifyPassword("thistle\0brook", hash, turn)).toBe(false);
  });

  test("matches composed and decomposed letters alike", async () => {
    const hash = await hashPassword("caf\u00E9 on the corner", turn);
    expect(await verifyPassword("cafe\u0301 on the corner", hash, turn)).toBe(true);
  });

  test("with earlier parameters can still be verified", async () => {
    const hash =
      "$argon2id$v=19$m=8192,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    expect(await verifyPassword("anything", hash, turn)).toBe(false);
  });

  test("never matches without a stored hash", async () => {
    expect(await verifyPassword("", null, turn)).toBe(false);
    expect(await verifyPassword("thistle river", null, turn)).toBe(false);
  });
});
