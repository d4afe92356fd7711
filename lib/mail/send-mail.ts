import { createTransport } from "nodemailer";
import type { Runtime } from "#lib/runtime.ts";

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Whoever waits for the answer waits for the mail server too: not for long. */
const timeoutMs = 10_000;

/**
 * Hands a mail to the server of SMTP_URL. False when none is set or it did not take the mail, which is logged without the
 * text: it holds a link that must stay between two people.
 */
export async function sendMail(runtime: Pick<Runtime, "config" | "logger">, mail: Mail): Promise<boolean> {
  const { smtpUrl, mailFrom } = runtime.config;
  if (smtpUrl === undefined) return false;
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
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
