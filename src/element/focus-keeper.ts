/** Keeps the focus in an element when its focused control disappears. */
import type { LitElement, ReactiveController } from 'lit';

const CONTROLS = 'button, input, select, textarea, a[href], summary, [tabindex="0"]';

/** An ancestor of the focused control, and the place of the child that contains it. */
interface Step {
  parent: ParentNode & Node;
  place: number;
}

/**
 * Where the focused control is removed, hidden or disabled by an update, the focus moves to the main button of its
 * group, else to the control before it, else to the one after it.
 */
export class FocusKeeper implements ReactiveController {
  readonly #host: LitElement;
  /** The focused control before the update, and the way from it to the root. */
  #focused: Element | null = null;
  #steps: Step[] = [];

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    const root = this.#host.renderRoot as ShadowRoot | undefined;
    this.#focused = root?.activeElement ?? null;
    this.#steps = [];
    for (let at: Node | null = this.#focused; at && at !== root; at = at.parentNode) {
      const parent = at.parentNode;
      if (parent) this.#steps.push({ parent, place: [...parent.children].indexOf(at as Element) });
    }
  }

  hostUpdated(): void {
    const root = this.#host.renderRoot as ShadowRoot;
    const { activeElement } = root;
    const focused = this.#focused;
    if (!focused || (activeElement && activeElement !== focused) || isUsable(focused)) return;
    for (const { parent, place } of this.#steps) {
      const target = root === parent || root.contains(parent) ? nearest(parent, place) : null;
      if (target) return target.focus();
    }
  }
}

function nearest(parent: ParentNode, place: number): HTMLElement | null {
  const main = [...parent.children].find((each) => each.matches('.primary') && isUsable(each));
  if (main) return main as HTMLElement;
  const children = [...parent.children].map((child) => [child, ...child.querySelectorAll(CONTROLS)]);
  const usable = (some: Element[][]): Element[] =>
    some.flat().filter((each) => each.matches(CONTROLS) && isUsable(each));
  const target = usable(children.slice(0, place)).at(-1) ?? usable(children.slice(place))[0];
  return (target as HTMLElement | undefined) ?? null;
}

function isUsable(element: Element): boolean {
  return element.isConnected && element.checkVisibility() && !element.matches(':disabled');
}
