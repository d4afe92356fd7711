import { expect, test } from "vitest";
import { readConfig } from "#lib/platform/settings/env.ts";
import { getMailOrigin } from "./mail-links.ts";

const mail = { SMTP_URL: "smtps://mail.example.com" };

test.each([
  [{}, null],
  [{ PUBLIC_URL: "https://console.example.com" }, null],
  [mail, "http://localhost:3000"],
  [{ ...mail, PUBLIC_URL: "https://console.example.com" }, "https://console.example.com"],
  // Others can reach these, and only PUBLIC_URL says under which name.
  [{ ...mail, HOST: "0.0.0.0" }, null],
  [{ ...mail, TRUST_PROXY: "1" }, null],
  [{ ...mail, HOST: "0.0.0.0", PUBLIC_URL: "https://console.example.com" }, "https://console.example.com"],
])("the settings %j give links in emails the origin %j", (environment, origin) => {
  expect(getMailOrigin(readConfig(environment))).toBe(origin);
});
