import { describe, expect, test } from "vitest";
import {
  isSecurityKind,
  type KnownNotice,
  type NoticeData,
  noticeKinds,
} from "#lib/domain/notices/notice-kinds.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import { readConfig } from "#lib/platform/settings/env.ts";
import { createNoticeMail } from "./notice-mail.ts";
import { describeNotice, getNoticePath } from "./notice-texts.ts";

const evil = "<b>https://evil.example</b>";
const ofTeam = { teamName: evil, teamSlug: "acme" };
const ofKey = { ...ofTeam, keyId: "key_1", keyName: evil };

const examples: NoticeData = {
  new_sign_in: { device: "Chrome on Linux", address: "203.0.113.9" },
  failed_sign_in: { count: 3 },
  password_changed: { method: "password" },
  email_changed: { email: "new@example.com" },
  second_factor_changed: { change: "turned_on" },
  provider_changed: { provider: "Acme ID", change: "unlinked" },
  role_changed: { ...ofTeam, role: "admin", by: evil },
  team_suspended: { ...ofTeam, change: "suspended", reason: evil },
  key_changed: { ...ofKey, change: "rotated", environment: "Production", by: evil },
  key_expiring: { ...ofKey, days: 7 },
  app_authorized: { ...ofTeam, appId: "app_1", appName: evil, change: "ended", by: evil, person: null },
  gateway_changed: { ...ofTeam, serverId: "srv_1", serverName: evil, change: "turned_on", by: evil },
};

const origin = getMailOrigin(
  readConfig({ SMTP_URL: "smtps://mail.example.com", PUBLIC_URL: "https://console.example.com" }),
);

function createMail(notices: readonly KnownNotice[]) {
  if (origin === null) throw new Error("this configuration can send email");
  return createNoticeMail({
    to: "ada@example.com",
    origin,
    notices: notices.map((notice) => ({ notice, at: new Date("2026-03-01T12:00:00Z") })),
    unsubscribeToken: "TOKEN",
  });
}

describe.each(noticeKinds)("an email about %s", (kind) => {
  const notice = { kind, data: examples[kind] } as KnownNotice;

  test("has a subject, plain text and HTML that say the same, and the bell has a text and a page", () => {
    const { subject, text, html } = createMail([notice]);
    expect(subject.length).toBeGreaterThan(5);
    expect(subject).not.toContain("\n");
    expect(text).toContain(`https://console.example.com${getNoticePath(notice)}`);
    expect(html).toContain(`https://console.example.com${getNoticePath(notice)}`);
    expect(describeNotice(notice)).toMatch(/^\S.+/);
    expect(getNoticePath(notice)).toMatch(/^\/(account|t)/);
  });

  test("links only to the console and contains no markup of names", () => {
    const { text, html } = createMail([notice, notice]);
    const links = [...`${text}${html}`.matchAll(/https?:\/\/[^\s"<]+/g)].map(([link]) => link);
    expect(links.every((link) => link.startsWith("https://console.example.com/"))).toBe(true);
    expect(html).not.toContain("<b>");
  });

  test("can be unsubscribed unless it is about security", () => {
    const { headers, text } = createMail([notice]);
    expect("List-Unsubscribe" in headers).toBe(!isSecurityKind(kind));
    expect(text.includes("/unsubscribe/TOKEN")).toBe(!isSecurityKind(kind));
  });
});

test("an email lists 20 notices and counts the others", () => {
  const notice: KnownNotice = { kind: "key_expiring", data: examples.key_expiring };
  const { subject, text } = createMail(Array.from({ length: 25 }, () => notice));
  expect(subject).toBe("Expiring keys (25)");
  expect(text).toContain("And 5 more");
});
