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

/** Everything of an email besides the sender, which is a setting. */
interface Message extends Mail {
  html?: string;
  messageId?: string;
  headers?: Record<string, string>;
}

export interface MailTransport {
  /** Throws what the mail server or the network reports. */
  send(message: Message): Promise<void>;
  close(): void;
}

/** Opens connections to the server in SMTP_URL when they are first needed. */
export function openMailTransport(
  { smtpUrl, mailFrom }: Pick<Runtime["config"], "smtpUrl" | "mailFrom">,
  { maxConnections = 1 } = {},
): MailTransport | null {
  if (smtpUrl === undefined) return null;
  const address = parseSmtpAddress(smtpUrl);
  if (typeof address === "string") throw new Error(`SMTP_URL ${address}`);
  const url = new URL(addSettings(address));
  if (maxConnections > 1) {
    url.searchParams.set("pool", "true");
    url.searchParams.set("maxConnections", String(maxConnections));
  }
  const transport = createTransport({ url: url.href });
  return {
    // An address object is used as is. A string could be parsed into several addresses.
    send: async (message) =>
      void (await transport.sendMail({ ...message, from: mailFrom, to: { name: "", address: message.to } })),
    close: () => transport.close(),
  };
}

/**
 * Sends an email through the server in SMTP_URL. Returns false if none is set or the server rejected the email. The
 * failure is logged without the text, which contains a private link.
 */
export async function sendMail(runtime: Pick<Runtime, "config" | "logger">, mail: Mail): Promise<boolean> {
  const transport = openMailTransport(runtime.config);
  if (transport === null) return false;
  try {
    await transport.send(mail);
    return true;
  } catch (error) {
    runtime.logger.warn({ err: error }, "an email could not be sent");
    return false;
  } finally {
    transport.close();
  }
}
