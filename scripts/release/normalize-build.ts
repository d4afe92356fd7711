import { repository } from "../launch/repository.mjs";

/**
 * A value that no request can contain, as a header or an encoded cookie: half of a character. Next compares requests with the
 * id of its preview mode, which this console doesn't use and which must not be public.
 */
const unsendable = "\ud800";

function withoutPreviewMode(text: string): string {
  return text.replace(
    /"(previewMode(?:Id|SigningKey|EncryptionKey))":\s*"[0-9a-f]+"/g,
    (_, name) => `"${name}": ${JSON.stringify(unsendable)}`,
  );
}

/** The console has no server actions, whose parameters this key would encrypt (ADR 0005). */
function withoutActionKey(text: string): string {
  return text.replace(/(encryptionKey\\?":\s*\\?")[\w+/=]+/g, `$1${"A".repeat(43)}=`);
}

function withoutPlace(text: string): string {
  return text.replaceAll(repository, ".");
}

/** Every other file of a build depends only on the sources. */
const normalizers: Readonly<Record<string, (text: string) => string>> = {
  "prerender-manifest.json": withoutPreviewMode,
  "required-server-files.js": withoutPlace,
  "required-server-files.json": withoutPlace,
  "server/preview-props.json": withoutPreviewMode,
  "server/server-reference-manifest.js": withoutActionKey,
  "server/server-reference-manifest.json": withoutActionKey,
};

/** How to remove from a file of the build what is random or names a place. Null: nothing is. */
export function normalizeBuildFile(name: string): ((text: string) => string) | null {
  return Object.hasOwn(normalizers, name) ? (normalizers[name] ?? null) : null;
}
