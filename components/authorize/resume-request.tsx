"use client";

import { type ReactNode, useEffect, useState } from "react";
import { takeReturnPath } from "#components/auth/return-path/stored-return-path.ts";

/** Opens the request that was too long for the way through a sign-in provider. Without one, shows the children. */
export function ResumeRequest({ children }: { children: ReactNode }) {
  const [isNone, setIsNone] = useState(false);
  useEffect(() => {
    const path = takeReturnPath();
    if (path === null) setIsNone(true);
    else location.replace(path);
  }, []);
  return isNone ? children : null;
}
