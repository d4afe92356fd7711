"use client";

import { useState } from "react";

/** The value, or the last there was: what a dialog goes on showing while it fades out. */
export function useLast<Value>(value: Value | null): Value | null {
  const [last, setLast] = useState(value);
  if (value !== null && value !== last) setLast(value);
  return value ?? last;
}
