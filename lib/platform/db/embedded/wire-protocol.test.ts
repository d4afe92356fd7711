import fc from "fast-check";
import { expect, test } from "vitest";
import { createMessage, createMessageReader, ProtocolError, sessionStartup } from "./wire-protocol.ts";

test("assembles messages split at any point", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      (bodies, sizes) => {
        const messages = bodies.map((body) => createMessage("Q", Buffer.from(body)));
        const bytes = Buffer.concat([sessionStartup, ...messages]);
        const reader = createMessageReader();
        const read: Buffer[] = [];
        for (let at = 0; at < bytes.length; ) {
          const size = sizes.next().value;
          for (const message of reader.read(bytes.subarray(at, at + size))) {
            if (message.kind === "message") read.push(Buffer.from(message.bytes));
          }
          at += size;
        }
        expect(Buffer.concat(read)).toEqual(Buffer.concat(messages));
      },
    ),
  );
});

test("reads the client's startup parameters", () => {
  expect(createMessageReader().read(sessionStartup)).toEqual([
    { kind: "startup", parameters: { user: "postgres", database: "postgres" } },
  ]);
});

test("rejects other protocols", () => {
  expect(() => createMessageReader().read(Buffer.from("GET / HTTP/1.1\r\n\r\n"))).toThrow(ProtocolError);
});
