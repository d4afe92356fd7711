import "server-only";

import { findLocalOrigin, findRelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import { listSignInProviders } from "#lib/auth/providers/list-sign-in-providers.ts";
import { describeAgent } from "#lib/auth/session/describe-agent.ts";
import { requirePagePerson } from "#lib/auth/session/page-actor.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { createPageContext, readOrigin } from "#lib/queries/page-context.ts";
import { listLinkedProviders } from "#lib/services/linked-accounts/list.ts";
import { readMe } from "#lib/services/me/read.ts";
import { readAccount } from "#lib/services/me/read-account.ts";
import { listPasskeys } from "#lib/services/passkeys/list.ts";
import { listSessions } from "#lib/services/sessions/list.ts";
import { readTwoFactor } from "#lib/services/two-factor/read.ts";

/** The signed-in person's account. Visitors sign in first and return to `returnPath`. */
export async function readAccountPage(returnPath: string) {
  const actor = await requirePagePerson(returnPath);
  const ctx = await createPageContext(actor);
  const [account, me] = await Promise.all([readAccount(ctx), readMe(ctx)]);
  return {
    ...account,
    canMail: getMailOrigin(getRuntime().config) !== null,
    allowsPasswords: getRuntime().config.allowsPasswords,
    teams: me.type === "user" ? me.teams : [],
    lastTeamSlug: actor.team?.slug ?? null,
    userId: actor.userId,
  };
}

/** The providers that the signed-in person can sign in with, and those they can link. */
export async function readProvidersOfPage(returnPath: string) {
  const ctx = await createPageContext(await requirePagePerson(returnPath));
  const found = findRelyingParty(await readOrigin());
  const linked = await listLinkedProviders(ctx, typeof found === "string" ? null : found.id);
  const names = new Set(linked.map(({ provider }) => provider));
  const unlinked = listSignInProviders(getRuntime().config).filter(({ id }) => !names.has(id));
  return { linked, unlinked };
}

/** Where the signed-in person is signed in, this session first. */
export async function readSessionsPage(returnPath: string) {
  const ctx = await createPageContext(await requirePagePerson(returnPath));
  const sessions = await listSessions(ctx);
  return {
    sessions: sessions
      .toSorted((a, b) => Number(b.current) - Number(a.current))
      .map((session) => ({ ...session, ...describeAgent(session.agent) })),
    now: ctx.now.toISOString(),
  };
}

/** The state of the signed-in person's second factor. */
export async function readTwoFactorOfPage(returnPath: string) {
  return readTwoFactor(await createPageContext(await requirePagePerson(returnPath)));
}

/** The signed-in person's passkeys, and whether they can add one at the address of this page. */
export async function readPasskeysOfPage(returnPath: string) {
  const ctx = await createPageContext(await requirePagePerson(returnPath));
  const [passkeys, origin] = [await listPasskeys(ctx), await readOrigin()];
  const found = findRelyingParty(origin);
  const localOrigin = findLocalOrigin(origin);
  return {
    passkeys,
    unavailable:
      typeof found === "string"
        ? { reason: found, localUrl: localOrigin === null ? null : `${localOrigin}${returnPath}` }
        : null,
    host: typeof found === "string" ? null : found.id,
    suggestedName: describeAgent(ctx.request.agent).device ?? "Passkey",
  };
}
