import type { ReactNode } from "react";
import { KeyForTestsProvider } from "#components/api-reference/try/key-for-tests.tsx";

/** Keeps the key for test requests while the reader goes from group to group. */
export default function ApiReferenceLayout({ children }: { children: ReactNode }) {
  return <KeyForTestsProvider>{children}</KeyForTestsProvider>;
}
