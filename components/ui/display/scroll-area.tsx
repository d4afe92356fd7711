"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";

interface ScrollAreaProps {
  label: string;
  className: string;
  children: ReactNode;
}

/** Focusable while its content overflows, so that the keyboard can scroll it. */
export function ScrollArea({ label, className, children }: ScrollAreaProps) {
  const ref = useRef<HTMLDivElement>(null);
  const [isScrollable, setIsScrollable] = useState(false);
  useEffect(() => {
    const area = ref.current;
    if (area === null) return;
    const observer = new ResizeObserver(() => setIsScrollable(area.scrollWidth > area.clientWidth));
    for (const box of [area, ...area.children]) observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const focusable = isScrollable ? { tabIndex: 0, role: "region", "aria-label": label } : {};
  return (
    <div ref={ref} {...focusable} className={className}>
      {children}
    </div>
  );
}
