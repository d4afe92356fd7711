import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

/** A mail server on this machine that keeps what it receives. */
export async function startMailServer(port = 0) {
  const mails: { to: string; text: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join(",");
        mails.push({ to, text: Buffer.concat(chunks).toString().replaceAll("=\r\n", "") });
        done();
      });
    },
  });
  // A client that is killed resets its connection.
  server.on("error", () => {});
  server.listen(port, "127.0.0.1");
  await once(server.server, "listening");
  const { port: usedPort } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${usedPort}`,
    mails,
    close: () => new Promise<void>((done) => server.close(done)),
  };
}
