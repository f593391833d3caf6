/** `${drawn(image)}` inside of `<canvas>`: shows pixels. A canvas may do this: nothing is read back from it. */
import type { ElementPart } from 'lit';
import { Directive, type PartInfo, PartType, directive } from 'lit/directive.js';
import type { RgbaImage } from '../index';

class Drawn extends Directive {
  #shown: RgbaImage | null = null;

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
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    canvas.getContext('2d')?.putImageData(new ImageData(image.data, width, height), 0, 0);
    return undefined;
  }
}

export const drawn = directive(Drawn);
