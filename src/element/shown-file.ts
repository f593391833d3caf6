/**
 * `<img ${shownFile(file)}>` shows a picture file and revokes its object URL as soon as it has loaded. Shows the pixels as
 * stored, as Keras and the network read them, without the EXIF orientation that a browser would apply.
 */
import type { ElementPart } from 'lit';
import { Directive, type PartInfo, PartType, directive } from 'lit/directive.js';

class ShownFile extends Directive {
  #shown: Blob | null = null;
  /** Object URL of the image that is loading. */
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
    this.#revoke();
    image.style.imageOrientation = 'none';
    this.#url = URL.createObjectURL(file);
    image.onload = this.#revoke;
    image.onerror = this.#revoke;
    image.src = this.#url;
    return undefined;
  }

  #revoke = (): void => URL.revokeObjectURL(this.#url);
}

export const shownFile = directive(ShownFile);
