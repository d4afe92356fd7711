"use client";

import { useEffect, useState } from "react";
import { loadComponent } from "#components/ui/load-component.ts";
import { isToastWaiting, listenForToasts } from "./toast.ts";

const ToastList = loadComponent(async () => (await import("./toast-list.tsx")).ToastList);

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
