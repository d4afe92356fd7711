"use client";

interface DownloadedFile {
  teamId: string;
  /** Below `/v1/api`, with the query. */
  path: string;
  mediaType: string;
  name: string;
  extension: string;
}

/**
 * Downloads an API response in another form than JSON. Uses fetch instead of a link, because the form is requested in a
 * header. Returns false on failure.
 */
export async function downloadFile({
  teamId,
  path,
  mediaType,
  name,
  extension,
}: DownloadedFile): Promise<boolean> {
  try {
    const response = await fetch(`/v1/api${path}`, {
      headers: { Accept: mediaType, "X-Team-Id": teamId },
      cache: "no-store",
    });
    if (!response.ok) return false;
    const url = URL.createObjectURL(await response.blob());
    const link = document.createElement("a");
    link.href = url;
    link.download = `${name}-${new Date().toISOString().slice(0, 10)}.${extension}`;
    link.click();
    URL.revokeObjectURL(url);
    return true;
  } catch {
    return false;
  }
}
