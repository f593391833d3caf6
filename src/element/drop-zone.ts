/** Places for files: a zone that takes a drop, and a button that is a file input. */
import { type TemplateResult, html, nothing } from 'lit';
import { type PathFile, droppedFiles } from './picture-files';

/** A zone around `content` that takes files and folders. @param take Hears of files that cannot be read as well. */
export function dropZone(
  take: (files: Promise<PathFile[]>) => void,
  content: TemplateResult,
): TemplateResult {
  const mark = (event: DragEvent, over: boolean): void =>
    void (event.currentTarget as HTMLElement).classList.toggle('over', over);
  return html`<div
    class="drop"
    @dragover=${(event: DragEvent) => {
      event.preventDefault();
      mark(event, true);
    }}
    @dragleave=${(event: DragEvent) => mark(event, false)}
    @drop=${(event: DragEvent) => {
      event.preventDefault();
      mark(event, false);
      if (event.dataTransfer) take(droppedFiles(event.dataTransfer));
    }}
  >
    ${content}
  </div>`;
}

/** What a file button is. */
export interface FileButton {
  text: string;
  /** For screen readers, where the text alone does not say enough. It contains the text. */
  label?: string;
  accept?: string;
  multiple?: boolean;
  /** Chooses a folder instead. */
  folder?: boolean;
  disabled?: boolean;
  change: (event: Event) => void;
}

/** A file input that looks like the other buttons. Choosing the same file again counts as a choice. */
export function fileButton(button: FileButton): TemplateResult {
  const { text, label, accept, multiple = false, folder = false, disabled = false, change } = button;
  return html`<label class="button">
    ${text}
    <input
      type="file"
      class="spoken"
      aria-label=${label ?? text}
      accept=${accept ?? nothing}
      ?multiple=${multiple}
      ?webkitdirectory=${folder}
      ?disabled=${disabled}
      @change=${(event: Event) => {
        change(event);
        (event.target as HTMLInputElement).value = '';
      }}
    />
  </label>`;
}
