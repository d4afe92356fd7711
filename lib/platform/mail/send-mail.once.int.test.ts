import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createLogger } from "#lib/platform/log/log.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { mailText } from "./mail-text.ts";
import { type Mail, sendMail } from "./send-mail.ts";

interface Delivery {
  recipients: string[];
  text: string;
}

const deliveries: Delivery[] = [];
const lines: string[] = [];
const logger = createLogger({ level: "debug", destination: { write: (line: string) => lines.push(line) } });
let isRejecting = false;
let server: SMTPServer;
let port: number;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_, __, done) => done(isRejecting ? new Error("unknown recipient") : null),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        deliveries.push({ recipients, text: Buffer.concat(chunks).toString() });
        done();
      });
    },
  });
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  ({ port } = server.server.address() as AddressInfo);
});

beforeEach(() => {
  deliveries.length = 0;
  lines.length = 0;
  isRejecting = false;
});

afterAll(() => new Promise<void>((done) => server.close(done)));

function runtimeWith(smtpUrl: string | undefined) {
  return { config: { ...readConfig({}), smtpUrl, mailFrom: "Keys <keys@example.com>" }, logger };
}

const mail: Mail = {
  to: "ada@example.com",
  subject: mailText`Join Ünïcode & Söhne`,
  text: mailText`${{ url: "https://console.example.com/invitations/abc" }}`,
};

test("delivers an email to its recipient with its text", async () => {
  expect(await sendMail(runtimeWith(`smtp://127.0.0.1:${port}`), mail)).toBe(true);
  expect(deliveries).toHaveLength(1);
  expect(deliveries[0]?.recipients).toEqual(["ada@example.com"]);
  expect(deliveries[0]?.text).toContain("From: Keys <keys@example.com>");
  expect(deliveries[0]?.text).toContain("https://console.example.com/invitations/abc");
});

test("delivers only to the exact address, even if a parser could split it", async () => {
  const to = '"x@attacker.example"@victim.example';
  await sendMail(runtimeWith(`smtp://127.0.0.1:${port}`), { ...mail, to });
  expect(deliveries.flatMap(({ recipients }) => recipients)).not.toContain("x@attacker.example");
});

test("sends nothing and reports no error without a mail server", async () => {
  expect(await sendMail(runtimeWith(undefined), mail)).toBe(false);
  expect(deliveries).toEqual([]);
});

test("does not send an email that requires TLS to a server without TLS", async () => {
  expect(await sendMail(runtimeWith(`smtp://127.0.0.1:${port}?tls=required`), mail)).toBe(false);
  expect(deliveries).toEqual([]);
  expect(await sendMail(runtimeWith(`smtp://127.0.0.1:${port}?tls=off`), mail)).toBe(true);
});

test("logs a rejected email and an unreachable server without the email's text", async () => {
  isRejecting = true;
  expect(await sendMail(runtimeWith(`smtp://127.0.0.1:${port}`), mail)).toBe(false);
  expect(await sendMail(runtimeWith("smtp://127.0.0.1:1"), mail)).toBe(false);
  expect(lines).toHaveLength(2);
  expect(lines.join("")).not.toContain("/invitations/abc");
  expect(lines.join("")).not.toMatch(/@|answer|command|stack/);
  expect(lines.map((line) => JSON.parse(line).problem)).toEqual(["recipient", "unreachable"]);
});
