import { createTransport } from "nodemailer";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { parseSmtpAddress, type SmtpAddress } from "#lib/platform/settings/addresses/smtp-address.ts";
import { tracePart } from "#lib/platform/tracing/tracing.ts";
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

/** Why an email was not sent. None of it comes from the mail server's answer, which can repeat credentials. */
type MailProblem =
  | "not_set"
  | "not_found"
  | "unreachable"
  | "timeout"
  | "encryption"
  | "credentials"
  | "recipient"
  | "rejected";

export interface MailAttempt {
  /** Null: the mail server accepted the email. */
  problem: MailProblem | null;
  /** The code of the mail server's answer, such as 550. Null if it gave none. */
  responseCode: number | null;
}

/** The library's error codes. */
const problems: Readonly<Record<string, MailProblem>> = {
  EDNS: "not_found",
  ENOTFOUND: "not_found",
  ECONNECTION: "unreachable",
  ECONNREFUSED: "unreachable",
  ESOCKET: "unreachable",
  ETIMEDOUT: "timeout",
  ETLS: "encryption",
  EAUTH: "credentials",
  ENOAUTH: "credentials",
  EENVELOPE: "recipient",
};

function describeProblem(error: unknown): MailAttempt {
  const { code, responseCode }: { code?: unknown; responseCode?: unknown } = Object(error);
  return {
    problem: problems[String(code)] ?? "rejected",
    responseCode: typeof responseCode === "number" ? responseCode : null,
  };
}

/** Everything of an email besides the sender, which is a setting. */
interface Message extends Mail {
  html?: string;
  messageId?: string;
  headers?: Record<string, string>;
}

export interface MailTransport {
  /** Connects and signs in without sending anything. Throws as `send`. */
  verify(): Promise<void>;
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
    // Otherwise the library tries for ever if the server closes each connection at once.
    url.searchParams.set("maxRequeues", "0");
  }
  const transport = createTransport({ url: url.href });
  return {
    verify: async () => void (await transport.verify()),
    // An address object is used as is. A string could be parsed into several addresses.
    send: (message) =>
      tracePart(
        "send email",
        { kind: "client", isRoot: true, attributes: { "server.address": url.hostname } },
        () => transport.sendMail({ ...message, from: mailFrom, to: { name: "", address: message.to } }),
      ).then(() => {}),
    close: () => transport.close(),
  };
}

/**
 * Sends an email through the server in SMTP_URL, and says what went wrong. A failure is logged without the text, which
 * contains a private link.
 */
export async function attemptMail(
  runtime: Pick<Runtime, "config" | "logger">,
  mail: Mail,
): Promise<MailAttempt> {
  const transport = openMailTransport(runtime.config);
  if (transport === null) return { problem: "not_set", responseCode: null };
  try {
    await transport.send(mail);
    return { problem: null, responseCode: null };
  } catch (error) {
    const attempt = describeProblem(error);
    // The library's error repeats the recipient and the mail server's answer.
    runtime.logger.warn(attempt, "an email could not be sent");
    return attempt;
  } finally {
    transport.close();
  }
}

/** Connects to the server in SMTP_URL without sending an email, and says what went wrong. */
export async function checkMailServer(config: Runtime["config"]): Promise<MailAttempt> {
  const transport = openMailTransport(config);
  if (transport === null) return { problem: "not_set", responseCode: null };
  try {
    await transport.verify();
    return { problem: null, responseCode: null };
  } catch (error) {
    return describeProblem(error);
  } finally {
    transport.close();
  }
}

/** As attemptMail. Returns false if no server is set or it rejected the email. */
export async function sendMail(runtime: Pick<Runtime, "config" | "logger">, mail: Mail): Promise<boolean> {
  return (await attemptMail(runtime, mail)).problem === null;
}
