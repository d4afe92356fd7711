import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { createSelfSigned } from "#e2e/support/servers/self-signed.ts";
import { canConnect, type RunningProxy } from "./client.ts";
import { readRecipe, type Site } from "./recipes.ts";

interface Layout extends Site {
  port: number;
}

/** How to start a proxy with a recipe. */
interface Kind {
  program: string;
  /** Writes the files and returns the start parameters. */
  prepare: (layout: Layout) => Promise<string[]>;
  /** Relative to the site's directory. */
  authorityFile: string;
}

const certificateFile = "example.com.crt";

const kinds = {
  nginx: {
    program: process.env.TEST_NGINX ?? "nginx",
    prepare: prepareNginx,
    authorityFile: certificateFile,
  },
  caddy: {
    program: process.env.TEST_CADDY ?? "caddy",
    prepare: prepareCaddy,
    authorityFile: "pki/authorities/local/root.crt",
  },
  haproxy: {
    program: process.env.TEST_HAPROXY ?? "haproxy",
    prepare: prepareHaproxy,
    authorityFile: certificateFile,
  },
} as const satisfies Record<string, Kind>;

export type ProxyName = keyof typeof kinds;

export const proxyNames: readonly ProxyName[] = ["nginx", "caddy", "haproxy"];

async function prepareNginx({ port, directory, ...site }: Layout): Promise<string[]> {
  const recipe = await readRecipe("nginx", { ...site, directory });
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${directory}/${name};`,
  );
  const file = join(directory, "nginx.conf");
  await writeFile(
    file,
    `daemon off; pid ${directory}/pid; error_log ${directory}/error.log;
    events {}
    http {
      access_log off;
      ${temporary.join(" ")}
      ${recipe.replaceAll("listen 443 ssl;", `listen 127.0.0.1:${port} ssl;`)}
    }`,
  );
  return ["-p", directory, "-c", file];
}

async function prepareCaddy({ port, directory, ...site }: Layout): Promise<string[]> {
  const recipe = await readRecipe("caddyfile", { ...site, directory });
  const file = join(directory, "Caddyfile");
  // Uses a local certificate authority and writes nothing outside the directory.
  await writeFile(
    file,
    `{
      admin off
      default_bind 127.0.0.1
      https_port ${port}
      auto_https disable_redirects
      local_certs
      skip_install_trust
      storage file_system ${directory}
      servers {
        protocols h1 h2
      }
    }
    ${recipe}`,
  );
  return ["run", "--adapter", "caddyfile", "--config", file];
}

async function prepareHaproxy({ port, directory, ...site }: Layout): Promise<string[]> {
  const recipe = await readRecipe("haproxy", { ...site, directory });
  await writeFile(join(directory, "byteengine.lua"), await readRecipe("lua", { ...site, directory }));
  const file = join(directory, "haproxy.cfg");
  await writeFile(file, recipe.replace("bind :443 ", `bind 127.0.0.1:${port} `));
  return ["-db", "-f", file];
}

/** Creates the certificate for both hosts of the guide, its key, and one file with both for HAProxy. */
async function createCertificate(directory: string): Promise<void> {
  const [certificate, key] = [join(directory, certificateFile), join(directory, "example.com.key")];
  await createSelfSigned({
    certificate,
    key,
    names: ["DNS:console.example.com", "DNS:api.example.com"],
  });
  const both = (await readFile(certificate, "utf8")) + (await readFile(key, "utf8"));
  await writeFile(join(directory, "example.com.pem"), both);
}

/** Starts a real proxy with the guide's recipe and waits until it serves both hosts. */
export async function startProxy(name: ProxyName, site: Omit<Site, "directory">): Promise<RunningProxy> {
  const { program, prepare, authorityFile } = kinds[name];
  const directory = await mkdtemp(join(tmpdir(), `byteengine-${name}-`));
  // When started as root, nginx runs its workers as another user, who needs access to the request body files.
  await chmod(directory, 0o755);
  await createCertificate(directory);
  const port = await findFreePort();
  const parameters = await prepare({ ...site, directory, port });
  const child = spawn(program, parameters, { stdio: ["ignore", "pipe", "pipe"] });
  const output: string[] = [];
  child.stdout.on("data", (chunk) => output.push(String(chunk)));
  child.stderr.on("data", (chunk) => output.push(String(chunk)));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, "exit");
      child.kill("SIGTERM");
      await exit;
    }
    await rm(directory, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) break;
    if ((await canConnect(port, "console.example.com")) && (await canConnect(port, "api.example.com"))) {
      return { port, authority: await readFile(join(directory, authorityFile)), stop };
    }
    await wait(50);
  }
  await stop();
  throw new Error(`${name} did not start:\n${output.join("")}`);
}
