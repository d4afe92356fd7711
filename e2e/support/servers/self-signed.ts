import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

interface SelfSigned {
  /** The files to write. */
  certificate: string;
  key: string;
  /** For example `DNS:localhost` or `IP:127.0.0.1`. */
  names: readonly string[];
}

/** A self-signed certificate, valid for two days. */
export async function createSelfSigned({ certificate, key, names }: SelfSigned): Promise<void> {
  const keyKind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const subject = ["-subj", "/CN=test", "-addext", `subjectAltName=${names.join(",")}`, "-days", "2"];
  await run("openssl", ["req", "-x509", ...keyKind, "-keyout", key, "-out", certificate, ...subject]);
}
