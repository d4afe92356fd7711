import fc from "fast-check";
import { expect, test } from "vitest";
import { mailText } from "./mail-text.ts";

test.each([
  ["https://evil.example/a?b", "https: / / evil. example/ a?b"],
  ["www.evil.example", "www. evil. example"],
  ["mailto:a@evil.example", "mailto: a@ evil. example"],
  ["Ada\r\nBcc: eve@evil.example", "Ada Bcc: eve@ evil. example"],
  ["evil\u3002example", "evil\u3002 example"],
  ["evil\uff0eexample", "evil\uff0e example"],
  ["evil\u2024example", "evil\u2024 example"],
  ["\u202emoc.live", "moc. live"],
  ["one\u2028two", "one two"],
])("writes %s as %s", (name, expected) => {
  expect(mailText`${name}`).toBe(expected);
});

test.each(["Ada Lovelace", "Søren O'Neil-Müller", "研究開発", "Team 👩‍💻 (R&D)"])(
  "keeps %s unchanged",
  (name) => {
    expect(mailText`Hello ${name}!`).toBe(`Hello ${name}!`);
  },
);

test("keeps the console's own links unchanged", () => {
  const url = "https://console.example.com/invitations/abc";
  expect(mailText`Open ${{ url }} now`).toBe(`Open ${url} now`);
});

/** Broad patterns for text that mail programs turn into links, after the Unicode folding some of them apply. */
const linkLike = [/\w:\/\//, /\w[.\u3002]\w/, /\w@\w/, /\w:\w/, /\/\//];

test.each([
  ["\u33d8", "p. m."],
  ["\u2100", "a/ c"],
])("separates what one character contains: %j", (name, expected) => {
  expect(mailText`${name}`).toBe(expected);
});

test("never turns a name into a link or a second line", () => {
  const part = fc.oneof(
    fc.constantFrom("https://", "http:", "//", "www.", ".", "@", "evil", "example.com", "\n", "\r", "\u2028"),
    fc.constantFrom(
      "\uff0f",
      "\uff1a",
      "\uff20",
      "\u2024",
      "\ufe55",
      "\u2025",
      "\u2100",
      "\u33d8",
      "\u200b",
      "\u202e",
    ),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const text = mailText`${parts.join("")}`;
      const folded = text.normalize("NFKC");
      expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      for (const pattern of linkLike) expect(folded).not.toMatch(pattern);
    }),
    { numRuns: 1_000 },
  );
});
