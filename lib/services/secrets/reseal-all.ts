import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { signCheckpointsAgain } from "#lib/services/audit/sealing/sign-checkpoints-again.ts";
import { resealCredentials } from "#lib/services/fhir-servers/gateway/reseal-credentials.ts";
import { resealMails } from "#lib/services/mails/reseal-mails.ts";
import { resealSigningKeys } from "#lib/services/oauth/signing-keys/reseal-signing-keys.ts";
import { resealSecrets } from "#lib/services/two-factor/reseal-secrets.ts";

/** Encrypts and signs everything again with the newest secrets that an earlier one encrypted or signed. */
export async function resealAll(
  runtime: Pick<Runtime, "database" | "secrets">,
  signal?: AbortSignal,
): Promise<void> {
  await resealSecrets(runtime, signal);
  await resealMails(runtime, signal);
  await resealSigningKeys(runtime);
  await resealCredentials(runtime, signal);
  await signCheckpointsAgain(runtime, signal);
}
