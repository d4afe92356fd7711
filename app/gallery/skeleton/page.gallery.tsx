import type { Metadata } from "next";
import { galleryTexts } from "#components/gallery/texts.ts";
import { KeysSkeleton } from "#components/keys/keys-skeleton.tsx";

export const metadata: Metadata = { title: galleryTexts.skeleton };

/** The API Keys page while its keys are on their way: in the product it is gone before one could look at it. */
export default function SkeletonPage() {
  return (
    <main className="px-4 py-6 sm:px-6 lg:px-8 lg:py-8">
      <KeysSkeleton />
    </main>
  );
}
