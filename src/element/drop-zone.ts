/** File inputs: a drop zone, and a button. */
import { type TemplateResult, html, nothing } from 'lit';
import { type PathFile, droppedFiles } from './picture-files';

/**
 * A drop zone for files and folders around `content`.
 * @param take Receives a promise, which rejects if a file cannot be read.
 */
export function dropZone(
  take: (files: Promise<PathFile[]>) => void,
  content: TemplateResult,
): TemplateResult {
  const highlight = (event: DragEvent, isOver: boolean): void =>
    void (event.currentTarget as HTMLElement).classList.toggle('over', isOver);
  return html`<div
    class="drop"
    @dragover=${(event: DragEvent) => {
      event.preventDefault();
      highlight(event, true);
    }}
    @dragleave=${(event: DragEvent) => highlight(event, false)}
    @drop=${(event: DragEvent) => {
      event.preventDefault();
      highlight(event, false);
      if (event.dataTransfer) take(droppedFiles(event.dataTransfer));
    }}
  >
    ${content}
  </div>`;
}

/** Properties of a file button. */
export interface FileButton {
  text: string;
  /** For screen readers, if the text is not specific enough. Must contain the text. */
  label?: string;
  accept?: string;
  multiple?: boolean;
  /** Select a folder instead of files. */
  folder?: boolean;
  disabled?: boolean;
  change: (event: Event) => void;
}

/** A file input that looks like a button. Selecting the same file again also triggers `change`. */
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
