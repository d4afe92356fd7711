import { mayBeLocal } from "#lib/domain/network/local-request.ts";
import { getConsoleAddress } from "#lib/platform/settings/console-address.ts";
import type { Config } from "#lib/platform/settings/env.ts";

declare const brand: unique symbol;

/**
 * The origin of links in emails that anyone can request. Only getMailOrigin creates it, from the settings: a request could
 * name another host, to which the recipient would then send the link's token.
 */
export type MailOrigin = string & { readonly [brand]: true };

type MailConfig = Pick<Config, "smtpUrl" | "publicOrigin" | "host" | "port" | "trustedProxyHops">;

/**
 * The origin for links in emails. Null if the console can't send such emails: without SMTP_URL, and without PUBLIC_URL
 * unless only this machine can reach the console.
 */
export function getMailOrigin(config: MailConfig): MailOrigin | null {
  if (config.smtpUrl === undefined) return null;
  if (config.publicOrigin === undefined && !mayBeLocal(config)) return null;
  return asMailOrigin(getConsoleAddress(config));
}

/** The only cast to MailOrigin. */
function asMailOrigin(origin: string): MailOrigin {
  return origin as MailOrigin;
}
