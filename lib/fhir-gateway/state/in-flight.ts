import { ServiceError } from "#lib/domain/common/errors.ts";

/** One request that is being forwarded. */
export interface Lease {
  /** Counts bytes that the request keeps in memory. Throws `service_unavailable` if there is no room for them. */
  hold(bytes: number): void;
  /** Ends the request, and frees everything that it held. */
  leave(): void;
}

/** Limits the requests that are being forwarded, because each of them holds a whole request and response in memory. */
export interface InFlight {
  /** Throws `service_unavailable` if there are too many. */
  enter(serverId: string): Lease;
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

export function createInFlight({ maxPerServer, maxTotal, maxHeldBytes }: InFlightLimits): InFlight {
  const byServer = new Map<string, number>();
  let all = 0;
  let heldByAll = 0;
  return {
    enter: (serverId) => {
      const running = byServer.get(serverId) ?? 0;
      if (running >= maxPerServer || all >= maxTotal) throw createBusy();
      byServer.set(serverId, running + 1);
      all += 1;
      let held = 0;
      return {
        hold: (bytes) => {
          if (heldByAll + bytes > maxHeldBytes) throw createBusy();
          held += bytes;
          heldByAll += bytes;
        },
        leave: () => {
          all -= 1;
          heldByAll -= held;
          const left = (byServer.get(serverId) ?? 1) - 1;
          if (left === 0) byServer.delete(serverId);
          else byServer.set(serverId, left);
        },
      };
    },
  };
}
