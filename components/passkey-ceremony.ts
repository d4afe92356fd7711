"use client";

import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from "@simplewebauthn/browser";
import type { AssertionOptionsDto, PasskeyOptionsDto } from "#lib/contract/people/passkeys.ts";

/** `canceled`: the person closed the browser's dialog, or another one replaced it. `exists`: the device already has one. */
export type CeremonyProblem = "canceled" | "exists" | "unsupported" | "failed";

export type Ceremony<Credential> =
  | { isOk: true; credential: Credential }
  | { isOk: false; problem: CeremonyProblem };

function explain(error: unknown): CeremonyProblem {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError") return "canceled";
  return name === "InvalidStateError" ? "exists" : "failed";
}

async function run<Credential>(ask: () => Promise<Credential>): Promise<Ceremony<Credential>> {
  if (!browserSupportsWebAuthn()) return { isOk: false, problem: "unsupported" };
  try {
    return { isOk: true, credential: await ask() };
  } catch (error) {
    return { isOk: false, problem: explain(error) };
  }
}

/** Opens the browser's dialog that creates a passkey. */
export function createPasskeyInBrowser(options: PasskeyOptionsDto) {
  return run(() => startRegistration({ optionsJSON: options }));
}

/** Opens the browser's dialog that asks for a passkey, or offers passkeys among the suggestions of a field. */
export function askForPasskey(options: AssertionOptionsDto, { useBrowserAutofill = false } = {}) {
  return run(() => startAuthentication({ optionsJSON: options, useBrowserAutofill }));
}

/** Ends the suggestions of a page that is left. */
export function stopAsking(): void {
  WebAuthnAbortService.cancelCeremony();
}

export { browserSupportsWebAuthnAutofill as canSuggestPasskeys };
