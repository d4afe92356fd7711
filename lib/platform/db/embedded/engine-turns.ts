import { createMessage, sync } from "./wire-protocol.ts";

/**
 * The engine: accepts complete protocol messages and returns its response, one client at a time. The bytes of a response are
 * only valid during the call of `onAnswer`.
 */
export interface Engine {
  run(messages: Uint8Array, onAnswer: (bytes: Uint8Array) => void): Promise<void>;
  isInTransaction(): boolean;
}

export interface TurnClient {
  /** The console's own pool, which ends its transactions by itself. */
  isConsole: boolean;
  /** The bytes are only valid during the call. */
  write(bytes: Uint8Array): void;
  /** Closes the connection and sends the reason to the client. */
  end(sqlState: string, reason: string): void;
}

export interface TurnLimits {
  /** How long an open transaction can wait for its client's next statement. */
  idleMs: { console: number; outside: number };
  /** How long a transaction of an external client can take in total. */
  transactionMs: number;
}

/**
 * Messages that belong together. `isComplete`: the client waits for the end of the response before it sends
 * more.
 */
interface Turn {
  messages: Buffer;
  isComplete: boolean;
}

export interface EngineTurns {
  enqueue(client: TurnClient, turn: Turn): void;
  /** The client has disconnected: its transaction is rolled back and its settings are reset. */
  leave(client: TurnClient): void;
  /** Runs the function while no transaction is open, and no turn until it has ended. */
  runBetween<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for the running turn and starts no others. */
  stop(): Promise<void>;
}

const rollBack = createMessage("Q", "ROLLBACK\0");
/** All clients share one session, so it keeps the settings of earlier clients. */
const resetSettings = createMessage(
  "Q",
  "RESET ALL; RESET ROLE; SET SESSION AUTHORIZATION DEFAULT; UNLISTEN *\0",
);
const discardSession = createMessage("Q", "DISCARD ALL\0");

/**
 * Lets clients share the engine's single session. Each gets it for complete turns and keeps it while its
 * transaction is open, within limits.
 */
export function createEngineTurns(engine: Engine, limits: TurnLimits): EngineTurns {
  const turns = new Map<TurnClient, Turn[]>();
  /** The client with an open transaction or an incomplete turn. */
  let holder: TurnClient | null = null;
  let holderSinceMs = 0;
  let isHolderUnsynced = false;
  let idleTimer: NodeJS.Timeout | undefined;
  /** The external client whose settings the session may have. */
  let settingsOwner: TurnClient | null = null;
  let running: Promise<void> | null = null;
  let hasStopped = false;
  /** Statements that remove the traces of disconnected clients. */
  const cleanUps: Buffer[] = [];
  /** What waits for a moment without an open transaction. */
  const waiting: (() => Promise<void>)[] = [];

  const discard = () => {};

  function pickClient(): TurnClient | null {
    if (holder !== null) return (turns.get(holder)?.length ?? 0) > 0 ? holder : null;
    for (const [client, own] of turns) if (own.length > 0) return client;
    return null;
  }

  async function runNext(client: TurnClient): Promise<void> {
    const turn = turns.get(client)?.shift();
    if (turn === undefined) return;
    // Moves to the end, so that no client is served twice while another waits.
    const own = turns.get(client);
    if (own !== undefined) {
      turns.delete(client);
      turns.set(client, own);
    }
    if (settingsOwner !== client) await resetSession();
    if (!client.isConsole) settingsOwner = client;
    await engine.run(turn.messages, (bytes) => client.write(bytes));
    updateHolder(client, turn.isComplete);
  }

  async function resetSession(): Promise<void> {
    if (settingsOwner === null) return;
    settingsOwner = null;
    await engine.run(resetSettings, discard);
  }

  function updateHolder(client: TurnClient, isComplete: boolean): void {
    isHolderUnsynced = !isComplete;
    if (isComplete && !engine.isInTransaction()) {
      holder = null;
      return;
    }
    if (holder === null) holderSinceMs = performance.now();
    holder = client;
    // It disconnected while its turn ran.
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
      // Never inside another client's transaction: it would fail, and make the transaction fail too.
      const cleanUp = holder === null ? cleanUps.shift() : undefined;
      if (cleanUp !== undefined) {
        await engine.run(cleanUp, discard);
        continue;
      }
      const next = holder === null && !hasStopped ? waiting.shift() : undefined;
      if (next !== undefined) {
        await resetSession();
        await next();
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
    scheduleReset(client);
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
      runTurns();
    }, idleMs);
    idleTimer.unref();
  }

  function runTurns(): void {
    if (running !== null) return;
    clearTimeout(idleTimer);
    running = runAll().finally(() => {
      running = null;
      watchHolder();
    });
  }

  function scheduleReset(client: TurnClient): void {
    if (client.isConsole) return;
    if (settingsOwner === client) settingsOwner = null;
    cleanUps.push(discardSession);
  }

  return {
    enqueue: (client, turn) => {
      const own = turns.get(client);
      if (own === undefined) turns.set(client, [turn]);
      else own.push(turn);
      runTurns();
    },
    leave: (client) => {
      if (!turns.delete(client)) return;
      // If its turn is running, updateHolder sees that it has disconnected.
      if (holder === client && running === null) releaseHolder();
      scheduleReset(client);
      runTurns();
    },
    runBetween: (work) => {
      const done = new Promise<Awaited<ReturnType<typeof work>>>((resolve, reject) => {
        waiting.push(async () => {
          try {
            resolve(await work());
          } catch (error) {
            reject(error);
          }
        });
      });
      runTurns();
      return done;
    },
    stop: async () => {
      hasStopped = true;
      clearTimeout(idleTimer);
      await running;
    },
  };
}
