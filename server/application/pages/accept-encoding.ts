/** The weight of a coding such as `gzip;q=0.5`; 1 if it has none. */
function readWeight(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => parameter.trim().toLowerCase().startsWith("q="));
  return weight === undefined ? 1 : Number(weight.trim().slice(2));
}

/**
 * Whether an `Accept-Encoding` header allows gzip (RFC 9110, section 12.5.3): by name or by `*`, and not with
 * q=0.
 */
export function acceptsGzip(header: string | undefined): boolean {
  const weights = new Map<string, number>();
  for (const part of (header ?? "").split(",")) {
    const [coding = "", ...parameters] = part.split(";");
    weights.set(coding.trim().toLowerCase(), readWeight(parameters));
  }
  const weight = weights.get("gzip") ?? weights.get("x-gzip") ?? weights.get("*") ?? 0;
  return weight > 0;
}
