import { createSocket, type Socket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ResolverFiles, resolveHost } from "./resolve-host.ts";

let folder: string;
let server: Socket;
let silent: Socket;
const queried: string[] = [];

/** Names known to the server, with their IPv4 addresses. */
const known: Readonly<Record<string, number[]>> = {
  "fhir.example.com": [192, 0, 2, 1],
  "hapi.clinic.svc": [192, 0, 2, 2],
};

function readName(question: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; question[at] !== 0; at += (question[at] ?? 0) + 1) {
    labels.push(question.toString("latin1", at + 1, at + 1 + (question[at] ?? 0)));
  }
  return labels.join(".");
}

/** RFC 1035, section 4: repeats the question, with one A record if the name has one. */
function createAnswer(question: Buffer): Buffer {
  const name = readName(question);
  const end = 12 + name.length + 2;
  const isA = question.readUInt16BE(end) === 1;
  const address = known[name];
  const answer = Buffer.from(question.subarray(0, end + 4));
  answer.writeUInt16BE(address === undefined ? 0x8183 : 0x8180, 2);
  answer.writeUInt16BE(address !== undefined && isA ? 1 : 0, 6);
  answer.fill(0, 8, 12);
  if (isA) queried.push(name);
  if (address === undefined || !isA) return answer;
  return Buffer.concat([answer, Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address])]);
}

async function listen(onQuestion: (question: Buffer, reply: (answer: Buffer) => void) => void) {
  const socket = createSocket("udp4");
  socket.on("message", (question, from) =>
    onQuestion(question, (answer) => socket.send(answer, from.port, from.address)),
  );
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

function use(socket: Socket): ResolverFiles {
  return {
    hosts: join(folder, "hosts"),
    resolverSettings: join(folder, "resolv.conf"),
    servers: [`127.0.0.1:${socket.address().port}`],
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolver-"));
  await writeFile(join(folder, "hosts"), "127.0.0.1 localhost\n192.0.2.9\tWard ward.internal # by hand\n");
  await writeFile(
    join(folder, "resolv.conf"),
    "nameserver 192.0.2.53\nsearch nowhere.test clinic.svc\noptions ndots:2\n",
  );
  server = await listen((question, reply) => reply(createAnswer(question)));
  silent = await listen(() => {});
});

afterAll(async () => {
  server.close();
  silent.close();
  await rm(folder, { recursive: true });
});

const never = new AbortController().signal;

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["ward.internal", "192.0.2.9"],
  ["WARD", "192.0.2.9"],
  ["localhost", "127.0.0.1"],
  ["any.localhost", "127.0.0.1"],
  ["fhir.example.com", "192.0.2.1"],
  ["hapi", "192.0.2.2"],
])("finds %s", async (name, address) => {
  expect(await resolveHost(name, never, use(server))).toEqual([{ address, family: 4 }]);
});

test("tries a full name before the search domains, and a name ending with a dot only as it is", async () => {
  queried.length = 0;
  await expect(resolveHost("a.b.example", never, use(server))).rejects.toMatchObject({ code: "ENOTFOUND" });
  await expect(resolveHost("hapi.", never, use(server))).rejects.toMatchObject({ code: "ENOTFOUND" });
  expect(queried).toEqual(["a.b.example", "a.b.example.nowhere.test", "a.b.example.clinic.svc", "hapi"]);
});

test("limits a hundred lookups at a dead name server, can cancel them, and does not delay others", async () => {
  const leaving = new AbortController();
  const lookUps = Array.from({ length: 100 }, (_, i) =>
    resolveHost(`host-${i}.example.com`, leaving.signal, use(silent)),
  );
  const settled = Promise.allSettled(lookUps);
  // The system's own lookups and file operations continue in the meantime.
  await lookup("localhost");
  await expect(resolveHost("one-more.example.com", never, use(server))).rejects.toThrow("too many");
  leaving.abort();
  const reasons = (await settled).map((result) => (result.status === "rejected" ? result.reason : null));
  expect(reasons.filter((reason) => reason?.name === "AbortError")).toHaveLength(32);
  expect(await resolveHost("fhir.example.com", never, use(server))).toHaveLength(1);
});
