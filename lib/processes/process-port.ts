import type { Port } from "./peer.ts";

/** A child, or `process` in one. */
interface Channel {
  connected: boolean;
  send?: ((message: object, onSent: (error: Error | null) => void) => boolean) | undefined;
  on(event: "message", listener: (received: unknown) => void): unknown;
}

/** The channel to a child, or to the parent (`process`). */
export function createProcessPort(channel: Channel): Port {
  return {
    post: (message) => {
      // Whoever waits for an answer hears of the end by other ways.
      if (channel.connected) channel.send?.({ message }, () => {});
    },
    listen: (onMessage) => {
      channel.on("message", (received: unknown) => {
        if (typeof received === "object" && received !== null && "message" in received) {
          onMessage(received.message);
        }
      });
    },
  };
}
