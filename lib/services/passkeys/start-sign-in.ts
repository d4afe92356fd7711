import { createOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { getCounter, reserveAttempt, type ThrottleRule } from "#lib/auth/limits/throttle.ts";
import type { RelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import type { AssertionOptionsDto } from "#lib/contract/people/passkeys.ts";
import { getNetworkCounter } from "#lib/domain/network/address.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { createAssertionOptions } from "./assertions/assertion-options.ts";
import { bindToBrowser } from "./assertions/challenges.ts";

const windowSeconds = 15 * 60;

/** Each visit of the sign-in page takes one or two, and an office shares an address. */
const maxPerAddress = 600;

function listRules(address: string | null): ThrottleRule[] {
  const network = address === null ? null : getNetworkCounter(address);
  return [
    ...(network === null
      ? []
      : [{ subject: `passkey-options:${network}`, max: 3 * maxPerAddress, windowSeconds }]),
    { subject: `passkey-options:address:${getCounter(address)}`, max: maxPerAddress, windowSeconds },
  ];
}

interface StartedPasskeySignIn {
  options: AssertionOptionsDto;
  /** For the browser's cookie: only this browser can answer the challenge. */
  browserToken: string;
}

/**
 * POST /passkeys/options: a challenge for signing in, the same for everyone. A browser keeps its token, so that several tabs
 * can sign in. Throws `rate_limit_exceeded`.
 */
export async function startPasskeySignIn(
  { runtime: { database }, request, now }: ServiceContext,
  relyingParty: RelyingParty,
  currentToken: string | undefined,
): Promise<StartedPasskeySignIn> {
  await reserveAttempt(database, listRules(request.address), now);
  const isToken = currentToken !== undefined && /^[\w-]{43}$/.test(currentToken);
  const browserToken = isToken ? currentToken : createOneTimeToken();
  const boundTo = bindToBrowser(browserToken);
  return { browserToken, options: await createAssertionOptions(database.prisma, now, relyingParty, boundTo) };
}
