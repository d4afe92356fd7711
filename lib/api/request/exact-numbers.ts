/** Replaces, in a parsed body, a number that JavaScript would have rounded. */
export class InexactNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** The context that JSON.parse passes to a reviver. TypeScript's declarations do not include it yet. */
interface SourceContext {
  source?: string;
}

/** Numbers of up to 15 digits without a point or an exponent are always exact, so most bodies need no check. */
const maybeInexact = /\d{16}|\d[.eE]/;

/** Like JSON.parse, but returns an InexactNumber for a number that would be rounded. Throws SyntaxError. */
export function parseExactJson(text: string): unknown {
  if (!maybeInexact.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_name, value: unknown, context?: SourceContext) => {
    const source = context?.source;
    if (typeof value !== "number" || source === undefined) return value;
    return isExact(source, value) ? value : new InexactNumber(source);
  });
}

/** Whether printing the parsed number gives the value that was written. */
function isExact(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const written = readDecimal(source);
  const printed = readDecimal(String(value));
  return (
    written.isNegative === printed.isNegative &&
    written.digits === printed.digits &&
    written.exponent === printed.exponent
  );
}

/** The value as digits × 10^exponent, without zeros at either end. All forms of zero give the same result. */
function readDecimal(text: string): { isNegative: boolean; digits: string; exponent: number } {
  const [mantissa = "", power = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const all = whole + fraction;
  let start = 0;
  while (all[start] === "0") start++;
  let end = all.length;
  while (end > start && all[end - 1] === "0") end--;
  if (start === end) return { isNegative: false, digits: "", exponent: 0 };
  const exponent = Number(power) - fraction.length + (all.length - end);
  return { isNegative: mantissa.startsWith("-"), digits: all.slice(start, end), exponent };
}
