/** `${shownFile(file)}` inside of `<img>`: shows a picture file. Its address is forgotten as soon as it is loaded. */
import type { ElementPart } from 'lit';
import { Directive, type PartInfo, PartType, directive } from 'lit/directive.js';

class ShownFile extends Directive {
  #shown: Blob | null = null;
  /** Of an image that is not loaded yet. */
  #url = '';

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('internal: `shownFile` belongs inside of a tag');
  }

  render(_file: Blob): unknown {
    return undefined;
  }

  override update({ element }: ElementPart, [file]: [Blob]): unknown {
    if (file === this.#shown) return undefined;
    this.#shown = file;
    const image = element as HTMLImageElement;
    this.#forget();
    this.#url = URL.createObjectURL(file);
    image.onload = this.#forget;
    image.onerror = this.#forget;
    image.src = this.#url;
    return undefined;
  }

  #forget = (): void => URL.revokeObjectURL(this.#url);
}

export const shownFile = directive(ShownFile);
