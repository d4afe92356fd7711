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

function countAtSigns(text: string): number {
  return text.split("@").length - 1;
}

/**
 * The one form of an address that is stored and compared: NFKC, trimmed, lower case; null for what is not an
 * address. A character that only normalizing turns into an @ (U+FF20, U+FE6B) is refused, never read as one.
 */
export function createEmailAddress(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > longestAddress || countAtSigns(trimmed) !== 1 || invisible.test(trimmed)) return null;
  const address = normalize(trimmed);
  if (address.length > longestAddress || countAtSigns(address) !== 1 || invisible.test(address)) return null;
  const [local = "", domain = ""] = address.split("@");
  if (local.length > longestLocalPart || !localPart.test(local)) return null;
  const labels = domain.split(".");
  return labels.length >= 2 && labels.every((label) => domainLabel.test(label)) ? address : null;
}
