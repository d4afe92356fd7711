import type { Exchange } from "../request/exchange.ts";

/** Whether the client's connection is closed. A response that waits behind another gets no event of its own. */
export function hasClientLeft({ request, response }: Exchange): boolean {
  return response.destroyed || request.socket.destroyed;
}

/**
 * Runs something that the client waits for. The signal aborts when the client's connection closes, and also when the whole
 * response has been sent.
 */
export async function whileClientWaits<T>(
  exchange: Exchange,
  run: (gone: AbortSignal) => Promise<T>,
): Promise<T> {
  const { request, response } = exchange;
  const gone = new AbortController();
  const onClose = () => gone.abort();
  if (hasClientLeft(exchange)) gone.abort();
  response.once("close", onClose);
  request.socket.once("close", onClose);
  try {
    return await run(gone.signal);
  } finally {
    request.socket.off("close", onClose);
  }
}
