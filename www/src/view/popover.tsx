// Menus: a button and the panel that it opens below. One menu is open at a time. It takes the focus and returns it on closing.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { menu } from "../state/store.ts";

const [GAP, EDGE] = [6, 8];

export const toggleMenu = (id: string): void => void (menu.value = menu.value === id ? null : id);

export function MenuButton({ id, label, className = "button", children }: { id: string; label?: string; className?: string; children: ComponentChildren }) {
  return (
    <button
      type="button"
      class={className}
      data-menu={id}
      aria-haspopup="dialog"
      aria-expanded={menu.value === id}
      aria-label={label}
      title={label}
      onClick={() => toggleMenu(id)}
    >
      {children}
    </button>
  );
}

/** The panel below the button with the same id. */
export function Popover({ id, label, className = "", children }: { id: string; label: string; className?: string; children: ComponentChildren }) {
  return menu.value === id ? (
    <Open id={id} label={label} className={className}>
      {children}
    </Open>
  ) : null;
}

function Open({ id, label, className, children }: { id: string; label: string; className: string; children: ComponentChildren }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const panel = ref.current;
    if (!panel) return undefined;
    const button = document.querySelector<HTMLElement>(`[data-menu="${id}"]`);
    // In the top layer, no surrounding box with an overflow clips the panel.
    panel.showPopover();
    const place = () => button && beneath(panel, button);
    place();
    // The content may grow, and the window may change its size.
    const observer = new ResizeObserver(place);
    observer.observe(panel);
    addEventListener("resize", place);
    (
      panel.querySelector<HTMLElement>("[data-focus]") ??
      panel.querySelector<HTMLElement>("input, textarea, select") ??
      panel.querySelector<HTMLElement>("button") ??
      panel
    ).focus();
    const outside = (event: Event) => {
      const target = event.target as Node;
      if (!panel.contains(target) && !button?.contains(target)) menu.value = null;
    };
    document.addEventListener("pointerdown", outside);
    return () => {
      observer.disconnect();
      removeEventListener("resize", place);
      document.removeEventListener("pointerdown", outside);
      if (panel.contains(document.activeElement)) button?.focus();
    };
  }, [id]);
  return (
    <div ref={ref} class={`popover ${className}`} popover="manual" role="dialog" aria-label={label} tabIndex={-1} onKeyDown={trap}>
      {children}
    </div>
  );
}

/** Keeps Tab inside the menu, because the menu covers the page. */
function trap(event: KeyboardEvent): void {
  if (event.key !== "Tab") return;
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("input, button, select, a[href], textarea, [tabindex='0']")].filter(
    (element) => !element.hasAttribute("disabled") && element.tabIndex >= 0,
  );
  const [first, last] = [all[0], all.at(-1)];
  const leaves = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaves) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

function beneath(panel: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = at.left + width > innerWidth - EDGE ? at.right - width : at.left;
  const below = at.bottom + GAP;
  const top = below + height > innerHeight - EDGE ? Math.max(EDGE, innerHeight - EDGE - height) : below;
  panel.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - EDGE - width))}px`;
  panel.style.top = `${top}px`;
}
