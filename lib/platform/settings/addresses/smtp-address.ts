import { isLoopbackHost } from "#lib/domain/network/local-request.ts";

/** `off`: never encrypted. `required`: sent only encrypted. `asOffered`: encrypted if the server offers it. */
type MailEncryption = "required" | "asOffered" | "off";

export interface SmtpAddress {
  /** The URL without the console's own parameters. */
  url: string;
  encryption: MailEncryption;
  /** The URL doesn't set whether email must be encrypted. The next version treats that as required. */
  isUndecided: boolean;
}

/** The startup warning for a URL without a `tls` parameter, which keeps working for one more version. */
export function describeUndecided(text: string | undefined): string | null {
  const address = text === undefined ? "" : parseSmtpAddress(text);
  if (typeof address === "string" || !address.isUndecided) return null;
  return "SMTP_URL does not say whether email must be encrypted: add ?tls=required or ?tls=off. The next version requires TLS";
}

/** Parses SMTP_URL. Returns the problem as text for the operator if it is invalid. */
export function parseSmtpAddress(text: string): SmtpAddress | string {
  const url = URL.parse(text);
  if (url === null || !/^smtps?:$/.test(url.protocol)) return "must be an smtp:// or smtps:// URL";
  const tls = url.searchParams.get("tls");
  url.searchParams.delete("tls");
  if (tls !== null && tls !== "off" && tls !== "required")
    return "has a tls value other than off or required";
  const isImplicit = url.protocol === "smtps:";
  if (isImplicit && tls === "off")
    return "combines smtps:// with tls=off: use smtp:// for a server without TLS";
  const address = url.href;
  if (isImplicit || tls === "required") return { url: address, encryption: "required", isUndecided: false };
  if (tls === "off") return { url: address, encryption: "off", isUndecided: false };
  return { url: address, encryption: "asOffered", isUndecided: !isLoopbackHost(url.hostname) };
}
