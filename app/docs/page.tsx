import { redirect } from "next/navigation";

/** Redirects to the first guide. */
export default function DocsPage(): never {
  redirect("/docs/quick-start");
}
