import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findPasswordProblem } from "#lib/auth/credentials/password-policy.ts";
import { listAppCodeRules, listSignInRules } from "#lib/auth/limits/second-factor-limits.ts";
import { getAccountDelayMs, listUnknownDeviceRules } from "#lib/auth/limits/sign-in-limits.ts";
import { signInActions } from "#lib/auth/sign-in/sign-in-endpoints.ts";
import { auditActionTexts } from "#lib/contract/team/audit-actions.ts";
import { daySeconds } from "#lib/domain/common/durations.ts";
import { readConfig } from "#lib/platform/settings/env.ts";

const guide = readFileSync("docs/security/sign-in-and-sessions.md", "utf8").replaceAll(/\s+/g, " ");

describe("the guide to sign-in and sessions", () => {
  test("states the limits of guesses that are in force (ASVS 6.1.1)", () => {
    const [network, address, accountAndAddress, account] = listUnknownDeviceRules("a", "2001:db8::1").map(
      ({ max }) => max,
    );
    expect(account).toBeNull();
    const [soon, long] = listAppCodeRules("user").map(({ max }) => max);
    const [perSignIn] = listSignInRules("sign-in");
    for (const statement of [
      `one account from one IP address | ${accountAndAddress} in 15 minutes`,
      `from one IP address | ${address} in 15 minutes`,
      `from one IPv6 /48 network | ${network} in 15 minutes`,
      `up to ${getAccountDelayMs(Number.MAX_SAFE_INTEGER) / 1000} seconds each`,
      `Wrong codes after one right password | ${perSignIn?.max}, then`,
      `${soon} in 15 minutes and ${long} in 30 days`,
    ]) {
      expect(guide).toContain(statement);
    }
  });

  test("names the words that don't count in a password, and they don't (ASVS 6.1.2, 6.2.11)", () => {
    const own = ["Grace Hopper", "grace@example.com"];
    for (const word of ["byteengine", "console"]) {
      expect(guide).toContain(`\`${word}\``);
      expect(findPasswordProblem(`${word}${word}1`, own)).not.toBeNull();
    }
    expect(guide).toContain("the words of the person's name");
    expect(guide).toContain("the parts of their email address");
    expect(findPasswordProblem("grace-hopper-12", own)).toBe("too_weak");
  });

  test("names every way to sign in that the server has an endpoint for (ASVS 6.1.3)", () => {
    // Sign-in happens only at next-auth's endpoints, of which two take credentials: a provider's and the form's.
    expect(signInActions).toEqual(["csrf", "providers", "session", "error", "signin", "signout", "callback"]);
    for (const way of [
      "Password",
      "Identity provider",
      "Passkey",
      "Emailed link",
      "Operator's link",
      "Recovery code",
    ]) {
      expect(guide).toContain(`| ${way}`);
    }
  });

  test("lists security events that the audit log knows (ASVS 16.3.3)", () => {
    const section = /## Security events(.*?)## Sessions/.exec(guide)?.[1] ?? "";
    const actions = [...section.matchAll(/`(\w+\.\w+)`/g)].map(([, action = ""]) => action);
    expect(actions.length).toBeGreaterThan(15);
    expect(actions.filter((action) => !Object.hasOwn(auditActionTexts, action))).toEqual([]);
  });

  test("is right that there are no hints and no secret questions (ASVS 6.4.2)", () => {
    expect(guide).toContain("no hints for passwords and no secret questions");
    const schema = readFileSync("prisma/schema.prisma", "utf8");
    const person = /^model User \{.*?^\}/ms.exec(schema)?.[0] ?? "";
    expect(person).toContain("passwordHash");
    expect(person).not.toMatch(/hint|question|answer/i);
  });

  test("states how long sessions last (ASVS 7.1.1)", () => {
    const { lifetimeSeconds, idleSeconds } = readConfig({}).session;
    expect(guide).toContain(
      `ends after ${idleSeconds / daySeconds} days without use (\`SESSION_IDLE_HOURS\`), and after ${lifetimeSeconds / daySeconds} days in any case (\`SESSION_LIFETIME_HOURS\`)`,
    );
  });

  test("states how many sessions a person can have (ASVS 7.1.2)", () => {
    const { maxPerPerson } = readConfig({}).session;
    expect(guide).toContain(
      `A person has up to ${maxPerPerson} sessions (\`SESSIONS_PER_PERSON\`). One more ends the oldest.`,
    );
  });

  test("states how sessions relate to those of a provider (ASVS 7.1.3)", () => {
    expect(guide).toContain("## Sessions and identity providers");
    expect(guide).toContain("Signing out of the console doesn't sign out of the provider");
  });
});
