import { createUseError } from "./errors.ts";

export interface ByteEngineOptions {
  /** The API key, `be_...`. Default: the environment variable BYTEENGINE_API_KEY. */
  apiKey?: string | undefined;
  /**
   * The URL of the console, with or without `/v1/api`. Default: the environment variable BYTEENGINE_BASE_URL, or the
   * hosted API.
   */
  baseUrl?: string | undefined;
  /** The timeout of one attempt, in milliseconds. Default: 30,000. */
  timeoutMs?: number | undefined;
  /** The maximum number of retries after a temporary failure. Default: 2. */
  maxRetries?: number | undefined;
  /** Used instead of the global `fetch`. */
  fetch?: typeof fetch | undefined;
  /**
   * Allows the client to run in a browser, where anyone who opens the page can read the key. Use it only for pages that
   * nobody else opens, or with keys that have very few permissions. CORS_ORIGINS must list the page's origin.
   */
  dangerouslyAllowBrowser?: boolean | undefined;
}

export interface Settings {
  apiKey: string;
  /** Without a trailing slash. */
  baseUrl: string;
  timeoutMs: number;
  maxRetries: number;
  fetch: typeof fetch;
  isBrowser: boolean;
}

const hostedApi = "https://api.byteengine.boolbyte.com/v1/api";
const maxTimeoutMs = 2 ** 31 - 1;

/** The global objects that exist in some JavaScript runtimes. */
interface RuntimeGlobals {
  process?: { env?: Record<string, string | undefined> };
  document?: unknown;
  importScripts?: unknown;
}

function getGlobals(): RuntimeGlobals {
  return globalThis as RuntimeGlobals;
}

function readVariable(name: string): string | undefined {
  const value = getGlobals().process?.env?.[name]?.trim();
  return value === "" ? undefined : value;
}

function isInBrowser(): boolean {
  const { document, importScripts } = getGlobals();
  return document !== undefined || importScripts !== undefined;
}

/** The error messages never contain the key, because a mistyped key is almost a complete key. */
function checkKey(key: string | undefined): string {
  const trimmed = key?.trim() ?? "";
  if (trimmed === "") {
    throw createUseError(
      "The API key is missing. Pass apiKey or set the environment variable BYTEENGINE_API_KEY",
    );
  }
  if (/^["'`]|["'`]$/.test(trimmed)) {
    throw createUseError(
      "The API key has quotes around it. Remove them. Not every program that reads an env file removes them",
    );
  }
  if (!/^[\x21-\x7e]+$/.test(trimmed)) throw createUseError("The API key contains invalid characters");
  return trimmed;
}

function checkBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw createUseError("baseUrl must be an http or https URL, such as https://console.example.com/v1/api");
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw createUseError("baseUrl must not contain credentials, a query or a fragment");
  }
  const path = url.pathname.replace(/(?<!\/)\/+$/, "");
  return url.origin + (path === "" ? "/v1/api" : path);
}

function checkInteger(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw createUseError(`${name} must be a whole number from ${min} to ${max}`);
}

/** Throws ByteEngineError `invalid_use` for invalid options. */
export function readSettings(options: ByteEngineOptions): Settings {
  const isBrowser = isInBrowser();
  if (isBrowser && options.dangerouslyAllowBrowser !== true) {
    throw createUseError(
      "This runs in a browser, where anyone who opens the page can read the key. Use the API from a server, or set " +
        "dangerouslyAllowBrowser: true if nobody else opens the page.",
    );
  }
  return {
    apiKey: checkKey(options.apiKey ?? readVariable("BYTEENGINE_API_KEY")),
    baseUrl: checkBaseUrl(options.baseUrl ?? readVariable("BYTEENGINE_BASE_URL") ?? hostedApi),
    timeoutMs: checkInteger("timeoutMs", options.timeoutMs ?? 30_000, 1, maxTimeoutMs),
    maxRetries: checkInteger("maxRetries", options.maxRetries ?? 2, 0, 20),
    // A browser's fetch fails if it is called as a method of another object.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    isBrowser,
  };
}
