/**
 * Directive `${drawn(image)}` inside a `<canvas>`: shows pixels. A canvas is fine here, because nothing is read back.
 */
import type { ElementPart } from 'lit';
import { Directive, type PartInfo, PartType, directive } from 'lit/directive.js';
import type { RgbaImage } from '../internal';

class Drawn extends Directive {
  #shown: RgbaImage | null = null;
  /** Reused, because browsers are slow to collect old ones. */
  #pixels: ImageData | null = null;

  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('internal: `drawn` belongs inside of a tag');
  }

  render(_image: RgbaImage | null): unknown {
    return undefined;
  }

  override update({ element }: ElementPart, [image]: [RgbaImage | null]): unknown {
    if (!image || image === this.#shown) return undefined;
    this.#shown = image;
    const canvas = element as HTMLCanvasElement;
    const { width, height } = image;
    if (this.#pixels?.width !== width || this.#pixels.height !== height) {
      Object.assign(canvas, { width, height });
      this.#pixels = new ImageData(width, height);
    }
    this.#pixels.data.set(image.data);
    canvas.getContext('2d')?.putImageData(this.#pixels, 0, 0);
    return undefined;
  }
}

export const drawn = directive(Drawn);
