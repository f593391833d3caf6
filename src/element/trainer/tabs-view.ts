/** Tabs by the WAI-ARIA pattern: one tab stop; arrow keys, Home and End select. Only the selected panel is rendered. */
import { type TemplateResult, html, nothing } from 'lit';

/** A tab. Its panel has the tab's name as its CSS part. */
export interface Tab<T extends string> {
  name: T;
  text: string;
  /** Whether the tab has no content yet. */
  disabled: boolean;
}

/** Arguments of `renderTabs`. */
export interface TabsView<T extends string> {
  label: string;
  tabs: readonly Tab<T>[];
  chosen: T;
  choose(name: T): void;
}

/** Renders the row of tabs and the panel. */
export function renderTabs<T extends string>(view: TabsView<T>, panel: unknown): TemplateResult {
  const { label, tabs, chosen, choose } = view;
  return html`<div class="tabs" part="tabs">
    <div
      class="tablist"
      role="tablist"
      aria-label=${label}
      @keydown=${(event: KeyboardEvent) => handleKey(event, view)}
    >
      ${tabs.map(
        ({ name, text, disabled }) =>
          html`<button
            type="button"
            role="tab"
            part="tab"
            id="tab-${name}"
            aria-selected=${name === chosen}
            aria-controls=${name === chosen ? 'panel' : nothing}
            tabindex=${name === chosen ? 0 : -1}
            ?disabled=${disabled}
            @click=${() => choose(name)}
          >
            ${text}
          </button>`,
      )}
    </div>
    <div
      class="panel"
      role="tabpanel"
      id="panel"
      part=${chosen}
      aria-labelledby="tab-${chosen}"
      tabindex="0"
      @toggle=${REVEAL}
    >
      ${panel}
    </div>
  </div>`;
}

/** Scrolls a fold that was opened into the visible part of its panel. The event does not bubble. */
const REVEAL = {
  capture: true,
  handleEvent({ target }: Event): void {
    const fold = target as HTMLDetailsElement;
    if (fold.open) fold.scrollIntoView({ block: 'nearest' });
  },
};

/** Handles keys: selects an enabled tab, wrapping around at both ends. */
function handleKey<T extends string>(event: KeyboardEvent, { tabs, chosen, choose }: TabsView<T>): void {
  const enabled = tabs.filter(({ disabled }) => !disabled).map(({ name }) => name);
  const current = enabled.indexOf(chosen);
  const targets: Record<string, number> = {
    ArrowRight: current + 1,
    ArrowLeft: current - 1,
    Home: 0,
    End: enabled.length - 1,
  };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  const next = enabled[(target + enabled.length) % enabled.length] as T;
  (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  choose(next);
}
