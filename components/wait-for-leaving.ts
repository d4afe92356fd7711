/** Never settles. Keeps a button busy until the browser has left the page. */
export function waitForLeaving(): Promise<never> {
  return new Promise(() => undefined);
}

/** Opens another page and keeps the pressed button busy until then. */
export function openPage(path: string): Promise<never> {
  location.assign(path);
  return waitForLeaving();
}
