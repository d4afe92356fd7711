import { Resolver } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";

export interface ResolvedAddress {
  address: string;
  family: number;
}

/** The system's own files; tests use others. */
export interface ResolverFiles {
  hosts: string;
  resolverSettings: string;
  /** Name servers to use instead of the system's. */
  servers?: readonly string[];
}

const systemFiles: ResolverFiles = { hosts: "/etc/hosts", resolverSettings: "/etc/resolv.conf" };

/** How many lookups can run at once in the whole process. Further ones are rejected immediately. */
const maxLookUps = 32;

/** An unanswered query is sent again after this time, `tries` times in total. */
const queryTimeoutMs = 1_500;
const tries = 2;

/** How many search domains are tried for a short name. glibc has the same limit. */
const maxSearchDomains = 6;

let running = 0;

/**
 * Finds every IP address of a host name: in the hosts file, or else through the name servers, with the search
 * domains of resolv.conf(5). Rejects if there is none, if too many lookups run, and when the signal aborts.
 *
 * It does not use `dns.lookup`, which blocks one of the four threads shared by all file and name operations
 * of the process for as long as an unresponsive name server takes, and cannot be stopped.
 */
export async function resolveHost(
  hostname: string,
  signal: AbortSignal,
  files: ResolverFiles = systemFiles,
): Promise<ResolvedAddress[]> {
  signal.throwIfAborted();
  const family = isIP(hostname);
  if (family !== 0) return [{ address: hostname, family }];
  if (running >= maxLookUps) throw new Error("too many host names are being resolved");
  const resolver = new Resolver({ timeout: queryTimeoutMs, tries });
  if (files.servers !== undefined) resolver.setServers(files.servers);
  const cancel = () => resolver.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  running += 1;
  try {
    return await lookUp(resolver, hostname, files, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    running -= 1;
    signal.removeEventListener("abort", cancel);
  }
}

async function lookUp(
  resolver: Resolver,
  hostname: string,
  files: ResolverFiles,
  signal: AbortSignal,
): Promise<ResolvedAddress[]> {
  const name = domainToASCII(hostname).toLowerCase();
  const [hosts, settings] = await Promise.all([readText(files.hosts), readText(files.resolverSettings)]);
  const listed = findInHosts(hosts, name.replace(/\.$/, ""));
  if (listed.length > 0) return listed;
  // RFC 6761, section 6.3: name servers must not be queried.
  if (/(?:^|\.)localhost\.?$/.test(name)) return [{ address: "127.0.0.1", family: 4 }];
  // A canceled resolver would accept new queries.
  signal.throwIfAborted();
  let failure: unknown;
  for (const candidate of listCandidates(name, settings)) {
    try {
      return await query(resolver, candidate);
    } catch (error) {
      signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

/** A missing file counts as empty. */
async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

/** Splits a file in the format of hosts(5) or resolv.conf(5) into lines of words, without comments. */
function readLines(text: string): string[][] {
  return text.split("\n").flatMap((line) => {
    const words = line.split(/[#;]/, 1)[0]?.trim().split(/\s+/) ?? [];
    return words.length > 1 ? [words] : [];
  });
}

function findInHosts(hosts: string, name: string): ResolvedAddress[] {
  return readLines(hosts).flatMap(([address = "", ...names]) =>
    names.some((one) => one.toLowerCase() === name)
      ? [{ address, family: address.includes(":") ? 6 : 4 }]
      : [],
  );
}

/** The full names that a name can stand for, in the order of resolv.conf(5). */
function listCandidates(name: string, settings: string): string[] {
  if (name.endsWith(".")) return [name];
  const lines = readLines(settings);
  const searched = lines.findLast(([key]) => key === "search" || key === "domain")?.slice(1) ?? [];
  const option = lines
    .flatMap(([key, ...options]) => (key === "options" ? options : []))
    .findLast((text) => text.startsWith("ndots:"));
  const minDots = option === undefined ? 1 : Number(option.slice("ndots:".length));
  const dots = name.split(".").length - 1;
  const extended = searched.slice(0, maxSearchDomains).map((domain) => `${name}.${domain}`);
  return dots >= minDots ? [name, ...extended] : [...extended, name];
}

async function query(resolver: Resolver, name: string): Promise<ResolvedAddress[]> {
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  const addresses = [
    ...(v4.status === "fulfilled" ? v4.value.map((address) => ({ address, family: 4 })) : []),
    ...(v6.status === "fulfilled" ? v6.value.map((address) => ({ address, family: 6 })) : []),
  ];
  if (addresses.length === 0 && v4.status === "rejected") throw v4.reason;
  return addresses;
}
