import { redirect } from "next/navigation";

/** Whoever asks for the documentation begins at its beginning. */
export default function DocsPage(): never {
  redirect("/docs/quick-start");
}
