import { domainToASCII, domainToUnicode } from "node:url";

/** RFC 5321, 4.5.3.1: a path of 256 with its brackets leaves 254; the part before the @ has 64. */
const longestAddress = 254;
const longestLocalPart = 64;

// Dot-atoms alone: quoted local parts have led mail to another host than the one checked (GHSA-7rqj-j65f-68wh).
const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainLabel = /^[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/** Controls, invisible formatting characters, lone surrogates; spaces of every kind. */
const invisible = /[\p{C}\p{Z}]/u;

/** NFKC again at the end, because lower-casing can leave a form that is not normal. */
function normalize(text: string): string {
  return text.normalize("NFKC").toLowerCase().normalize("NFKC");
}

/**
 * An international domain in its Unicode form, however it was written (`xn--bcher-kva.example` is `bücher.example`); null for
 * a name that no resolver takes. Plain names, which are nearly all, stay as they are.
 */
function normalizeDomain(domain: string): string | null {
  if (/^[a-z0-9.-]+$/.test(domain) && !domain.includes("xn--")) return domain;
  const ascii = domainToASCII(domain);
  return ascii === "" ? null : normalize(domainToUnicode(ascii));
}

/** Every form in which an account of before may hold this address: its international domain was kept as it was written. */
export function listStoredForms(address: string): string[] {
  const [local = "", domain = ""] = address.split("@");
  const ascii = `${local}@${domainToASCII(domain)}`;
  return ascii === address ? [address] : [address, ascii];
}

function countAtSigns(text: string): number {
  return text.split("@").length - 1;
}

/**
 * The one form of an address that is stored and compared: NFKC, trimmed, lower case, its domain in Unicode; null for what is not an
 * address. A character that only normalizing turns into an @ (U+FF20, U+FE6B) is refused, never read as one.
 */
export function createEmailAddress(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > longestAddress || countAtSigns(trimmed) !== 1 || invisible.test(trimmed)) return null;
  const address = normalize(trimmed);
  if (address.length > longestAddress || countAtSigns(address) !== 1 || invisible.test(address)) return null;
  const [local = "", written = ""] = address.split("@");
  if (local.length > longestLocalPart || !localPart.test(local)) return null;
  const domain = normalizeDomain(written);
  const labels = domain?.split(".") ?? [];
  if (labels.length < 2 || !labels.every((label) => domainLabel.test(label))) return null;
  const whole = `${local}@${domain}`;
  return whole.length <= longestAddress ? whole : null;
}
