import { countOf } from "#lib/domain/common/count-of.ts";
/** One server of a database. */
export interface DatabaseHost {
  /** A host name, an IP address, or the folder of a Unix socket. */
  name: string;
  port: number;
}

/** A `postgresql://` address, which can name several hosts: the driver supports only one. */
export interface DatabaseAddress {
  /** In the order given, at least one. */
  hosts: readonly [DatabaseHost, ...DatabaseHost[]];
  /** The address of a single host, as the driver accepts it. */
  connectionStringOf(host: DatabaseHost): string;
}

const defaultPort = 5432;

/** libpq's default is `any`; this console always needs the primary. */
const acceptedTargets = new Set(["any", "read-write", "primary"]);

/** The parameters about hosts, which are handled here instead of by libpq. */
const hostParameters = ["host", "port", "target_session_attrs", "load_balance_hosts"];

/** The address, or what is wrong with it, as the end of a sentence that begins with the variable's name. */
export function parseDatabaseAddress(text: string): DatabaseAddress | string {
  // URL cannot parse it: its authority allows only one host.
  const parts = /^postgres(?:ql)?:\/\/(?:([^/?#]*)@)?([^/?#@]*)(\/[^?#]*)?(?:\?([^#]*))?$/.exec(text);
  if (parts === null) return "must be a postgresql:// address";
  const [, credentials, authority = "", path = "", query = ""] = parts;
  const parameters = new URLSearchParams(query);
  const target = parameters.get("target_session_attrs") ?? "any";
  if (!acceptedTargets.has(target))
    return "must have target_session_attrs=read-write or primary: the console writes";
  const hosts = readHosts(authority, parameters);
  if (typeof hosts === "string") return hosts;
  for (const name of hostParameters) parameters.delete(name);
  const connectionStringOf = (host: DatabaseHost) => join(host, { credentials, path, parameters });
  if (!isDecodable(connectionStringOf(hosts[0])))
    return "is not a valid address: check how special characters are encoded";
  return { hosts, connectionStringOf };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return URL.canParse(text.replace("@/", "@localhost/"), "postgresql://localhost");
  } catch {
    return false;
  }
}

interface Rest {
  credentials: string | undefined;
  path: string;
  parameters: URLSearchParams;
}

function join({ name, port }: DatabaseHost, { credentials, path, parameters }: Rest): string {
  const ownParameters = new URLSearchParams(parameters);
  let host = name.includes(":") ? `[${name}]:${port}` : `${name}:${port}`;
  if (name.startsWith("/")) {
    // The driver accepts a socket's folder only as a parameter.
    ownParameters.set("host", name);
    ownParameters.set("port", String(port));
    host = "";
  }
  const query = ownParameters.size === 0 ? "" : `?${ownParameters}`;
  return `postgresql://${credentials === undefined ? "" : `${credentials}@`}${host}${path}${query}`;
}

function readHosts(authority: string, parameters: URLSearchParams): DatabaseAddress["hosts"] | string {
  const names = parameters.get("host")?.split(",");
  const ports = parameters.get("port")?.split(",") ?? [];
  const pairs = names?.map((name) => [name, ""] as const) ?? authority.split(",").map(splitHost);
  if (ports.length > 1 && ports.length !== pairs.length)
    return `has ${countOf(pairs.length, "host")} and ${countOf(ports.length, "port")}`;
  const hosts = pairs.map(([name, port], index) => {
    const portText = ports[index] ?? (ports.length === 1 ? ports[0] : undefined) ?? port;
    return { name: decode(name), port: portText === "" ? defaultPort : Number(portText) };
  });
  if (hosts.some(({ port }) => !Number.isInteger(port) || port < 1 || port > 65_535)) {
    return "has a port that is not a number from 1 to 65535";
  }
  const [first, ...others] = hosts;
  if (first === undefined || (first.name === "" && others.length === 0))
    return [{ name: "localhost", port: first?.port ?? defaultPort }];
  return hosts.some(({ name }) => name === "") ? "has an empty host" : [first, ...others];
}

/** `host`, `host:port` or `[address]:port`. */
function splitHost(text: string): readonly [string, string] {
  const [, bracketed, plain, port = ""] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(text) ?? [];
  return [bracketed ?? plain ?? "", port];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
