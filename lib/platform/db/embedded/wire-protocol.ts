// The parts of PostgreSQL's frontend/backend protocol that clients of the embedded database use.

const sslRequest = 80877103;
const gssRequest = 80877104;
const cancelRequest = 80877102;
const protocolVersion = 3;

/** No legitimate client sends longer messages, which would be held in memory. */
const maxMessageBytes = 256 * 1024 * 1024;

export type ClientMessage =
  | { kind: "encryption" }
  | { kind: "cancel" }
  | { kind: "startup"; parameters: Record<string, string> }
  | { kind: "message"; type: string; bytes: Buffer };

export class ProtocolError extends Error {}

export interface MessageReader {
  /** Accepts a chunk of data and returns the messages that are complete. Throws ProtocolError for anything else. */
  read(chunk: Buffer): ClientMessage[];
}

export function createMessageReader(): MessageReader {
  let chunks: Buffer[] = [];
  let size = 0;
  /** How many bytes must arrive before it checks again, so that a large message is assembled only once. */
  let needed = 4;
  let hasStarted = false;

  function takeMessage(buffer: Buffer): { message: ClientMessage; length: number } | null {
    const headerLength = hasStarted ? 1 : 0;
    needed = headerLength + 4;
    if (buffer.length < needed) return null;
    const length = headerLength + buffer.readInt32BE(headerLength);
    if (length < needed || length > maxMessageBytes) throw new ProtocolError("invalid message length");
    needed = length;
    if (buffer.length < needed) return null;
    needed = 1;
    const bytes = buffer.subarray(0, length);
    if (hasStarted)
      return { message: { kind: "message", type: String.fromCharCode(bytes[0] ?? 0), bytes }, length };
    const message = readFirstMessage(bytes);
    if (message.kind === "startup") hasStarted = true;
    return { message, length };
  }

  return {
    read: (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size < needed) return [];
      let rest = chunks.length === 1 ? chunk : Buffer.concat(chunks);
      const messages: ClientMessage[] = [];
      for (let taken = takeMessage(rest); taken !== null; taken = takeMessage(rest)) {
        messages.push(taken.message);
        rest = rest.subarray(taken.length);
      }
      chunks = rest.length === 0 ? [] : [rest];
      size = rest.length;
      return messages;
    },
  };
}

function readFirstMessage(bytes: Buffer): ClientMessage {
  if (bytes.length < 8) throw new ProtocolError("invalid startup message");
  const code = bytes.readInt32BE(4);
  if (code === sslRequest || code === gssRequest) return { kind: "encryption" };
  if (code === cancelRequest) return { kind: "cancel" };
  if (code >> 16 !== protocolVersion) throw new ProtocolError("unsupported protocol version");
  const words = bytes.toString("utf8", 8).split("\0");
  const parameters: Record<string, string> = {};
  for (let index = 0; index + 1 < words.length && words[index] !== ""; index += 2) {
    parameters[words[index] ?? ""] = words[index + 1] ?? "";
  }
  return { kind: "startup", parameters };
}

export function createMessage(type: string, body: Buffer | string = ""): Buffer {
  const content = Buffer.from(body);
  const message = Buffer.alloc(5 + content.length);
  message.write(type, 0, "latin1");
  message.writeInt32BE(4 + content.length, 1);
  content.copy(message, 5);
  return message;
}

/** An error that closes a connection, with a SQLSTATE that drivers know. */
export function createFatalError(sqlState: string, message: string): Buffer {
  return createMessage("E", `SFATAL\0VFATAL\0C${sqlState}\0M${message}\0\0`);
}

/**
 * What the engine receives no matter who connects: it has one user and one database, and stops working after
 * a wrong name.
 */
export const sessionStartup = createStartup({ user: "postgres", database: "postgres" });

function createStartup(parameters: Record<string, string>): Buffer {
  const words = Object.entries(parameters).flat();
  const body = Buffer.from(`${words.join("\0")}\0\0`);
  const message = Buffer.alloc(8 + body.length);
  message.writeInt32BE(message.length, 0);
  message.writeInt32BE(protocolVersion << 16, 4);
  body.copy(message, 8);
  return message;
}

export const encryptionRejection = Buffer.from("N");
export const sync = createMessage("S");

/** Whether a statement may be a COPY that waits for the client's data. A false positive costs nothing. */
export function mayCopyFromClient(message: Buffer): boolean {
  const text = message.toString("latin1");
  return /\bcopy\b/i.test(text) && /\bstdin\b/i.test(text);
}

/**
 * Ends a COPY FROM STDIN as soon as it asks for data: the engine would wait for it without returning control,
 * so the client's data could never reach it. If no COPY waits, PostgreSQL ignores this message.
 */
export const copyRejection = createMessage(
  "f",
  "the embedded database does not support COPY FROM STDIN; use INSERT, or a PostgreSQL server with DATABASE_URL\0",
);
