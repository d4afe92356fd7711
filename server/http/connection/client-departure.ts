import type { Exchange } from "../request/exchange.ts";

/** Whether the client's connection is closed. A response that waits behind another gets no event of its own. */
export function hasClientLeft({ request, response }: Exchange): boolean {
  return response.destroyed || request.socket.destroyed;
}

/** One for all, because creating an error costs several microseconds, and each response ends with one. */
const departure = new DOMException("The client has left, or has everything", "AbortError");

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
  const onClose = () => gone.abort(departure);
  if (hasClientLeft(exchange)) onClose();
  response.once("close", onClose);
  request.socket.once("close", onClose);
  try {
    return await run(gone.signal);
  } finally {
    request.socket.off("close", onClose);
  }
}
