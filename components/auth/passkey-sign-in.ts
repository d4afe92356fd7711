"use client";

import { requestApi } from "#components/api-client.ts";
import { askForPasskey, canSuggestPasskeys, stopAsking } from "#components/passkey-ceremony.ts";
import { assertionOptionsSchema } from "#lib/contract/people/passkeys.ts";
import { type SignInOutcome, sendPasskey } from "./session-client.ts";

export { stopAsking };

const getOptions = () =>
  requestApi({ method: "POST", path: "/passkeys/options", schema: assertionOptionsSchema });

/** Asks for a passkey in the browser's dialog, and signs in. Null if the person closed the dialog. */
export async function signInWithPasskey(step: "only" | "second"): Promise<SignInOutcome | null> {
  const options = await getOptions();
  if (!options.isOk) return { isOk: false, error: options.failure.code };
  const asked = await askForPasskey(options.data);
  if (asked.isOk) return sendPasskey(asked.credential, step);
  return asked.problem === "canceled" ? null : { isOk: false, error: `passkey_${asked.problem}` };
}

/** Offers passkeys in the suggestions of the email field. Null if the browser can't, or if nothing was chosen. */
export async function suggestPasskeys(onChosen: () => void): Promise<SignInOutcome | null> {
  if (!(await canSuggestPasskeys())) return null;
  const options = await getOptions();
  if (!options.isOk) return null;
  const asked = await askForPasskey(options.data, { useBrowserAutofill: true });
  if (!asked.isOk) return null;
  onChosen();
  return sendPasskey(asked.credential, "only");
}
