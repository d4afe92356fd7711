declare const brand: unique symbol;

/** Text that is safe in an email. Only `mailText` creates it, so that names are always escaped. */
export type MailText = string & { readonly [brand]: true };

/** A URL of the console itself, which is not escaped. */
export interface OwnLink {
  url: string;
}

/** Characters by which mail programs detect links such as `evil.example`, `a@b` and `http://`. Lookalikes count too. */
const joining = /[.:/@\u3002]/;

/** Characters that reorder the text around them. Joiners and variation selectors stay, because emoji need them. */
const reordering = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

/** The character, with a space after it if it could join what follows. Some contain a link themselves, such as U+33D8, `p.m.`. */
function separate(character: string): string {
  const folded = character.normalize("NFKC");
  if (!joining.test(folded)) return character;
  const isWhole = !/[.:/@\u3002]\w/.test(folded);
  return isWhole ? `${character} ` : folded.replaceAll(/[.:/@\u3002]/g, "$& ");
}

/**
 * Escapes a name for an email: one line, with a space after each character that could create a link. The name
 * `https://evil.example` becomes `https: / / evil. example`.
 */
function quoteName(name: string): string {
  const line = name.replaceAll(reordering, "").replaceAll(/[\p{Cc}\p{Z}]+/gu, " ");
  let text = "";
  for (const character of line) text += separate(character);
  return text.replaceAll(/ +/g, " ").trim();
}

/** A template tag for email text. Escapes every inserted value as a name, except links to the console itself. */
export function mailText(strings: TemplateStringsArray, ...values: (string | OwnLink)[]): MailText {
  let text = strings[0] ?? "";
  for (const [i, value] of values.entries()) {
    text += typeof value === "string" ? quoteName(value) : value.url;
    text += strings[i + 1] ?? "";
  }
  return asMailText(text);
}

/** Joins the lines of an email. */
export function joinLines(lines: readonly MailText[]): MailText {
  return asMailText(lines.join("\n"));
}

/** The only cast to MailText. */
function asMailText(text: string): MailText {
  return text as MailText;
}
