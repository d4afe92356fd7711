const channelName = "byteengine.signed-out";

/** Tells the other tabs of this browser that the session has ended. */
export function tellSignedOut(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(null);
  channel.close();
}

/** Calls the listener when another tab has ended the session; the returned function stops that. */
export function listenForSignOut(listener: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener("message", listener);
  return () => channel.close();
}

/** Leaves nothing in this tab's storage, and no page to come back to. */
export function leaveSignedOut(nextPath: string): void {
  // Drafts. The answer to signing out asks the browser for it too, which only does so over HTTPS and on this machine.
  sessionStorage.clear();
  location.replace(nextPath);
}
