import type { Port } from "./peer.ts";

/** A child process, or `process` in a child. */
interface Channel {
  connected: boolean;
  send?: ((message: object, onSent: (error: Error | null) => void) => boolean) | undefined;
  on(event: "message", listener: (received: unknown) => void): unknown;
}

/** The channel to a child process, or to the parent (`process`). */
export function createProcessPort(channel: Channel): Port {
  return {
    post: (message) => {
      // Calls that wait for an answer are rejected separately when the process ends.
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
