import { describe, expect, test } from "vitest";
import { decideSignUp, type SignUpFacts } from "./sign-up-policy.ts";

const stranger: SignUpFacts = {
  signUp: undefined,
  hasUsers: true,
  isLocal: true,
  isListedOwner: false,
  isEmailVerified: false,
  hasInvitation: false,
  hasSetupCode: false,
};

describe("signing up", () => {
  test.each([
    ["is open for the first account", { hasUsers: false }, "admit"],
    ["is closed after the first account", {}, "closed"],
    ["stays open with SIGN_UP=open", { signUp: "open" }, "admit"],
    ["is closed with SIGN_UP=invite-only", { signUp: "invite-only" }, "closed"],
    [
      "is closed for the first account with SIGN_UP=invite-only",
      { signUp: "invite-only", hasUsers: false },
      "closed",
    ],
    [
      "accepts the first account with the setup code and SIGN_UP=invite-only",
      { signUp: "invite-only", hasUsers: false, hasSetupCode: true },
      "admit",
    ],
    ["accepts an invited person", { signUp: "invite-only", hasInvitation: true }, "admit"],
    [
      "requires the setup code for the first account on a network",
      { hasUsers: false, isLocal: false },
      "set_up_code_needed",
    ],
    [
      "accepts the first account on a network with the setup code",
      { hasUsers: false, isLocal: false, hasSetupCode: true },
      "admit",
    ],
    ["stays closed with the setup code after the first account", { hasSetupCode: true }, "closed"],
    [
      "requires the setup code for a listed owner on a network",
      { signUp: "open", isLocal: false, isListedOwner: true },
      "set_up_code_needed",
    ],
    [
      "accepts a listed owner on a network whom a provider verified",
      { signUp: "open", isLocal: false, isListedOwner: true, isEmailVerified: true },
      "admit",
    ],
    [
      "requires the setup code for a listed owner on this machine",
      { signUp: "open", isListedOwner: true },
      "set_up_code_needed",
    ],
    [
      "accepts a verified listed owner as the first account on a network",
      { hasUsers: false, isLocal: false, isListedOwner: true, isEmailVerified: true },
      "admit",
    ],
    [
      "requires the setup code for a first account whose listed address is not verified",
      { hasUsers: false, isLocal: false, isListedOwner: true },
      "set_up_code_needed",
    ],
    [
      "requires the setup code for a first account whose verified address is not listed",
      { hasUsers: false, isLocal: false, isEmailVerified: true },
      "set_up_code_needed",
    ],
    [
      "accepts an invited listed owner",
      { signUp: "open", isLocal: false, isListedOwner: true, hasInvitation: true },
      "admit",
    ],
    ["accepts anyone on a network with SIGN_UP=open", { signUp: "open", isLocal: false }, "admit"],
  ] as const)("%s", (_, facts, decision) => {
    expect(decideSignUp({ ...stranger, ...facts })).toBe(decision);
  });
});
