import { ServiceError } from "#lib/domain/common/errors.ts";

/** One request that is being forwarded. */
export interface Lease {
  /** Counts bytes that the request keeps in memory. Throws `service_unavailable` if there is no room for them. */
  hold(bytes: number): void;
  /**
   * Ends the request. What it held is free once the signal aborts, because the response is in memory until the client has
   * read it or has gone. Null: at once.
   */
  leave(sent: AbortSignal | null): void;
}

/** Limits the requests that are being forwarded, because each of them holds a whole request and response in memory. */
export interface InFlight {
  /** Throws `service_unavailable` if there are too many. */
  enter(server: { id: string; teamId: string }): Lease;
}

function createBusy(): ServiceError {
  return new ServiceError("service_unavailable", {
    message: "Too many requests to FHIR servers are running. Try again in a second.",
    headers: { "Retry-After": "1" },
  });
}

interface InFlightLimits {
  maxPerServer: number;
  maxTotal: number;
  maxHeldBytes: number;
}

/** What is running for a server, or for a team. */
interface Share {
  running: number;
  held: number;
}

/** The shares by id. Those of which nothing is running are forgotten. */
function createShares() {
  const shares = new Map<string, Share>();
  return {
    get: (id: string): Readonly<Share> => shares.get(id) ?? { running: 0, held: 0 },
    add: (id: string, added: Share) => {
      const share = shares.get(id) ?? { running: 0, held: 0 };
      share.running += added.running;
      share.held += added.held;
      if (share.running === 0 && share.held === 0) shares.delete(id);
      else shares.set(id, share);
    },
  };
}

/** No team takes more than half of what all of them have, however slow its servers and clients are. */
export function createInFlight({ maxPerServer, maxTotal, maxHeldBytes }: InFlightLimits): InFlight {
  const servers = createShares();
  const teams = createShares();
  const all: Share = { running: 0, held: 0 };
  const add = (server: { id: string; teamId: string }, added: Share) => {
    servers.add(server.id, added);
    teams.add(server.teamId, added);
    all.running += added.running;
    all.held += added.held;
  };
  return {
    enter: (server) => {
      const isFull =
        servers.get(server.id).running >= maxPerServer ||
        teams.get(server.teamId).running >= maxTotal / 2 ||
        all.running >= maxTotal;
      if (isFull) throw createBusy();
      add(server, { running: 1, held: 0 });
      let held = 0;
      return {
        hold: (bytes) => {
          const isTooMuch =
            teams.get(server.teamId).held + bytes > maxHeldBytes / 2 || all.held + bytes > maxHeldBytes;
          if (isTooMuch) throw createBusy();
          held += bytes;
          add(server, { running: 0, held: bytes });
        },
        leave: (sent) => {
          add(server, { running: -1, held: 0 });
          const free = () => add(server, { running: 0, held: -held });
          if (sent === null || sent.aborted) free();
          else sent.addEventListener("abort", free, { once: true });
        },
      };
    },
  };
}
