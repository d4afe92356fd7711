import { randomUUID } from "node:crypto";

/** Deeper data is no resource, and would exhaust the stack of a program that reads it. */
const maxDepth = 200;

/** Random, so that no text of a resource can begin with it. */
const mark = `${randomUUID()}:`;

const validNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const markedNumber = new RegExp(`"${mark}([^"]*)"`, "g");

/** Numbers of up to 15 digits without a point or an exponent are always printed as they were. In a text it can match, too. */
const maybeChanged = /(?:^|[:,[\s])-?(?:0(?<=-0)|\d{1,15}[.eE]|\d{16})/;

/**
 * Parses JSON so that `printJson` writes every number as it was: in FHIR, 1.0 and 1.00 differ. In the result, numbers that
 * JavaScript would print differently are marked texts. Throws SyntaxError, also for data that is nested too deeply.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(maybeChanged.test(text) ? markNumbers(text) : text);
  assertDepth(value, 0);
  return value;
}

/** The place behind the string that begins here, or behind the text if the string has no end. */
function findEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return text.length;
}

const numberStart = /["\d-]/g;
const wholeNumber = /[\d.eE+-]+/y;

function markNumbers(text: string): string {
  let marked = "";
  let copied = 0;
  numberStart.lastIndex = 0;
  for (let found = numberStart.exec(text); found !== null; found = numberStart.exec(text)) {
    const at = found.index;
    if (found[0] === '"') {
      numberStart.lastIndex = findEnd(text, at);
      continue;
    }
    wholeNumber.lastIndex = at;
    const token = wholeNumber.exec(text)?.[0] ?? "";
    numberStart.lastIndex = at + token.length;
    if (!validNumber.test(token) || String(Number(token)) === token) continue;
    marked += `${text.slice(copied, at)}"${mark}${token}"`;
    copied = at + token.length;
  }
  return marked + text.slice(copied);
}

function assertDepth(value: unknown, depth: number): void {
  if (typeof value !== "object" || value === null) return;
  if (depth > maxDepth) throw new SyntaxError("the data is nested too deeply");
  for (const part of Array.isArray(value) ? value : Object.values(value)) {
    if (typeof part === "object") assertDepth(part, depth + 1);
  }
}

export function printJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes(mark) ? text.replaceAll(markedNumber, "$1") : text;
}

/** Changes every text in the data, in place. Names of fields stay. */
export function changeTexts(value: unknown, change: (text: string) => string): void {
  if (typeof value !== "object" || value === null) return;
  const fields = value as Record<string, unknown>;
  // Their keys in a loop: V8 takes three times as long for a list of pairs, and longer for the keys of an array.
  for (const name of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    const part = fields[name];
    if (typeof part !== "string") changeTexts(part, change);
    else {
      const changed = change(part);
      if (changed !== part) fields[name] = changed;
    }
  }
}
