import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { readSamples } from "#e2e/docs/samples.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";

test("nginx with the log format of the guide writes no health data to its log", async () => {
  const [sample] = (await readSamples("fhir")).filter(({ language }) => language === "nginx");
  const folder = await mkdtemp(join(tmpdir(), "nginx-log-"));
  const log = join(folder, "access.log");
  const port = await findFreePort();
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const config = `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
    http {
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(" ")}
      ${sample?.code.replace("/var/log/nginx/access.log", log)}
      server { listen 127.0.0.1:${port}; location / { return 200 ok; } }
    }`;
  await writeFile(join(folder, "nginx.conf"), config);
  const nginx = spawn(process.env.TEST_NGINX ?? "nginx", ["-c", join(folder, "nginx.conf"), "-e", "stderr"]);
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => null);
  await expect.poll(async () => (await ask("/docs?q=1"))?.status).toBe(200);
  const base = "/v1/api/fhir/servers/srv_1/fhir";
  const paths = ["/Patient?name=Dorothea", "/Patient/Dorothea", "?_id=Dorothea"];
  for (const path of paths) await ask(`${base}${path}`);
  await expect.poll(async () => (await readFile(log, "utf8")).trim().split("\n").length).toBe(4);
  const written = await readFile(log, "utf8");
  nginx.kill();
  await rm(folder, { recursive: true });
  expect(written).not.toContain("Dorothea");
  expect(written.match(/"GET [^"]+"/g)).toEqual(['"GET /docs?q=1"', ...paths.map(() => `"GET ${base}"`)]);
});
