"use client";

import { requestApi } from "#components/api-client.ts";
import { noticePageSchema, unreadNoticesSchema } from "#lib/contract/people/notices.ts";

export function listNotices(signal?: AbortSignal) {
  const path = "/me/notices?limit=20";
  return requestApi({
    method: "GET",
    path,
    schema: noticePageSchema,
    ...(signal === undefined ? {} : { signal }),
  });
}

export function markAllRead() {
  return requestApi({ method: "POST", path: "/me/notices/read", body: {}, schema: unreadNoticesSchema });
}
