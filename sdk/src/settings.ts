import { createUseError } from "./errors.ts";

export interface ByteEngineOptions {
  /** The key, `be_...`. Without it the environment variable BYTEENGINE_API_KEY. */
  apiKey?: string | undefined;
  /**
   * Where the API is: the console's address, with or without `/v1/api`. Without it the environment variable
   * BYTEENGINE_BASE_URL, or else the hosted API.
   */
  baseUrl?: string | undefined;
  /** How long one attempt may take, in milliseconds. Default 30,000. */
  timeoutMs?: number | undefined;
  /** How often a call is tried again after a failure that may pass. Default 2. */
  maxRetries?: number | undefined;
  /** Used in place of the global `fetch`. */
  fetch?: typeof fetch | undefined;
  /**
   * Whether to run in a browser, where everybody who opens the page can read the key. Only for pages nobody else opens, or
   * keys that may do next to nothing; the console has to list the page's origin in CORS_ORIGINS.
   */
  dangerouslyAllowBrowser?: boolean | undefined;
}

export interface Settings {
  apiKey: string;
  /** Without a slash at its end. */
  baseUrl: string;
  timeoutMs: number;
  maxRetries: number;
  fetch: typeof fetch;
  isBrowser: boolean;
}

const hostedApi = "https://api.byteengine.boolbyte.com/v1/api";
const longestTimeoutMs = 2 ** 31 - 1;

/** What different surroundings have of what we look for. */
interface Surroundings {
  process?: { env?: Record<string, string | undefined> };
  document?: unknown;
  importScripts?: unknown;
}

function getSurroundings(): Surroundings {
  return globalThis as Surroundings;
}

function readVariable(name: string): string | undefined {
  const value = getSurroundings().process?.env?.[name]?.trim();
  return value === "" ? undefined : value;
}

function isInBrowser(): boolean {
  const { document, importScripts } = getSurroundings();
  return document !== undefined || importScripts !== undefined;
}

/** Never tells what it was given: a mistyped key is most of a key. */
function checkKey(key: string | undefined): string {
  const trimmed = key?.trim() ?? "";
  if (trimmed === "") {
    throw createUseError("No API key: pass apiKey, or set the environment variable BYTEENGINE_API_KEY");
  }
  if (/^["'`]|["'`]$/.test(trimmed)) {
    throw createUseError(
      "The API key has quotes around it. Remove them: not every program that reads an env file does",
    );
  }
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw createUseError("The API key holds characters that no key has");
  return trimmed;
}

function checkBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw createUseError("baseUrl must be an http(s) address such as https://console.example.com/v1/api");
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw createUseError("baseUrl must have no user, query or fragment");
  }
  const path = url.pathname.replace(/\/+$/, "");
  return url.origin + (path === "" ? "/v1/api" : path);
}

function checkInteger(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw createUseError(`${name} must be a whole number from ${least} to ${most}`);
}

/** Throws ByteEngineError `invalid_use` for what cannot work. */
export function readSettings(options: ByteEngineOptions): Settings {
  const isBrowser = isInBrowser();
  if (isBrowser && options.dangerouslyAllowBrowser !== true) {
    throw createUseError(
      "This runs in a browser, where everybody who opens the page can read the key. Call the API from a server, or set " +
        "dangerouslyAllowBrowser: true if the page is for nobody else.",
    );
  }
  return {
    apiKey: checkKey(options.apiKey ?? readVariable("BYTEENGINE_API_KEY")),
    baseUrl: checkBaseUrl(options.baseUrl ?? readVariable("BYTEENGINE_BASE_URL") ?? hostedApi),
    timeoutMs: checkInteger("timeoutMs", options.timeoutMs ?? 30_000, 1, longestTimeoutMs),
    maxRetries: checkInteger("maxRetries", options.maxRetries ?? 2, 0, 20),
    // Called as a method of something else, a browser's fetch refuses.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    isBrowser,
  };
}
