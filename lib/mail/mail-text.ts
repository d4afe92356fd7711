declare const brand: unique symbol;

/** What stands in a mail: only `mailText` makes it, so that no name gets in as it was typed. */
export type MailText = string & { readonly [brand]: true };

/** An address on our own pages, which stays as it is. */
export interface OwnLink {
  url: string;
}

/** Mail programs make links of text such as `evil.example`, `a@b` and `http://`: by these, and what looks like them. */
const joining = /[.:/@\u3002]/;

/** What moves the text around it; joiners and variation marks, which emoji are made of, stay. */
const reordering = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/g;

function canJoin(character: string): boolean {
  return joining.test(character.normalize("NFKC"));
}

/**
 * A name as mails show it: in one line, and with a space after whatever could make a link of it. Whoever writes
 * `https://evil.example` as their name sends `https: / / evil. example`.
 */
function quoteName(name: string): string {
  const line = name.replaceAll(reordering, "").replaceAll(/[\p{Cc}\p{Z}]+/gu, " ");
  let text = "";
  for (const character of line) text += canJoin(character) ? `${character} ` : character;
  return text.replaceAll(/ +/g, " ").trim();
}

/** Text for a mail, of which everything that is filled in is treated as a name, except our own links. */
export function mailText(strings: TemplateStringsArray, ...values: (string | OwnLink)[]): MailText {
  let text = strings[0] ?? "";
  for (const [i, value] of values.entries()) {
    text += typeof value === "string" ? quoteName(value) : value.url;
    text += strings[i + 1] ?? "";
  }
  return asMailText(text);
}

/** Lines of a mail. */
export function joinLines(lines: readonly MailText[]): MailText {
  return asMailText(lines.join("\n"));
}

/** The one place that says so. */
function asMailText(text: string): MailText {
  return text as MailText;
}
