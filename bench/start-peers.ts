import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, symlinkSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { startPostgres } from "../scripts/test/postgres-server.ts";
import { ensureTool } from "../scripts/test/tools.ts";
import type { Target } from "./measure-load.ts";
import { listChildren } from "./process-cpu.ts";
import { pinTo, type Workplace } from "./workplace.ts";

const folder = fileURLToPath(new URL("peers", import.meta.url));

/** A recorded response, for bare servers that answer with the same bytes. */
export interface RecordedAnswer {
  headers: [name: string, value: string][];
  body: string;
}

/** Headers that each server writes by itself. */
const ownHeaders = new Set(["connection", "content-length", "date", "keep-alive", "transfer-encoding"]);

export async function recordAnswer(target: Target, secret: string): Promise<RecordedAnswer> {
  const response = await fetch(`${target.origin}${target.path}`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  if (response.status !== 200) throw new Error(`/auth answered with status ${response.status}`);
  const headers = [...response.headers].filter(([name]) => !ownHeaders.has(name));
  return { headers, body: await response.text() };
}

/** Starts another server that answers the same target. */
type StartBeside = (place: Workplace, like: Target, answer: RecordedAnswer) => Promise<Target>;

export const startBare: StartBeside = async (place, like, { headers, body }) => {
  const port = await findFreePort();
  const written = [["content-length", String(Buffer.byteLength(body))], ...headers];
  const { pid } = await place.startPeer([process.execPath, join(folder, "bare.mjs")], {
    PORT: String(port),
    ANSWER: JSON.stringify([200, Object.fromEntries(written), body]),
  });
  return { ...like, origin: `http://127.0.0.1:${port}`, pids: [pid] };
};

function quoteForNginx(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

/** One worker, no log, no file: what a server in C needs for the same response. */
export const startNginx: StartBeside = async (place, like, { headers, body }) => {
  const program = await ensureTool("nginx", new AbortController().signal);
  const port = await findFreePort();
  const directory = join(place.files, "nginx");
  await mkdir(directory);
  const type = headers.find(([name]) => name === "content-type")?.[1] ?? "text/plain";
  const added = headers.filter(([name]) => name !== "content-type");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  await writeFile(
    join(directory, "nginx.conf"),
    `daemon off; worker_processes 1; pid nginx.pid; error_log stderr crit;
     events { worker_connections 1024; }
     http {
       access_log off; server_tokens off; keepalive_requests 2000000000;
       ${temporary.map((kind) => `${kind}_temp_path ${kind};`).join(" ")}
       server {
         listen 127.0.0.1:${port};
         default_type ${quoteForNginx(type)};
         ${added.map(([name, value]) => `add_header ${name} ${quoteForNginx(value)};`).join("\n")}
         location / { return 200 ${quoteForNginx(body)}; }
       }
     }`,
  );
  const parameters = [...pinTo("0"), program, "-p", directory, "-c", "nginx.conf", "-e", "stderr"];
  const child = spawn(parameters[0] ?? "", parameters.slice(1), { stdio: ["ignore", "ignore", "inherit"] });
  place.onClose(() => child.kill("SIGTERM"));
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 200; tries++) {
    const response = await fetch(origin).catch(() => null);
    if (response?.ok && child.pid !== undefined) return { ...like, origin, pids: listChildren(child.pid) };
    await wait(50);
  }
  throw new Error("nginx did not start");
};

/** Built outside the repository, where Next would use the product's own files. */
export async function startNext(place: Workplace, like: Target): Promise<Target> {
  const root = join(folder, "../..");
  const copy = join(place.files, "next");
  cpSync(join(folder, "next"), copy, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
  const next = join(root, "node_modules/next/dist/bin/next");
  const built = spawnSync(process.execPath, [next, "build", "--webpack", copy], {
    cwd: copy,
    env: { ...process.env, NEXT_DIST_DIR: undefined },
    encoding: "utf8",
  });
  if (built.status !== 0)
    throw new Error(`the Next peer could not be built:\n${built.stdout}${built.stderr}`);
  const port = await findFreePort();
  const { pid } = await place.startPeer([process.execPath, next, "start", copy, "-p", String(port)], {});
  return { ...like, origin: `http://127.0.0.1:${port}`, path: "/static", pids: [pid] };
}

/**
 * Two servers, both on a separate PostgreSQL server: one counts requests, which is the default, the other
 * does not.
 */
export async function startBetterAuth(place: Workplace): Promise<Record<"counting" | "plain", Target>> {
  if (!existsSync(join(folder, "node_modules"))) {
    const { status } = spawnSync("npm", ["install"], { cwd: folder, stdio: "inherit" });
    if (status !== 0) throw new Error("the peers could not be installed");
  }
  const postgres = await startPostgres(new AbortController().signal);
  place.onClose(postgres.stop);
  const start = async (counts: "yes" | "no"): Promise<Target> => {
    const port = await findFreePort();
    const { pid, output } = await place.startPeer([process.execPath, join(folder, "better-auth.mjs")], {
      PORT: String(port),
      DATABASE_URL: postgres.url,
      COUNTS: counts,
    });
    const keysFile = join(place.files, `better-auth-${counts}`);
    await writeFile(keysFile, `${/ready (\S+)/.exec(output)?.[1] ?? ""}\n`);
    return { origin: `http://127.0.0.1:${port}`, path: "/verify", keysFile, pids: [pid] };
  };
  const plain = await start("no");
  return { plain, counting: await start("yes") };
}
