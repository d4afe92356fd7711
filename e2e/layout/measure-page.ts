import type { Page } from "@playwright/test";

/** What is wrong with an element, and enough of it to find it. */
export interface LayoutFault {
  fault: "clipped" | "overlapping" | "outside" | "scrolls sideways" | "hidden";
  element: string;
}

/**
 * Measures the page, or an open dialog or menu on top of it, in the browser. Runs there as a whole, so it can use nothing
 * from this module.
 *
 * - Scrolls sideways: the document or any element whose content is wider than itself and that lets the user scroll it.
 * - Clipped: a piece of text (a `Range` over a text node, so exactly what is painted) or a control that extends by more than
 *   one pixel beyond an ancestor that hides its overflow. Text that is cut with an ellipsis is not clipped if the whole of
 *   it is in the `title` of an ancestor. A list that scrolls downwards does not clip.
 * - Outside: text or a control beyond the left or right edge of the window.
 * - Hidden: a control of no size, or whose middle is covered by another element once it is scrolled into view. Of a list, the
 *   first rows stand for all.
 * - Overlapping: two pieces of text, or two controls, whose boxes share more than two pixels in both directions.
 *
 * Text only for screen readers is not measured, nor is what a dialog or menu covers.
 */
function measureInBrowser(): LayoutFault[] {
  const found = new Map<string, LayoutFault>();
  const layers = [...document.querySelectorAll("[role=dialog], [role=alertdialog], [role=menu]")];
  const root = layers.at(-1) ?? document.body;
  const controls = "a[href], button, input, select, textarea, [role=menuitem], [role=menuitemcheckbox]";

  const styles = new Map<Element, CSSStyleDeclaration>();
  /** Live, so that one object for each element is enough. */
  const styleOf = (element: Element): CSSStyleDeclaration => {
    const style = styles.get(element) ?? getComputedStyle(element);
    styles.set(element, style);
    return style;
  };
  const rects = new Map<Element, DOMRect>();
  /** Only until something scrolls. */
  const rectOf = (element: Element): DOMRect => {
    const rect = rects.get(element) ?? element.getBoundingClientRect();
    rects.set(element, rect);
    return rect;
  };
  const seen = new Map<Element, boolean>();

  const name = (element: Element): string => {
    const text = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40);
    const part = element.closest("[data-key-row], header, nav, main, search, table, form")?.tagName ?? "";
    return `${part.toLowerCase()} ${element.tagName.toLowerCase()} "${text}"`.trim();
  };
  const add = (fault: LayoutFault["fault"], element: Element, other?: Element) => {
    const text = other === undefined ? name(element) : `${name(element)} and ${name(other)}`;
    found.set(`${fault} ${text}`, { fault, element: text });
  };
  /** Text for screen readers only is clipped to one pixel. */
  const isOnScreen = (element: Element): boolean => {
    const known = seen.get(element);
    if (known !== undefined) return known;
    const { position, clipPath } = styleOf(element);
    const { parentElement } = element;
    const isShown =
      !(position === "absolute" && clipPath !== "none") &&
      (element === root || parentElement === null || isOnScreen(parentElement));
    seen.set(element, isShown);
    return isShown;
  };
  const isSeen = (element: Element): boolean =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    element.closest("[inert]") === null &&
    isOnScreen(element);
  /** An ellipsis is fine where the whole text is in a title. */
  const isCutOnPurpose = (element: Element): boolean => {
    const cut = element.closest<HTMLElement>(".truncate, [class*=line-clamp]");
    if (cut === null) return false;
    const isWhole = cut.scrollWidth <= cut.clientWidth && cut.scrollHeight <= cut.clientHeight + 1;
    const title = cut.closest("[title]")?.getAttribute("title") ?? "";
    return isWhole || title.includes((cut.textContent ?? "").trim().slice(0, 20));
  };
  const findClip = (element: Element, box: DOMRect): Element | null => {
    for (let at = element.parentElement; at !== null && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY } = styleOf(at);
      if (overflowX === "visible" && overflowY === "visible") continue;
      const edge = rectOf(at);
      if (overflowX !== "visible" && (box.left < edge.left - 1 || box.right > edge.right + 1)) return at;
      const isListed = overflowY === "auto" || overflowY === "scroll";
      if (isListed) return null;
      if (overflowY !== "visible" && (box.top < edge.top - 2 || box.bottom > edge.bottom + 2)) return at;
    }
    return null;
  };

  const scroller = document.scrollingElement ?? document.documentElement;
  if (scroller.scrollWidth > window.innerWidth) add("scrolls sideways", document.body);
  for (const element of root.querySelectorAll("*")) {
    const { overflowX } = styleOf(element);
    const scrolls = overflowX === "auto" || overflowX === "scroll";
    const isCode =
      element.matches("pre, code, textarea") || element.querySelector(":scope > pre, :scope > code") !== null;
    if (scrolls && !isCode && element.scrollWidth > element.clientWidth + 1 && isSeen(element)) {
      add("scrolls sideways", element);
    }
  }

  interface Piece {
    element: Element;
    box: DOMRect;
  }
  const texts: Piece[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element === null || (node.textContent ?? "").trim() === "") continue;
    if (element.closest("script, style, option, title, pre, textarea") !== null || !isSeen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1) texts.push({ element, box });
  }
  /** Without its padding, where an input has room for a button. */
  const boxOf = (element: Element): DOMRect => {
    const { left, top, width, height } = rectOf(element);
    if (!element.matches("input:not([type=checkbox], [type=radio])"))
      return new DOMRect(left, top, width, height);
    const { paddingLeft, paddingRight } = styleOf(element);
    const [start, end] = [Number.parseFloat(paddingLeft), Number.parseFloat(paddingRight)];
    return new DOMRect(left + start, top, width - start - end, height);
  };
  const buttons: Piece[] = [...root.querySelectorAll(controls)]
    .filter((element) => isSeen(element) && element.closest("pre") === null)
    .map((element) => ({ element, box: boxOf(element) }));

  for (const { element, box } of [...texts, ...buttons]) {
    const cut = isCutOnPurpose(element);
    if (!cut && findClip(element, box) !== null) add("clipped", element);
    if (!cut && (box.left < -1 || box.right > window.innerWidth + 1)) add("outside", element);
  }
  /** What is painted of it, within everything around it that cuts it or lets it scroll. */
  const paint = ({ element, box }: Piece): Piece => {
    let { left, right, top, bottom } = box;
    for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement) {
      if (styleOf(at).overflowX === "visible") continue;
      const edge = rectOf(at);
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    return { element, box: new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top)) };
  };
  /** What stays in place while the page scrolls is meant to be above it. */
  const isFloating = (element: Element): boolean => {
    for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement) {
      if (["fixed", "sticky"].includes(styleOf(at).position)) return true;
    }
    return false;
  };
  const compare = (pieces: Piece[]) => {
    const still = pieces.map(paint).filter(({ element }) => !isFloating(element));
    still.sort((a, b) => a.box.top - b.box.top);
    for (const [index, one] of still.entries()) {
      for (let next = index + 1; next < still.length; next++) {
        const other = still[next];
        if (other === undefined || other.box.top > one.box.bottom - 2) break;
        if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
        const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (width > 2 && height > 3) add("overlapping", one.element, other.element);
      }
    }
  };
  compare(texts);
  // The box around a link that continues on the next line also contains words before and after it.
  compare(buttons.filter(({ element }) => element.getClientRects().length === 1));

  // Last, because it scrolls.
  const isCovered = (element: Element): boolean => {
    element.scrollIntoView({ block: "center" });
    const { left, top, width, height } = element.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return hit !== null && !element.contains(hit) && !hit.contains(element);
  };
  for (const { element, box } of buttons) {
    const row = element.closest("[data-key-row]");
    const isRepeated = row !== null && [...(row.parentElement?.children ?? [])].indexOf(row) >= 6;
    if (box.width < 1 || box.height < 1 || (!isRepeated && isCovered(element))) add("hidden", element);
  }
  window.scrollTo(0, 0);
  return [...found.values()];
}

/**
 * The position and size of every element of the page, or of an open dialog or menu on top of it, in a theme: if they are the
 * same in another theme, so are the faults.
 */
export function describeGeometry(page: Page, theme: "light" | "dark"): Promise<string> {
  return page.evaluate((name) => {
    // As the theme switch does.
    document.documentElement.dataset.theme = name;
    const layers = document.querySelectorAll("[role=dialog], [role=alertdialog], [role=menu]");
    const root = [...layers].at(-1) ?? document.body;
    const boxes = [...root.querySelectorAll("*")].map((element) => element.getBoundingClientRect());
    return boxes.map(({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ")).join(";");
  }, theme);
}

/** Whether an open dialog or menu has a layout for windows wider than 768 px. */
export function hasWideLayout(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const layers = document.querySelectorAll("[role=dialog], [role=alertdialog], [role=menu]");
    return [...layers].some((layer) => layer.matches(":has([class*='lg:'], [class*='xl:'])"));
  });
}

/** Returns the faults of the page at the current size, each once. */
export function measurePage(page: Page): Promise<LayoutFault[]> {
  return page.evaluate(measureInBrowser);
}
