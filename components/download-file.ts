"use client";

import { fetchApi, unreachable } from "./api-client.ts";
import type { ApiFailure } from "./api-failure.ts";

interface DownloadedFile {
  /** The team it belongs to, unless it belongs to none. */
  teamId?: string;
  /** Below `/v1/api`, with the query. */
  path: string;
  mediaType: string;
  name: string;
  extension: string;
}

/**
 * Downloads an API response in another form than JSON. Uses fetch instead of a link, because the form is requested in a
 * header. Returns null once the download has started.
 */
export async function downloadFile(
  { teamId, path, mediaType, name, extension }: DownloadedFile,
  signal: AbortSignal,
): Promise<ApiFailure | null> {
  try {
    const headers = { Accept: mediaType, ...(teamId === undefined ? {} : { "X-Team-Id": teamId }) };
    const { response, failure } = await fetchApi(path, { headers, signal });
    if (failure !== null) return failure;
    const url = URL.createObjectURL(await response.blob());
    const link = document.createElement("a");
    link.href = url;
    link.download = `${name}-${new Date().toISOString().slice(0, 10)}.${extension}`;
    link.click();
    URL.revokeObjectURL(url);
    return null;
  } catch {
    return unreachable;
  }
}
