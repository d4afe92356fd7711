import { Resolver } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";

export interface ResolvedAddress {
  address: string;
  family: number;
}

/** Where the system's own answers stand; others in tests. */
export interface ResolverFiles {
  hosts: string;
  resolverSettings: string;
  /** Instead of those of the system. */
  servers?: readonly string[];
}

const systemFiles: ResolverFiles = { hosts: "/etc/hosts", resolverSettings: "/etc/resolv.conf" };

/** At a time, for the whole process; what comes on top is refused at once. */
const maxLookUps = 32;

/** A question that no server answers is sent again after this long, `tries` times in all. */
const queryTimeoutMs = 1_500;
const tries = 2;

/** How many names a short one is tried as; glibc has the same bound. */
const maxSearchDomains = 6;

let running = 0;

/**
 * Every address of a host name: from the hosts file, else from the name servers, with the search domains of
 * resolv.conf(5). Rejects when there is none, when too many look-ups run, and when the signal aborts.
 *
 * Not `dns.lookup`: that blocks one of the four threads that all file and name operations of the process share, for as
 * long as a dead name server takes, and cannot be stopped.
 */
export async function resolveHost(
  hostname: string,
  signal: AbortSignal,
  files: ResolverFiles = systemFiles,
): Promise<ResolvedAddress[]> {
  signal.throwIfAborted();
  const family = isIP(hostname);
  if (family !== 0) return [{ address: hostname, family }];
  if (running >= maxLookUps) throw new Error("too many names are being looked up");
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
  // RFC 6761, section 6.3: no name server is asked.
  if (/(?:^|\.)localhost\.?$/.test(name)) return [{ address: "127.0.0.1", family: 4 }];
  // A cancelled resolver takes new questions.
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

/** A file that is not there settles nothing. */
async function readText(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

/** The lines of a file in the format of hosts(5) or resolv.conf(5), as words, without comments. */
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

/** The full names that a name may stand for, in the order of resolv.conf(5). */
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
