import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { ExplainedRequestDto } from "#lib/contract/keys/requests.ts";
import { describeRequest } from "./describe-request.ts";
import { RichMessage } from "./rich-message.tsx";

const request: ExplainedRequestDto = {
  id: "req_01m84g7mvyerqy7b6a0s1v2n4k",
  at: "2026-11-29T12:00:00.000Z",
  endpoint: "auth",
  outcome: "INSUFFICIENT_PERMISSIONS",
  key: { id: "key_1", name: "Billing" },
  secretId: null,
  environment: "production",
  permissions: ["workers:write"],
  resource: null,
  address: "192.0.2.1",
  service: null,
  more: 0,
  checks: [
    { name: "key", verdict: "passed", message: "Found, with its current secret." },
    { name: "permissions", verdict: "failed", message: "`workers:write` is missing." },
  ],
  advice: "Add `workers:write`.",
  missingPermissions: ["workers:write"],
  similar: { count: 1, since: "2026-11-28T12:00:00.000Z" },
  keyChangedAt: null,
};

test("describes a request as plain text for a message", () => {
  expect(describeRequest(request)).toBe(`Request ID: req_01m84g7mvyerqy7b6a0s1v2n4k
Time: 2026-11-29T12:00:00.000Z
Outcome: Missing permission (INSUFFICIENT_PERMISSIONS)
Key: Billing (key_1)
IP address: 192.0.2.1

Key: Passed. Found, with its current secret.
Permission: Failed. workers:write is missing.

Add workers:write.`);
});

test("names the app of a token, and calls the check of its token so", () => {
  const text = describeRequest({ ...request, key: { id: "app_1", name: "Nightly reports" } });
  expect(text).toContain("App: Nightly reports (app_1)");
  expect(text).toContain("Token: Passed.");
  expect(text).not.toContain("Key: ");
});

test("shows names in a message as code and times as times, and nothing as markup", () => {
  const html = renderToStaticMarkup(
    <RichMessage text="`<b>` expired on 2026-11-29T12:00:00.000Z, not `2026`." />,
  );
  expect(html).toContain('&lt;b&gt;</code> expired on <time dateTime="2026-11-29T12:00:00.000Z"');
  expect(html).toContain(">2026</code>.");
});
