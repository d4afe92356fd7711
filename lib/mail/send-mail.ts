import { createTransport } from "nodemailer";
import type { Runtime } from "#lib/runtime.ts";
import type { MailText } from "./mail-text.ts";
import { parseSmtpAddress, type SmtpAddress } from "./smtp-address.ts";

export interface Mail {
  to: string;
  subject: MailText;
  text: MailText;
}

/** Whoever waits for the answer waits for the mail server too: not for long. */
const timeoutMs = 10_000;

/** In the address itself: beside one, the library takes no other settings. */
function addSettings({ url, encryption }: SmtpAddress): string {
  const whole = new URL(url);
  const settings = {
    requireTLS: encryption === "required",
    ignoreTLS: encryption === "off",
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  for (const [name, value] of Object.entries(settings)) whole.searchParams.set(name, String(value));
  return whole.href;
}

/**
 * Hands a mail to the server of SMTP_URL. False when none is set or it did not take the mail, which is logged without the
 * text: it holds a link that must stay between two people.
 */
export async function sendMail(runtime: Pick<Runtime, "config" | "logger">, mail: Mail): Promise<boolean> {
  const { smtpUrl, mailFrom } = runtime.config;
  if (smtpUrl === undefined) return false;
  const address = parseSmtpAddress(smtpUrl);
  if (typeof address === "string") throw new Error(`SMTP_URL ${address}`);
  const transport = createTransport({ url: addSettings(address) });
  try {
    // An address object is taken as it is; a text could be parsed into several.
    await transport.sendMail({ ...mail, from: mailFrom, to: { name: "", address: mail.to } });
    return true;
  } catch (error) {
    runtime.logger.warn({ err: error }, "a mail could not be sent");
    return false;
  } finally {
    transport.close();
  }
}
