// Node and Next's bundle each load their own copy of this module, so the sender's function is stored on globalThis.
const slot = Symbol.for("byteengine.outbox-wake");

const holder = globalThis as { [slot]?: (() => void) | undefined };

/** Sets what wakes the process's sender of emails. */
export function setOutboxWake(wake: (() => void) | undefined): void {
  holder[slot] = wake;
}

/** An email was committed. If this process has no sender, another one finds the email within seconds. */
export function wakeOutbox(): void {
  holder[slot]?.();
}
