import { isLoopbackHost } from "#lib/network/local-request.ts";

/** `off`: never encrypted. `required`: not sent otherwise. `asOffered`: encrypted where the server offers it. */
type MailEncryption = "required" | "asOffered" | "off";

export interface SmtpAddress {
  /** Without what we read of it ourselves. */
  url: string;
  encryption: MailEncryption;
  /** It leaves open whether mail must be encrypted, which the next version takes as a yes. */
  isUndecided: boolean;
}

/** What the start warns of: for one version an address from before keeps working as it did. */
export function describeUndecided(text: string | undefined): string | null {
  const address = text === undefined ? "" : parseSmtpAddress(text);
  if (typeof address === "string" || !address.isUndecided) return null;
  return "SMTP_URL does not say whether mail must be encrypted: add ?tls=required, or ?tls=off. The next version requires TLS";
}

/** The problem with it as text, for whoever has set it. */
export function parseSmtpAddress(text: string): SmtpAddress | string {
  const url = URL.parse(text);
  if (url === null || !/^smtps?:$/.test(url.protocol)) return "must be an smtp:// or smtps:// address";
  const tls = url.searchParams.get("tls");
  url.searchParams.delete("tls");
  if (tls !== null && tls !== "off" && tls !== "required")
    return "has a tls that is neither off nor required";
  const isImplicit = url.protocol === "smtps:";
  if (isImplicit && tls === "off")
    return "is smtps:// and says tls=off: use smtp:// for a server without TLS";
  const address = url.href;
  if (isImplicit || tls === "required") return { url: address, encryption: "required", isUndecided: false };
  if (tls === "off") return { url: address, encryption: "off", isUndecided: false };
  return { url: address, encryption: "asOffered", isUndecided: !isLoopbackHost(url.hostname) };
}
