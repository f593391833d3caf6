/** Renders a picture pixel by pixel, as a network sees it: `<img>` would blend its transparent pixels with the page. */
import { type TemplateResult, html } from 'lit';
import { ref } from 'lit/directives/ref.js';

/** @param name For screen readers. */
export function pictureCanvas(picture: ImageData, name: string): TemplateResult {
  const draw = (canvas?: Element): void =>
    (canvas as HTMLCanvasElement | undefined)?.getContext('2d')?.putImageData(picture, 0, 0);
  return html`<canvas
    role="img"
    aria-label=${name}
    width=${picture.width}
    height=${picture.height}
    ${ref(draw)}
  ></canvas>`;
}
