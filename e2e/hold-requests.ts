import type { Page } from "@playwright/test";

/** What is asked for when a link or a filter leads to another view. */
export const viewRequests = /[?&]_rsc=/;

export interface HeldRequests {
  /** Once the first has left the page. */
  wasMade: Promise<void>;
  /** Lets them go on. */
  release: () => void;
}

/** Keeps requests with this address, of one method or of all, from the console until they are released. */
export async function holdRequests(page: Page, address: RegExp, method?: string): Promise<HeldRequests> {
  const made = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  await page.route(address, async (route) => {
    if (method !== undefined && route.request().method() !== method) return route.continue();
    made.resolve();
    await released.promise;
    // One that a later request made needless is gone by then.
    await route.continue().catch(() => undefined);
  });
  return { wasMade: made.promise, release: released.resolve };
}
