import type { FoundPatients } from "#lib/contract/apps/launch-output.ts";
import { readFoundPatients } from "#lib/domain/launch/found-patients.ts";
import { createBadGateway } from "#lib/platform/fhir/bad-gateway.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import type { GatewayServer } from "#lib/services/fhir-servers/gateway/read-gateway-server.ts";
import { callUpstream } from "#lib/services/fhir-servers/upstream/call-upstream.ts";
import { getUpstream } from "#lib/services/fhir-servers/upstream/upstream.ts";
import { createOutdated } from "./require-authorization.ts";

/** People look at a few patients, so a response that is larger isn't read. */
const maxBytes = 2 * 1024 * 1024;
const timeoutMs = 10_000;
const maxPatients = 20;

/** What the server answers to this search for patients, with its own credential. Throws `bad_gateway` and `conflict`. */
export async function searchPatients(
  { runtime, now }: Pick<ServiceContext, "runtime" | "now">,
  { id }: Pick<GatewayServer, "id">,
  query: Record<string, string>,
): Promise<FoundPatients> {
  const upstream = getUpstream(runtime);
  const server = await upstream.servers.find(runtime, id);
  // The gateway was turned off since the request was read.
  if (server === null) throw createOutdated();
  const lease = upstream.inFlight.enter(server);
  try {
    const small = { ...upstream, limits: { ...upstream.limits, maxBytes, timeoutMs } };
    const below = `/Patient?${new URLSearchParams({ ...query, _count: String(maxPatients) })}`;
    const sent = { method: "GET", below, headers: {}, body: null, gone: null, hold: lease.hold };
    const { status, body } = await callUpstream(small, server, sent, now.getTime());
    if (status !== 200) throw createBadGateway("The FHIR server did not answer the search for patients");
    const found = readFoundPatients(body.toString("utf8"), maxPatients);
    if (found === null) throw createBadGateway("The FHIR server did not answer with patients");
    return found;
  } finally {
    lease.leave(null);
  }
}

/** Whether the server has this patient. */
export async function isPatient(
  ctx: Pick<ServiceContext, "runtime" | "now">,
  server: Pick<GatewayServer, "id">,
  id: string,
): Promise<boolean> {
  const { patients } = await searchPatients(ctx, server, { _id: id });
  return patients.some((patient) => patient.id === id);
}
