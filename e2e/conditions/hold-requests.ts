import type { Page } from "@playwright/test";

/** Requests for another view, sent when a link is followed or a filter is selected. */
export const viewRequests = /[?&]_rsc=/;

export interface HeldRequests {
  /** Resolves when the page has sent the first request. */
  wasSent: Promise<void>;
  /** Lets the held requests continue. */
  release: () => void;
}

/** Holds requests that match the URL, and the method if given, until they are released. */
export async function holdRequests(page: Page, address: RegExp, method?: string): Promise<HeldRequests> {
  const sent = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(address, async (route) => {
    if (method !== undefined && route.request().method() !== method) return route.continue();
    sent.resolve();
    await released.promise;
    // A request that the page canceled no longer exists.
    await route.continue().catch(() => undefined);
  });
  return { wasSent: sent.promise, release: released.resolve };
}
