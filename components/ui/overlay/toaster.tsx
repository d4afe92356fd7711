"use client";

import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { isToastWaiting, listenForToasts } from "./toast.ts";

const ToastList = dynamic(async () => (await import("./toast-list.tsx")).ToastList, { ssr: false });

/** Shows toasts. The code for it is loaded with the first one. */
export function Toaster() {
  const [isNeeded, setIsNeeded] = useState(false);
  useEffect(() => {
    if (isNeeded) return;
    const check = () => setIsNeeded(isToastWaiting());
    check();
    return listenForToasts(check);
  }, [isNeeded]);
  return isNeeded ? <ToastList /> : null;
}
