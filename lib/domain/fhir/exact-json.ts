import { randomUUID } from "node:crypto";

/** Deeper data is no resource, and would exhaust the stack of a program that reads it. */
const maxDepth = 200;

/**
 * Of fields and of entries of lists. 16 MiB of resources have about 800,000. Short ones could be millions, which would take
 * seconds, and a gigabyte of memory.
 */
const maxParts = 1_000_000;

/** Of one object. No element of FHIR has as many, and a million of them would take seconds. */
const maxFields = 1_000;

/** No quantity has more digits, and no identifier is a number. */
const maxNumberLength = 1_000;

/** Random, so that no text of a resource can begin with it. As a URL, it has a scheme and leads nowhere. */
const mark = `n${randomUUID()}:`;

const validNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
/** Numbers only: a text that began with the mark could otherwise end the data around it. */
const markedNumber = new RegExp(`"${mark}(-?\\d[\\d.eE+-]*)"`, "g");

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const openingBrace = 0x7b;

/**
 * Parses JSON so that `printJson` writes every number as it was: in FHIR, 1.0 and 1.00 differ. In the result, numbers that
 * JavaScript would print differently are marked texts. Throws SyntaxError, also for data that is nested too deeply or has too
 * many parts.
 */
export function parseJson(text: string): unknown {
  return JSON.parse(markNumbers(text));
}

/** Reads the text once before it is parsed. Invalid text takes no longer than other text. */
function markNumbers(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  let depth = 0;
  let parts = 0;
  /** The commas of what is open, by depth. Those of lists aren't counted. */
  const fields: number[] = [Number.NEGATIVE_INFINITY];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) at = findTextEnd(text, at);
    else if (isNumberStart(code)) {
      const end = findNumberEnd(text, at);
      const token = text.slice(at, end);
      if (isChanged(token)) {
        pieces.push(text.slice(copied, at), `"${mark}${token}"`);
        copied = end;
      }
      at = end - 1;
    } else if (isOpening(code)) {
      depth += 1;
      parts += 1;
      fields[depth] = code === openingBrace ? 1 : Number.NEGATIVE_INFINITY;
    } else if (isClosing(code)) depth -= 1;
    else if (code === comma) {
      parts += 1;
      const count = (fields[depth] ?? 0) + 1;
      if (count > maxFields) throw new SyntaxError("the data has too many fields");
      fields[depth] = count;
    }
    if (depth < 0) throw new SyntaxError("the data ends more than it begins");
    if (depth > maxDepth) throw new SyntaxError("the data is nested too deeply");
    if (parts > maxParts) throw new SyntaxError("the data has too many parts");
  }
  return pieces.length === 0 ? text : pieces.join("") + text.slice(copied);
}

function isOpening(code: number): boolean {
  return code === 0x5b || code === openingBrace;
}

function isClosing(code: number): boolean {
  return code === 0x5d || code === 0x7d;
}

/** The position of the quote that ends the text which begins here, or the end of everything. */
function findTextEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    const backslashes = end - 1 - before;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isNumberStart(code: number): boolean {
  return isDigit(code) || code === 0x2d;
}

/** Digits, and one of `+-.Ee`. */
function isNumberPart(code: number): boolean {
  return isNumberStart(code) || code === 0x2b || code === 0x2e || code === 0x45 || code === 0x65;
}

function findNumberEnd(text: string, start: number): number {
  let end = start + 1;
  while (isNumberPart(text.charCodeAt(end))) end += 1;
  if (end - start > maxNumberLength) throw new SyntaxError("a number is too long");
  return end;
}

/** Whether JavaScript would print the number differently. Invalid ones are left to the parser. */
function isChanged(token: string): boolean {
  return validNumber.test(token) && String(Number(token)) !== token;
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
