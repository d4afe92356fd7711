import { z } from "zod";
import type { ArrivedRequest, ForwardingFacts, OwnFacts } from "#lib/domain/instance/checks/facts.ts";
import { createOwnRequestToken, ownRequestHeader } from "#lib/domain/instance/own-request.ts";
import type { InstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { describeFetchFailure } from "./read-providers.ts";

const limitMs = 5_000;

/** What the console answers to a request of its own, at /livez. */
const answerSchema = z.object({
  peer: z.string(),
  forwardedFor: z.array(z.string()),
  forwardedProto: z.array(z.string()),
  hasOtherMark: z.boolean(),
  host: z.string(),
  arePagesUp: z.boolean(),
  threads: z.int(),
});

export type OwnAnswer = z.infer<typeof answerSchema>;

/** An address of documentation (RFC 5737), which no client has. What stands before it, the console sent itself. */
const sentAddress = "192.0.2.1";

type Sent = { answer: OwnAnswer; problem: null } | { answer: null; problem: string };

export function createOwnHeaders({ session }: Pick<InstanceSecrets, "session">): Record<string, string> {
  return {
    [ownRequestHeader]: createOwnRequestToken(session, Date.now()),
    "X-Forwarded-For": sentAddress,
  };
}

async function send(origin: string, secrets: InstanceSecrets): Promise<Sent> {
  try {
    const response = await fetch(new URL("/livez", origin), {
      headers: createOwnHeaders(secrets),
      redirect: "manual",
      signal: AbortSignal.timeout(limitMs),
    });
    const body: unknown = await response.json().catch(() => null);
    const answer = readOwnAnswer(body);
    if (answer !== null) return { answer, problem: null };
    const problem = `something else answers there, with status ${response.status}, or the proxy removes the header ${ownRequestHeader}`;
    return { answer: null, problem };
  } catch (error) {
    return { answer: null, problem: describeFetchFailure(error) };
  }
}

/** What the console answered, or null if it was something else. */
export function readOwnAnswer(body: unknown): OwnAnswer | null {
  const { request }: { request?: unknown } = Object(body);
  return answerSchema.safeParse(request).data ?? null;
}

/** What the proxies in between added. */
export function toArrived({ forwardedFor, ...rest }: OwnAnswer): ArrivedRequest {
  return { ...rest, forwardedFor: forwardedFor.slice(forwardedFor.lastIndexOf(sentAddress) + 1) };
}

/** How a request to this address arrives. */
export async function readForwarding(
  { trustedProxyHops }: Pick<Config, "trustedProxyHops">,
  secrets: InstanceSecrets,
  url: string,
): Promise<ForwardingFacts> {
  const { answer, problem } = await send(url, secrets);
  return { url, trustedHops: trustedProxyHops, arrived: answer === null ? null : toArrived(answer), problem };
}

/** What this instance says about itself, over its own port. Null: nothing. */
export async function readOwnFacts(
  { host, port, verifyThreads }: Pick<Config, "host" | "port" | "verifyThreads">,
  secrets: InstanceSecrets,
): Promise<OwnFacts | null> {
  const isAny = host === "0.0.0.0" || host === "::";
  const name = isAny ? (host === "::" ? "[::1]" : "127.0.0.1") : host.includes(":") ? `[${host}]` : host;
  const { answer } = await send(`http://${name}:${port}`, secrets);
  if (answer === null) return null;
  return { arePagesUp: answer.arePagesUp, threads: answer.threads, expectedThreads: verifyThreads };
}
