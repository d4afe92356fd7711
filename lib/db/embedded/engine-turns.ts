import { createMessage, sync } from "./wire-protocol.ts";

/** The engine: takes whole protocol messages and gives back what it answers, one caller at a time. */
export interface Engine {
  run(messages: Uint8Array, onAnswer: (bytes: Uint8Array) => void): Promise<void>;
  isInTransaction(): boolean;
}

export interface TurnClient {
  /** The console's own pool, which ends its transactions by itself. */
  isConsole: boolean;
  write(bytes: Uint8Array): void;
  /** Ends the connection, telling the client why. */
  end(sqlState: string, reason: string): void;
}

export interface TurnLimits {
  /** How long an open transaction may wait for its client's next statement. */
  idleMs: { console: number; outside: number };
  /** How long an outside client's transaction may take altogether. */
  transactionMs: number;
}

/** Messages that belong together. `isComplete`: the client awaits the end of the answer before it sends more. */
interface Turn {
  messages: Buffer;
  isComplete: boolean;
}

export interface EngineTurns {
  enqueue(client: TurnClient, turn: Turn): void;
  /** The client is gone: what it had open is rolled back, and its settings are undone. */
  leave(client: TurnClient): void;
  /** Waits until nothing runs, and lets nothing start after that. */
  stop(): Promise<void>;
}

const rollBack = createMessage("Q", "ROLLBACK\0");
/** The one session has the settings of everyone who used it. */
const resetSettings = createMessage(
  "Q",
  "RESET ALL; RESET ROLE; SET SESSION AUTHORIZATION DEFAULT; UNLISTEN *\0",
);
const discardSession = createMessage("Q", "DISCARD ALL\0");

/**
 * Lets clients share the engine's one session: each gets it for whole turns, and keeps it while its transaction is open,
 * within limits.
 */
export function createEngineTurns(engine: Engine, limits: TurnLimits): EngineTurns {
  const turns = new Map<TurnClient, Turn[]>();
  /** Whose transaction, or unfinished turn, is open. */
  let holder: TurnClient | null = null;
  let holderSinceMs = 0;
  let isHolderUnsynced = false;
  let idleTimer: NodeJS.Timeout | undefined;
  /** The outside client whose settings the session may have. */
  let settingsOf: TurnClient | null = null;
  let running: Promise<void> | null = null;
  let hasStopped = false;
  /** What undoes the traces of clients that are gone. */
  const cleanUps: Buffer[] = [];

  const discard = () => {};

  function pickClient(): TurnClient | null {
    if (holder !== null) return (turns.get(holder)?.length ?? 0) > 0 ? holder : null;
    for (const [client, own] of turns) if (own.length > 0) return client;
    return null;
  }

  async function runNext(client: TurnClient): Promise<void> {
    const turn = turns.get(client)?.shift();
    if (turn === undefined) return;
    // Behind the others: nobody is served twice while someone waits.
    const own = turns.get(client);
    if (own !== undefined) {
      turns.delete(client);
      turns.set(client, own);
    }
    if (settingsOf !== null && settingsOf !== client) {
      settingsOf = null;
      await engine.run(resetSettings, discard);
    }
    if (!client.isConsole) settingsOf = client;
    await engine.run(turn.messages, (bytes) => client.write(bytes));
    noteHolder(client, turn.isComplete);
  }

  function noteHolder(client: TurnClient, isComplete: boolean): void {
    isHolderUnsynced = !isComplete;
    if (isComplete && !engine.isInTransaction()) {
      holder = null;
      return;
    }
    if (holder === null) holderSinceMs = performance.now();
    holder = client;
    // It left while its turn ran.
    if (!turns.has(client)) releaseHolder();
  }

  function releaseHolder(): void {
    if (isHolderUnsynced) cleanUps.push(sync);
    cleanUps.push(rollBack);
    holder = null;
    isHolderUnsynced = false;
  }

  async function runAll(): Promise<void> {
    for (;;) {
      // Never inside another client's transaction: that would fail, and fail it too.
      const cleanUp = holder === null ? cleanUps.shift() : undefined;
      if (cleanUp !== undefined) {
        await engine.run(cleanUp, discard);
        continue;
      }
      if (isHolderOverdue()) endHolder("its transaction took too long");
      else {
        const client = hasStopped ? null : pickClient();
        if (client === null) return;
        await runNext(client);
      }
    }
  }

  function isHolderOverdue(): boolean {
    if (holder === null || holder.isConsole) return false;
    return performance.now() - holderSinceMs > limits.transactionMs;
  }

  function endHolder(reason: string): void {
    const client = holder;
    if (client === null) return;
    releaseHolder();
    turns.delete(client);
    leaveSettings(client);
    client.end(
      "25P03",
      `the embedded database serves one transaction at a time and ended this connection: ${reason}`,
    );
  }

  function watchHolder(): void {
    clearTimeout(idleTimer);
    if (holder === null || hasStopped) return;
    const idleMs = holder.isConsole ? limits.idleMs.console : limits.idleMs.outside;
    idleTimer = setTimeout(() => {
      endHolder("its transaction was idle for too long");
      work();
    }, idleMs);
    idleTimer.unref();
  }

  function work(): void {
    if (running !== null) return;
    clearTimeout(idleTimer);
    running = runAll().finally(() => {
      running = null;
      watchHolder();
    });
  }

  function leaveSettings(client: TurnClient): void {
    if (client.isConsole) return;
    if (settingsOf === client) settingsOf = null;
    cleanUps.push(discardSession);
  }

  return {
    enqueue: (client, turn) => {
      const own = turns.get(client);
      if (own === undefined) turns.set(client, [turn]);
      else own.push(turn);
      work();
    },
    leave: (client) => {
      if (!turns.delete(client)) return;
      // While its turn runs, noteHolder sees that it has left.
      if (holder === client && running === null) releaseHolder();
      leaveSettings(client);
      work();
    },
    stop: async () => {
      hasStopped = true;
      clearTimeout(idleTimer);
      await running;
    },
  };
}
