"use client";

import { toast } from "sonner";

/** A quiet word that something worked; it goes by itself. */
export function tellSuccess(title: string, description?: string): void {
  toast.success(title, { description });
}

/** What went wrong; it stays until it is read and closed. */
export function tellFailure(title: string, description?: string): void {
  toast.error(title, { description, duration: Number.POSITIVE_INFINITY });
}
