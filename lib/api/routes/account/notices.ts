import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineRoute } from "#lib/api/pipeline/define-route.ts";
import {
  listNoticesSchema,
  noticePageSchema,
  noticeSettingsSchema,
  readNoticesSchema,
  unreadNoticesSchema,
  unsubscribedSchema,
  unsubscribeParams,
  updateNoticeSettingSchema,
} from "#lib/contract/people/notices.ts";
import { listNotices } from "#lib/services/notices/list.ts";
import { markNoticesRead } from "#lib/services/notices/mark-read.ts";
import { readNoticeSettings, updateNoticeSetting } from "#lib/services/notices/settings.ts";
import { unsubscribe } from "#lib/services/notices/unsubscribe.ts";

export const noticeRoutes = [
  defineRoute({
    method: "GET",
    path: "/me/notices",
    operationId: "listNotices",
    summary: "List your notices",
    asksAgain: "never",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    query: listNoticesSchema,
    success: { status: 200, description: "The notices, newest first", schema: noticePageSchema },
    handle: (ctx, { query }) => listNotices(ctx, query),
  }),
  defineRoute({
    method: "POST",
    path: "/me/notices/read",
    operationId: "markNoticesRead",
    summary: "Mark some or all of your notices as read",
    asksAgain: "never",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    body: readNoticesSchema,
    isBodyOptional: true,
    success: { status: 200, description: "How many are still unread", schema: unreadNoticesSchema },
    handle: (ctx, { body }) => markNoticesRead(ctx, body),
  }),
  defineRoute({
    method: "GET",
    path: "/me/notice-settings",
    operationId: "readNoticeSettings",
    summary: "Read which notices you get by email",
    asksAgain: "never",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    success: { status: 200, description: "All kinds of notices", schema: noticeSettingsSchema },
    handle: (ctx) => readNoticeSettings(ctx),
  }),
  defineRoute({
    method: "PATCH",
    path: "/me/notice-settings",
    operationId: "updateNoticeSetting",
    summary: "Turn emails about one kind of notice on or off",
    asksAgain: "never",
    tag: "Account",
    access: "actor",
    boundedKey: refused,
    body: updateNoticeSettingSchema,
    success: { status: 200, description: "All kinds of notices", schema: noticeSettingsSchema },
    handle: (ctx, { body }) => updateNoticeSetting(ctx, body),
  }),
  // Mail programs send a form here when a person unsubscribes with one click (RFC 8058). Its body says nothing.
  defineRoute({
    method: "POST",
    path: "/unsubscriptions/{token}",
    operationId: "unsubscribe",
    summary: "Turn emails of one kind off with the token of a link, without signing in",
    asksAgain: "never",
    tag: "Account",
    access: "public",
    ignoresBody: true,
    boundedKey: {
      effect: "unaffected",
      reason: "It is public. A key does not allow more than a request without a key.",
    },
    params: unsubscribeParams,
    success: { status: 200, description: "What was turned off", schema: unsubscribedSchema },
    handle: (ctx, { params }) => unsubscribe(ctx, params),
  }),
];
