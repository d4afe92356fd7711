import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { gatewayUrl, insertGateway } from "#e2e/support/fhir/gateway.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { unlimited } from "#e2e/support/verification/fleet.ts";
import { measureInterleaved } from "../measure-load.ts";
import { listChildren } from "../process-cpu.ts";
import type { Workplace } from "../workplace.ts";
import { formatRatio, formatTable, type Section } from "../write-results.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Compares the gateway in front of a FHIR server with a proxy that only forwards, to the same server. */
export async function measureGateway(place: Workplace): Promise<Section[]> {
  const enginePort = await findFreePort();
  const start = (name: string, port: number) =>
    place.startPeer([process.execPath, join(folder, name)], {
      PORT: String(port),
      UPSTREAM: String(enginePort),
    });
  await start("start-fhir-engine.ts", enginePort);
  const proxyPort = await findFreePort();
  const proxy = await start("../peers/bare-proxy.mjs", proxyPort);
  const baseUrl = `http://127.0.0.1:${enginePort}/hospital/fhir`;
  const { running } = await place.startOurs({ FHIR_ALLOW_LOOPBACK: "true" });
  const { database, team } = place.few;
  const serverId = await insertGateway(database, team, { baseUrl, allowsKeys: true });
  const key = await insertKey(database, team, {
    ...unlimited,
    inheritsPermissions: false,
    permissions: ["fhir.data:read"],
  });
  const keysFile = join(place.files, "gateway-key");
  await writeFile(keysFile, `${key.secret}\n`);
  const gateway = new URL(gatewayUrl(running.origin, serverId));
  const ours = (path: string) => ({
    origin: gateway.origin,
    path: `${gateway.pathname}${path}`,
    keysFile,
    pids: [running.pid, ...listChildren(running.pid)],
  });
  const bare = (path: string) => ({
    origin: `http://127.0.0.1:${proxyPort}`,
    path: `/hospital/fhir${path}`,
    keysFile,
    pids: [proxy.pid],
  });
  const direct = (path: string) => ({
    origin: `http://127.0.0.1:${enginePort}`,
    path: `/hospital/fhir${path}`,
    keysFile,
  });
  const read = "/Observation/o1";
  const search = "/Observation?_count=10";
  const measured = await measureInterleaved(
    {
      readDirect: direct(read),
      readBare: bare(read),
      readOurs: ours(read),
      searchDirect: direct(search),
      searchBare: bare(search),
      searchOurs: ours(search),
    },
    place.options,
  );
  const ratio = (a: keyof typeof measured, b: keyof typeof measured) =>
    formatRatio(measured[a].perSecond, measured[b].perSecond);
  return [
    {
      title: "The gateway in front of a FHIR server",
      claims: [
        [
          "reading a resource through the gateway ÷ a bare node:http proxy to the same FHIR engine",
          ratio("readOurs", "readBare"),
        ],
        ["searching for 10 resources ÷ the same proxy", ratio("searchOurs", "searchBare")],
      ],
      text: `Reference: a proxy of 20 lines that keeps connections and passes streams on. The FHIR engine, the proxy and ByteEngine share
processor 0, as all servers do, so the engine's own work is part of each figure.

${formatTable(measured.readBare, [
  ["FHIR engine alone, read", measured.readDirect],
  ["bare node:http proxy, read", measured.readBare],
  ["ByteEngine's gateway, read", measured.readOurs],
])}

${formatTable(measured.searchBare, [
  ["FHIR engine alone, search", measured.searchDirect],
  ["bare node:http proxy, search", measured.searchBare],
  ["ByteEngine's gateway, search", measured.searchOurs],
])}`,
    },
  ];
}
