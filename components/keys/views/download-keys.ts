"use client";

import { describeFailure } from "#components/api-failure.ts";
import { downloadFile } from "#components/download-file.ts";
import type { KeyFilters } from "#components/keys/filter/key-filters.ts";
import { toListQuery } from "#components/keys/filter/parse-key-filters.ts";
import { keyTexts } from "#components/keys/texts.ts";
import { showError } from "#components/ui/overlay/toast.ts";

/** Downloads all keys of the view as a CSV file. Shows a message if that fails. */
export async function downloadKeys(teamId: string, filters: KeyFilters, signal: AbortSignal): Promise<void> {
  const { limit: _, cursor: _cursor, ...query } = toListQuery({ ...filters, cursor: "" });
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const path = `/keys?${new URLSearchParams(given)}`;
  const file = { teamId, path, mediaType: "text/csv", name: "api-keys", extension: "csv" };
  const failure = await downloadFile(file, signal);
  if (failure === null || signal.aborted) return;
  showError(keyTexts.tools.exportFailed, describeFailure(failure));
}
