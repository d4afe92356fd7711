import { AppWindow } from "lucide-react";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { accountTexts } from "./texts.ts";

const texts = accountTexts.apps;

/** Which apps have access to the person's account: none, because this console gives apps no access to accounts. */
export function AppsView() {
  return (
    <EmptyState icon={<AppWindow aria-hidden="true" />} title={texts.title}>
      <p>
        {texts.text}{" "}
        <Link href="/account/sessions" className="rounded-sm text-accent-text underline">
          {texts.sessions}
        </Link>
      </p>
    </EmptyState>
  );
}
