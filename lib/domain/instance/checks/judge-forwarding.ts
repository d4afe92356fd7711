import { countOf } from "#lib/domain/common/count-of.ts";
import { type Check, createCheck } from "./check.ts";
import type { ArrivedRequest, ForwardingFacts } from "./facts.ts";

const name = "Proxies";

/**
 * What TRUST_PROXY should be, from a request that arrived through the public address: each proxy that counts adds one entry to
 * X-Forwarded-For.
 */
export function judgeForwarding(facts: ForwardingFacts | null): Check {
  if (facts === null)
    return createCheck(name, "unknown", "Only a running console can send itself a request.");
  const { url, trustedHops, arrived, problem } = facts;
  if (arrived === null) {
    const reason = problem ?? "no answer";
    return createCheck(
      name,
      "problem",
      `A request to ${url} doesn't reach this console: ${reason}. Check PUBLIC_URL and the proxy, or name the right address with --url.`,
    );
  }
  const hops = arrived.forwardedFor.length;
  if (hops === 0 && arrived.hasOtherMark) {
    return createCheck(
      name,
      "problem",
      "A proxy in front sends no X-Forwarded-For, so all clients have its IP address. Configure it to send X-Forwarded-For and X-Forwarded-Proto.",
    );
  }
  if (hops > trustedHops) {
    return createCheck(
      name,
      "problem",
      `${countOf(hops, "proxy", "proxies")} in front of the console, but TRUST_PROXY is ${trustedHops}: clients appear with a proxy's IP address. Set TRUST_PROXY=${hops}.`,
    );
  }
  if (hops < trustedHops) {
    return createCheck(
      name,
      "problem",
      `TRUST_PROXY is ${trustedHops}, but a request through ${url} passes ${countOf(hops, "proxy", "proxies")}: clients could forge their IP address. Set TRUST_PROXY=${hops}.`,
    );
  }
  return judgeRest(facts, arrived);
}

/** The number is right. */
function judgeRest({ url, trustedHops }: ForwardingFacts, { host, forwardedProto }: ArrivedRequest): Check {
  const { protocol, host: expected } = new URL(url);
  if (protocol === "https:" && trustedHops > 0 && forwardedProto.at(-trustedHops) !== "https") {
    return createCheck(
      name,
      "problem",
      "The proxy doesn't send X-Forwarded-Proto: https, so keys are rejected as if they were sent over plain HTTP. Configure it to send the header.",
    );
  }
  if (host !== expected) {
    return createCheck(
      name,
      "warning",
      `The proxy changes the host ${expected} to ${host}. Configure it to pass the header Host.`,
    );
  }
  const proxies = trustedHops === 0 ? "no proxy" : countOf(trustedHops, "proxy", "proxies");
  return createCheck(
    name,
    "ok",
    `TRUST_PROXY=${trustedHops} is right: ${proxies} between this machine, ${url} and the console.`,
  );
}
