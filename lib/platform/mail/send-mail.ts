import { createTransport } from "nodemailer";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { parseSmtpAddress, type SmtpAddress } from "#lib/platform/settings/smtp-address.ts";
import type { MailText } from "./mail-text.ts";

export interface Mail {
  to: string;
  subject: MailText;
  text: MailText;
}

/** Short, because the client waits for the mail server too. */
const timeoutMs = 10_000;

/** Adds the settings to the URL, because the library ignores other settings next to a URL. */
function addSettings({ url, encryption }: SmtpAddress): string {
  const withSettings = new URL(url);
  const settings = {
    requireTLS: encryption === "required",
    ignoreTLS: encryption === "off",
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  for (const [name, value] of Object.entries(settings)) withSettings.searchParams.set(name, String(value));
  return withSettings.href;
}

/**
 * Sends an email through the server in SMTP_URL. Returns false if none is set or the server rejected the email. The
 * failure is logged without the text, which contains a private link.
 */
export async function sendMail(runtime: Pick<Runtime, "config" | "logger">, mail: Mail): Promise<boolean> {
  const { smtpUrl, mailFrom } = runtime.config;
  if (smtpUrl === undefined) return false;
  const address = parseSmtpAddress(smtpUrl);
  if (typeof address === "string") throw new Error(`SMTP_URL ${address}`);
  const transport = createTransport({ url: addSettings(address) });
  try {
    // An address object is used as is. A string could be parsed into several addresses.
    await transport.sendMail({ ...mail, from: mailFrom, to: { name: "", address: mail.to } });
    return true;
  } catch (error) {
    runtime.logger.warn({ err: error }, "an email could not be sent");
    return false;
  } finally {
    transport.close();
  }
}
