import { ServiceError } from "#lib/domain/common/errors.ts";

/** Counts the requests that are being forwarded, because each of them holds a whole request and response in memory. */
export interface InFlight {
  /** Returns a function that ends the request. Throws `service_unavailable` if there are too many. */
  enter(serverId: string): () => void;
}

export function createInFlight({ perServer, total }: { perServer: number; total: number }): InFlight {
  const byServer = new Map<string, number>();
  let all = 0;
  return {
    enter: (serverId) => {
      const running = byServer.get(serverId) ?? 0;
      if (running >= perServer || all >= total) {
        throw new ServiceError("service_unavailable", {
          message: "Too many requests to FHIR servers are running. Try again in a second.",
          headers: { "Retry-After": "1" },
        });
      }
      byServer.set(serverId, running + 1);
      all += 1;
      return () => {
        all -= 1;
        const left = (byServer.get(serverId) ?? 1) - 1;
        if (left === 0) byServer.delete(serverId);
        else byServer.set(serverId, left);
      };
    },
  };
}
