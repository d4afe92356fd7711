// `byteengine health`: exits with 0 if the console on this machine is ready, for container engines.
const port = process.env.PORT || "3000";
const given = process.env.HOST || "127.0.0.1";
const host = { "0.0.0.0": "127.0.0.1", "::": "[::1]" }[given] ?? (given.includes(":") ? `[${given}]` : given);
try {
  const response = await fetch(`http://${host}:${port}/readyz`, { signal: AbortSignal.timeout(4_000) });
  process.stdout.write(`${await response.text()}\n`);
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
