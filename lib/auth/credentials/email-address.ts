import { domainToASCII, domainToUnicode } from "node:url";

/** RFC 5321, 4.5.3.1: a path of 256 includes two brackets, which leaves 254. The part before the @ has 64. */
const maxAddressLength = 254;
const maxLocalPartLength = 64;

// Only dot-atoms: quoted local parts have sent mail to a host other than the one checked (GHSA-7rqj-j65f-68wh).
const localPart = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainLabel = /^[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

/** Control and invisible formatting characters, lone surrogates, and all kinds of spaces. */
const invisible = /[\p{C}\p{Z}]/u;

/** Applies NFKC again at the end, because lowercasing can produce a form that is not normalized. */
function normalize(text: string): string {
  return text.normalize("NFKC").toLowerCase().normalize("NFKC");
}

/**
 * An international domain in its Unicode form (`xn--bcher-kva.example` becomes `bücher.example`), or null for an invalid
 * name. Plain names, which are nearly all, are returned unchanged.
 */
function normalizeDomain(domain: string): string | null {
  if (/^[a-z0-9.-]+$/.test(domain) && !domain.includes("xn--")) return domain;
  const ascii = domainToASCII(domain);
  return ascii === "" ? null : normalize(domainToUnicode(ascii));
}

/** The forms in which older accounts may store this address. Earlier versions kept international domains as entered. */
export function listStoredForms(address: string): string[] {
  const [local = "", domain = ""] = address.split("@");
  const ascii = `${local}@${domainToASCII(domain)}`;
  return ascii === address ? [address] : [address, ascii];
}

function countAtSigns(text: string): number {
  return text.split("@").length - 1;
}

/**
 * The canonical form of an email address, which is stored and compared: NFKC, trimmed, lowercase, the domain in Unicode.
 * Null if the text is not an email address. Characters that become an @ only by normalization (U+FF20, U+FE6B) are
 * rejected.
 */
export function createEmailAddress(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > maxAddressLength || countAtSigns(trimmed) !== 1 || invisible.test(trimmed))
    return null;
  const address = normalize(trimmed);
  if (address.length > maxAddressLength || countAtSigns(address) !== 1 || invisible.test(address))
    return null;
  const [local = "", rawDomain = ""] = address.split("@");
  if (local.length > maxLocalPartLength || !localPart.test(local)) return null;
  const domain = normalizeDomain(rawDomain);
  const labels = domain?.split(".") ?? [];
  if (labels.length < 2 || !labels.every((label) => domainLabel.test(label))) return null;
  const canonical = `${local}@${domain}`;
  return canonical.length <= maxAddressLength ? canonical : null;
}
