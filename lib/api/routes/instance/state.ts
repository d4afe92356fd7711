import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineHeavyRoute, defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  checkListSchema,
  instanceHealthSchema,
  mailTestSchema,
  settingListSchema,
} from "#lib/contract/instance/state.ts";
import { readInstanceHealth } from "#lib/services/instance/state/read-health.ts";
import { readSettings } from "#lib/services/instance/state/read-settings.ts";
import { runChecks } from "#lib/services/instance/state/run-checks.ts";
import { testMail } from "#lib/services/instance/state/test-mail.ts";

const shared = { tag: "Administration", access: "instanceOwner", boundedKey: refused } as const;

export const instanceStateRoutes = [
  defineRoute({
    ...shared,
    method: "GET",
    path: "/instance/settings",
    operationId: "listSettings",
    summary: "List the settings of the instance that answers, and where each value comes from",
    asksAgain: "never",
    success: { status: 200, description: "The settings, without secrets", schema: settingListSchema },
    handle: (ctx) => Promise.resolve(readSettings(ctx)),
  }),
  defineRoute({
    ...shared,
    method: "GET",
    path: "/instance/health",
    operationId: "readInstanceHealth",
    summary: "Read the versions of the instance that answers, and the state of what it depends on",
    asksAgain: "never",
    success: { status: 200, description: "The state", schema: instanceHealthSchema },
    handle: (ctx) => readInstanceHealth(ctx),
  }),
  defineHeavyRoute({
    ...shared,
    method: "GET",
    path: "/instance/checks",
    operationId: "runInstanceChecks",
    summary: "Check the console and everything it uses, and say what to do about problems",
    asksAgain: "never",
    heavy: { weight: 20, oneAtATime: "team" },
    success: { status: 200, description: "The result of each check", schema: checkListSchema },
    handle: (ctx) => runChecks(ctx),
  }),
  defineRoute({
    ...shared,
    method: "POST",
    path: "/instance/mail-tests",
    operationId: "testMail",
    summary: "Send a test email to yourself",
    asksAgain: "never",
    success: { status: 200, description: "Whether the mail server accepted it", schema: mailTestSchema },
    handle: (ctx) => testMail(ctx),
  }),
];
