/** The samplers of OpenTelemetry's OTEL_TRACES_SAMPLER that need no other service. */
export const samplers = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

export interface TraceSettings {
  /** Where traces are sent, with OTLP over HTTP. */
  url: string;
  headers: Record<string, string>;
  serviceName: string;
  sampler: (typeof samplers)[number];
  /** Which part of the traces is recorded, from 0 to 1, by the samplers that have a ratio. */
  ratio: number;
}

/** `name=value` pairs, separated by commas, with percent-encoded values. Null if the text has another form. */
export function parseHeaders(text: string): Record<string, string> | null {
  const headers: Record<string, string> = {};
  for (const pair of text.split(",")) {
    const [, name = "", value = ""] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    if (name === "") return null;
    try {
      headers[name.toLowerCase()] = decodeURIComponent(value);
    } catch {
      return null;
    }
  }
  return headers;
}

/** The first address is used as it is. To the second, the path of traces is added. Null: no traces are sent. */
export function findTraceUrl(
  tracesEndpoint: string | undefined,
  endpoint: string | undefined,
): string | null {
  if (tracesEndpoint !== undefined) return tracesEndpoint;
  return endpoint === undefined ? null : `${endpoint.replace(/\/$/, "")}/v1/traces`;
}
