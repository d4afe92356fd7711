import { z } from "zod";
import type { AuditEventDto } from "#lib/schemas/audit-events.ts";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.history;

const change = z.object({ from: z.unknown(), to: z.unknown() }).strict();

export interface FieldChange {
  field: string;
  from: string;
  to: string;
}

function write(value: unknown): string {
  if (value === null || value === undefined || value === "") return texts.nothing;
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.length === 0 ? texts.nothing : value.map(write).join(", ");
  if (typeof value !== "object") return String(value);
  const entries = Object.entries(value).filter(([, held]) => held !== null);
  return entries.length === 0
    ? texts.nothing
    : entries.map(([name, held]) => `${name}: ${write(held)}`).join(", ");
}

/** The fields that an event changed, in words: its `changes` as {field: {from, to}}. Anything else there is left out. */
export function describeChanges(changes: AuditEventDto["changes"]): FieldChange[] {
  if (typeof changes !== "object" || changes === null || Array.isArray(changes)) return [];
  return Object.entries(changes).flatMap(([field, value]) => {
    const parsed = change.safeParse(value);
    if (!parsed.success) return [];
    return [
      { field: texts.fields[field] ?? field, from: write(parsed.data.from), to: write(parsed.data.to) },
    ];
  });
}

/** What somebody wrote when they did it; null for nothing. */
export function readReason(changes: AuditEventDto["changes"]): string | null {
  const parsed = z.object({ reason: z.string().min(1) }).safeParse(changes);
  return parsed.success ? parsed.data.reason : null;
}
