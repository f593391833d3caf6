/** The form to choose data: radio buttons, drop zones, classes with pictures and a camera. */
import { type TemplateResult, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { TrainingOptions } from '../../index';
import type { CameraPanel } from './camera-view';
import { renderCamera } from './camera-view';
import type { Context } from './context';
import type { DataChoice, DataKind, PictureClass } from './data-choice';
import { dropZone, fileButton } from '../drop-zone';
import { PICTURE_EXTENSIONS, type PathFile, type SkippedFile, chosenFiles } from '../picture-files';
import { NO_NOTES, type PictureNotes } from '../picture-notes';
import { namesText } from '../names';
import { shownFile } from '../shown-file';

/** Maximum number of thumbnails per class. */
const MAX_THUMBNAILS = 8;

/** Arguments of `renderData`. */
export interface DataView extends Context {
  choice: DataChoice;
  /** Name of the page's data. Null: none. */
  given: string | null;
  /** Rendered link that downloads them; `nothing` if they have no address. */
  download: unknown;
  camera: CameraPanel;
  /** The class with the name of another one. Null: none. */
  repeated: PictureClass | null;
  /** How the network gets the pictures. */
  colorMode: TrainingOptions['colorMode'];
  /** Renders what is ignored in the pictures that are shown. */
  pictureNotes(pictures: readonly PictureNotes[]): unknown;
  /** Passes dropped or selected files to `use`, and shows errors. */
  take(
    files: PathFile[] | Promise<PathFile[]>,
    use: (files: PathFile[]) => void | Promise<void>,
  ): Promise<void>;
}

/** Renders the form. */
export function renderData(view: DataView): TemplateResult {
  const { choice, given, words } = view;
  const kinds: [DataKind, string][] = [
    ...(given === null ? [] : ([['given', given]] as [DataKind, string][])),
    ['file', words.data.file],
    ['classes', words.data.classes],
    ['url', words.data.url],
  ];
  return html`<div class="kinds" role="radiogroup" aria-label=${words.data.kind}>
      ${kinds.map(
        ([kind, label]) =>
          html`<label class="choice">
            <input
              type="radio"
              name="kind"
              .value=${kind}
              .checked=${choice.kindOf(given) === kind}
              @change=${() => choice.choose(kind)}
            />${label}
          </label>`,
      )}
    </div>
    ${{ given: () => view.download, file: fileZone, classes: classCards, url: urlField }[choice.kindOf(given)](view)}`;
}

function fileZone(view: DataView): TemplateResult {
  const { choice, words, format, take } = view;
  const { picked } = choice;
  const name =
    picked?.kind === 'files'
      ? `${picked.name}, ${words.data.files(format.integer(picked.files.length))}`
      : (picked?.name ?? words.data.none);
  const use = (files: PathFile[]): Promise<void> => choice.pick(files);
  const pick = (event: Event): void => void take(chosenFiles(event.target as HTMLInputElement), use);
  return dropZone(
    (files) => void take(files, use),
    html`<p>${words.data.what} <span class="by-mouse">${words.data.drop}</span></p>
      <div class="row">
        ${fileButton({ text: words.data.chooseFile, accept: '.zip,.npz', change: pick })}
        ${fileButton({ text: words.data.chooseFolder, folder: true, change: pick })}
      </div>
      <p class="picked" role="status">${name}</p>
      ${skippedFiles(view, view.choice.skipped)}`,
  );
}

function urlField({ choice, words }: DataView): TemplateResult {
  const isInvalid = choice.hasInvalidUrl;
  return html`<label class="field">
    ${words.data.address}
    <input
      type="url"
      aria-invalid=${isInvalid ? 'true' : nothing}
      .value=${choice.url}
      placeholder="https://…/data.zip"
      @change=${(event: Event) => choice.setUrl((event.target as HTMLInputElement).value)}
    />
    ${isInvalid ? html`<span class="rule" role="alert">${words.data.noAddress}</span>` : nothing}
  </label>`;
}

function classCards(view: DataView): TemplateResult {
  const { choice, words } = view;
  return html`<ul class="classes">
      ${repeat(
        choice.classes,
        (one) => one,
        (one, index) => html`<li>${classCard(view, one, index)}</li>`,
      )}
    </ul>
    <button type="button" @click=${() => choice.addClass()}>${words.data.addClass}</button>
    ${view.pictureNotes(
      choice.classes.map(({ hasTurned, hasTransparent }) => ({
        ...NO_NOTES,
        isTurned: hasTurned,
        isTransparent: hasTransparent && view.colorMode !== 'rgba',
      })),
    )}`;
}

/** Shows the number of skipped files, and the first names. */
function skippedFiles({ words, format }: DataView, all: readonly SkippedFile[]): TemplateResult {
  const { data } = words;
  const named = all.map(({ name, format }) =>
    format ? data.isFormat(name, format) : data.isNoPicture(name),
  );
  const which = namesText(named, format, words.more);
  return html`<p role="status" ?hidden=${all.length === 0}>
    ${all.length > 0 ? data.leftOut(format.integer(all.length), which) : nothing}
  </p>`;
}

function classCard(view: DataView, one: PictureClass, index: number): TemplateResult {
  const { choice, words, format, camera } = view;
  const number = words.data.className(format.integer(index + 1));
  const name = one.name || number;
  const add = (files: PathFile[] | Promise<PathFile[]>): void =>
    void view.take(files, (read) =>
      choice.addPictures(
        one,
        read.map(({ blob }) => blob),
      ),
    );
  const count = words.data.pictures(format.integer(one.pictures.length));
  const last = one.pictures.slice(-MAX_THUMBNAILS);
  const isRepeated = view.repeated === one;
  return dropZone(
    add,
    html`<div class="row">
        <input
          type="text"
          aria-label=${words.data.nameOf(format.integer(index + 1))}
          placeholder=${number}
          aria-invalid=${isRepeated ? 'true' : nothing}
          .value=${one.name}
          @change=${(event: Event) => choice.rename(index, (event.target as HTMLInputElement).value)}
        />
        <button
          type="button"
          class="remove"
          aria-label=${
            one.name
              ? words.data.removeNamedClass(one.name)
              : words.data.removeClass(format.integer(index + 1))
          }
          ?disabled=${choice.classes.length <= 2}
          @click=${() => choice.removeClass(index)}
        >
          <span aria-hidden="true">×</span>
        </button>
      </div>
      ${isRepeated ? html`<span class="rule" role="alert">${words.data.repeated(name)}</span>` : nothing}
      <div class="row">
        ${fileButton({
          text: words.data.addPictures,
          label: words.data.addPicturesTo(name),
          accept: PICTURE_EXTENSIONS,
          multiple: true,
          change: (event) => add(chosenFiles(event.target as HTMLInputElement)),
        })}
        <button
          type="button"
          aria-label=${words.data.openCameraFor(name)}
          @click=${() => void camera.open(one)}
        >
          ${words.data.openCamera}
        </button>
      </div>
      ${camera.owner === one ? renderCamera(camera, view, (file) => add([{ path: file.name, blob: file }])) : nothing}
      <p>${count} <span class="muted by-mouse">${words.data.dropPictures}</span></p>
      ${skippedFiles(view, one.skipped)}
      <div class="thumbnails" aria-hidden="true">
        ${one.pictures.length > last.length ? '…' : nothing}
        ${repeat(
          last,
          (file) => file,
          (file) => html`<img ${shownFile(file)} alt="" />`,
        )}
      </div>`,
  );
}
