"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { isToastWaiting, listenForToasts } from "./toast.ts";

const ToastList = dynamic(async () => (await import("./toast-list.tsx")).ToastList, { ssr: false });

/** Where short messages appear; what shows them is loaded with the first. */
export function Toaster() {
  const [isNeeded, setIsNeeded] = useState(false);
  useEffect(() => {
    if (isNeeded) return;
    const look = () => setIsNeeded(isToastWaiting());
    look();
    return listenForToasts(look);
  }, [isNeeded]);
  return isNeeded ? <ToastList /> : null;
}
