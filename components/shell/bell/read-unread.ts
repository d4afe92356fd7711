"use client";

import { requestApi } from "#components/api-client.ts";

/** The count is read again on the next navigation or focus, but not more often than this. */
const minAgeMs = 60_000;

/** The last count, for every bell on the page. */
let last = { unread: 0, readAtMs: Number.NEGATIVE_INFINITY };

/** The request that is under way. */
let reading: Promise<void> | null = null;

export function rememberUnread(unread: number): void {
  last = { unread, readAtMs: performance.now() };
}

/** Without a schema of zod, which the page would have to load for one number. */
const unreadSchema = {
  parse: (body: unknown) => Number(Reflect.get(Object(body), "unreadCount")) || 0,
};

async function load(): Promise<void> {
  const path = "/me/notices?limit=1&unread=true";
  const result = await requestApi({ method: "GET", path, schema: unreadSchema });
  if (result.isOk) rememberUnread(result.data);
}

/** The number of unread notices. The last known one if it is recent or the console can't be reached. */
export async function readUnread(): Promise<number> {
  if (performance.now() - last.readAtMs >= minAgeMs) {
    last = { ...last, readAtMs: performance.now() };
    reading = load();
  }
  await reading;
  return last.unread;
}
