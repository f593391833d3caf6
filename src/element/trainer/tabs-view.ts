/** Tabs as WAI-ARIA describes them: one stop for the Tab key; arrows, Home and End choose. Only the chosen panel is there. */
import { type TemplateResult, html, nothing } from 'lit';

/** One tab; its panel gets the tab's name as its part. */
export interface Tab<T extends string> {
  name: T;
  text: string;
  /** Says why there is nothing yet by being out of reach. */
  disabled: boolean;
}

/** What is shown and what answers. */
export interface TabsView<T extends string> {
  label: string;
  tabs: readonly Tab<T>[];
  chosen: T;
  choose(name: T): void;
}

/** The line of tabs and the panel below it. */
export function renderTabs<T extends string>(view: TabsView<T>, panel: unknown): TemplateResult {
  const { label, tabs, chosen, choose } = view;
  return html`<div class="tabs" part="tabs">
    <div
      class="tablist"
      role="tablist"
      aria-label=${label}
      @keydown=${(event: KeyboardEvent) => move(event, view)}
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
    <div class="panel" role="tabpanel" id="panel" part=${chosen} aria-labelledby="tab-${chosen}" tabindex="0">
      ${panel}
    </div>
  </div>`;
}

/** The next tab that can be reached, around the ends. */
function move<T extends string>(event: KeyboardEvent, { tabs, chosen, choose }: TabsView<T>): void {
  const open = tabs.filter(({ disabled }) => !disabled).map(({ name }) => name);
  const at = open.indexOf(chosen);
  const places: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: open.length - 1,
  };
  const place = places[event.key];
  if (place === undefined) return;
  event.preventDefault();
  const next = open[(place + open.length) % open.length] as T;
  (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  choose(next);
}
