"use client";

import { type ComponentType, createElement, lazy, type ReactNode, Suspense } from "react";

/**
 * A component whose code loads when it is first rendered. Until then, `loading` is shown. Every page would pay a kilobyte
 * for `next/dynamic`, which does the same with options that nothing here needs.
 */
export function loadComponent<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  loading: ReactNode = null,
): ComponentType<Props> {
  const Loaded: ComponentType<Props> = lazy(async () => ({ default: await load() }));
  return (props) => createElement(Suspense, { fallback: loading }, createElement(Loaded, props));
}
