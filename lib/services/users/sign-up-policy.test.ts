import { describe, expect, test } from "vitest";
import { decideSignUp, type SignUpFacts } from "./sign-up-policy.ts";

const stranger: SignUpFacts = {
  signUp: undefined,
  hasUsers: true,
  isLocal: true,
  isListedOwner: false,
  isEmailVerified: false,
  hasInvitation: false,
  hasSetUpCode: false,
};

describe("signing up", () => {
  test.each([
    ["is open to the first", { hasUsers: false }, "admit"],
    ["then closes", {}, "closed"],
    ["stays open where it is set so", { signUp: "open" }, "admit"],
    ["is closed where it is by invitation", { signUp: "invite-only" }, "closed"],
    [
      "is closed to the first too where it is by invitation",
      { signUp: "invite-only", hasUsers: false },
      "closed",
    ],
    [
      "by invitation starts with the set-up code",
      { signUp: "invite-only", hasUsers: false, hasSetUpCode: true },
      "admit",
    ],
    ["is open to the invited", { signUp: "invite-only", hasInvitation: true }, "admit"],
    [
      "wants the set-up code of the first on a network",
      { hasUsers: false, isLocal: false },
      "set_up_code_needed",
    ],
    [
      "takes the first on a network with the set-up code",
      { hasUsers: false, isLocal: false, hasSetUpCode: true },
      "admit",
    ],
    ["is not opened by the set-up code later", { hasSetUpCode: true }, "closed"],
    [
      "wants the set-up code of a listed owner on a network",
      { signUp: "open", isLocal: false, isListedOwner: true },
      "set_up_code_needed",
    ],
    [
      "takes a listed owner on a network whom a provider vouches for",
      { signUp: "open", isLocal: false, isListedOwner: true, isEmailVerified: true },
      "admit",
    ],
    [
      "wants the set-up code of a listed owner on this machine too",
      { signUp: "open", isListedOwner: true },
      "set_up_code_needed",
    ],
    [
      "takes a verified listed owner as the first on a network",
      { hasUsers: false, isLocal: false, isListedOwner: true, isEmailVerified: true },
      "admit",
    ],
    [
      "wants the set-up code of a first whose listed address is not verified",
      { hasUsers: false, isLocal: false, isListedOwner: true },
      "set_up_code_needed",
    ],
    [
      "wants the set-up code of a first whose verified address is not listed",
      { hasUsers: false, isLocal: false, isEmailVerified: true },
      "set_up_code_needed",
    ],
    [
      "takes an invited listed owner",
      { signUp: "open", isLocal: false, isListedOwner: true, hasInvitation: true },
      "admit",
    ],
    ["takes strangers on an open network", { signUp: "open", isLocal: false }, "admit"],
  ] as const)("%s", (_, facts, decision) => {
    expect(decideSignUp({ ...stranger, ...facts })).toBe(decision);
  });
});
