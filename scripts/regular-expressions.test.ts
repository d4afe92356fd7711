import { globSync, readFileSync } from "node:fs";
import { type AST, parseRegExpLiteral } from "@eslint-community/regexpp";
import ts from "typescript";
import { expect, test } from "vitest";
import { redactEmailAddresses, redactText } from "#lib/platform/log/redaction.ts";

interface Literal {
  file: string;
  text: string;
}

/** Every regular expression literal of the product and its SDK. */
function listLiterals(): Literal[] {
  const files = globSync(["{lib,server,app,components}/**/*.{ts,tsx}", "sdk/src/**/*.ts"]).filter(
    (file) => !file.includes("/generated/") && !file.includes(".test."),
  );
  return files.flatMap((file) => {
    const tree = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    const found: Literal[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) found.push({ file, text: node.text });
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
  });
}

function toRegExp(text: string): RegExp {
  const end = text.lastIndexOf("/");
  return new RegExp(text.slice(1, end), [...new Set(`${text.slice(end + 1)}g`)].join(""));
}

const printable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(i + 32));
const candidates = [..."a-_ .0A/=%", ...printable, "\t", "\n", "\u202e", "\u0301", "é"];

/** Up to two characters that a class matches, one word character and one other: `\b` distinguishes them. */
function sampleClass(raw: string, flags: string): string[] {
  const pattern = new RegExp(`^(?:${raw})$`, flags.replace(/[gy]/g, ""));
  const taken = candidates.filter((character) => pattern.test(character));
  const picks = [taken.find((one) => /\w/.test(one)), taken.find((one) => /\W/.test(one))];
  return picks.flatMap((one) => one ?? []);
}

const maxSamples = 12;

/** A few texts that an element matches. */
function sample(element: AST.Element, flags: string): string[] {
  switch (element.type) {
    case "Character":
      return [String.fromCodePoint(element.value)];
    case "CharacterSet":
    case "CharacterClass":
    case "ExpressionCharacterClass":
      return sampleClass(element.raw, flags);
    case "Group":
    case "CapturingGroup":
      return element.alternatives.flatMap(({ elements }) => sampleAll(elements, flags)).slice(0, maxSamples);
    case "Quantifier":
      return sample(element.element, flags).map((text) => text.repeat(Math.max(1, element.min)));
    default:
      return [""];
  }
}

function sampleAll(elements: readonly AST.Element[], flags: string): string[] {
  let texts = [""];
  for (const element of elements) {
    const next = sample(element, flags);
    texts = texts.flatMap((text) => next.map((more) => text + more)).slice(0, maxSamples);
  }
  return texts;
}

/** Texts that, when repeated, make the expression start over at each position or look back over a long run. */
function listPumps(text: string): string[] {
  const { pattern, flags } = parseRegExpLiteral(text);
  const pumps = pattern.alternatives.flatMap(({ elements }) =>
    elements.flatMap((element, i) => [
      ...sampleAll(elements.slice(0, i + 1), flags.raw),
      ...sample(element, flags.raw),
    ]),
  );
  return [...new Set(pumps)].filter((pump) => pump !== "");
}

function measure(run: (text: string) => void, text: string): number {
  const times = [0, 1, 2].map(() => {
    const startedAt = performance.now();
    run(text);
    return performance.now() - startedAt;
  });
  return Math.min(...times);
}

const lengths = [8_192, 65_536] as const;
/** A linear pattern takes 8 times as long for 8 times the text, a quadratic pattern 64 times. */
const maxGrowth = 24;
/** Shorter times depend more on the machine than on the pattern. */
const noiseMs = 4;

/**
 * Whether the time grows faster than the text, for repetitions of the text followed by a character that
 * nothing matches.
 */
function growsTooFast(run: (text: string) => void, pump: string): boolean {
  const [short, long] = lengths.map((length) => `${pump.repeat(length / pump.length)}\0`);
  const longMs = measure(run, long ?? "");
  return longMs > noiseMs && longMs > maxGrowth * measure(run, short ?? "");
}

const confirmations = 6;

/** Measures again before it says yes: a busy machine can slow down one measurement, but not all of them. */
function alwaysGrowsTooFast(run: (text: string) => void, pump: string): boolean {
  return Array.from({ length: confirmations }).every(() => growsTooFast(run, pump));
}

test("detects a quadratic pattern", () => {
  const text = String.raw`/\beyJ[\w-]{8,}(?:\.[\w-]*)+/g`;
  const run = (input: string) => input.replace(toRegExp(text), "");
  const detect = () => listPumps(text).some((pump) => growsTooFast(run, pump));
  expect(Array.from({ length: confirmations }).some(detect)).toBe(true);
});

test("every regular expression takes time in proportion to its text", () => {
  const literals = listLiterals();
  expect(literals.length).toBeGreaterThan(50);
  const slow = literals.flatMap(({ file, text }) => {
    const pattern = toRegExp(text);
    const pump = listPumps(text).find((candidate) =>
      alwaysGrowsTooFast((input) => input.replace(pattern, ""), candidate),
    );
    return pump === undefined ? [] : [{ file, text, pump }];
  });
  expect(slow).toEqual([]);
});

test.each([
  ...[
    "eyJ-",
    "eyJ--------",
    "eyJhbGciOi.",
    "be_",
    "be_0123456789abcdef",
    "Bearer ",
    "Bearer",
    "token=",
    "token",
  ],
  ...[
    '"token":"',
    "token\\",
    "://a:b",
    "://a:",
    "%",
    "%25",
    "%2565",
    "%ff",
    "secret%3D",
    "/invitations/",
    "a@",
    "a@a.",
    "\\a@",
    "'",
  ],
])("redaction takes time in proportion to its text: %s", (pump) => {
  expect(alwaysGrowsTooFast((text) => redactEmailAddresses(redactText(text)), pump)).toBe(false);
});
