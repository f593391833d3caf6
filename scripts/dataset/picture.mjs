/** Draws one picture from scene, animal and light, first as pixels, then as a JPEG or PNG file. */
import { Resvg } from '@resvg/resvg-js';
import { animal } from './animal.mjs';
import { encodeJpeg } from './jpeg.mjs';
import { Random } from './random.mjs';
import { background, foreground } from './scene.mjs';
import { rect, svg } from './shapes.mjs';

const TINTS = ['#ffb86b', '#6ba4ff', '#3a3a6a', '#ffe9c9', '#7bd1b0'];

/**
 * @param {'cat' | 'dog'} kind
 * @param {number} seed
 * @returns {Promise<{extension: 'jpg' | 'png', bytes: Uint8Array}>}
 */
export async function drawPicture(kind, seed) {
  const random = new Random(seed);
  const png = random.chance(0.2);
  // The short side is 100 units; the long side follows from the aspect ratio.
  const shape = random.pick([1, 1.15, 1.25, 1.33]);
  const [width, height] = random.chance(0.5) ? [100 * shape, 100] : [100, 100 * shape];
  const zoom = png ? random.between(1.5, 2) : random.between(1.7, 2.8);
  const art = compose(random, animal(kind, random, { width, height }), { width, height, flat: png });
  const drawing =
    svg`<svg xmlns="http://www.w3.org/2000/svg" width="${Math.round(width * zoom)}" height="${Math.round(height * zoom)}" viewBox="0 0 ${width} ${height}">` +
    `${art}</svg>`;
  const image = new Resvg(drawing, { font: { loadSystemFonts: false } }).render();
  if (png) return { extension: 'png', bytes: image.asPng() };
  const data = grain(image.pixels, random.chance(0.5) ? random.between(2, 9) : 0, random);
  const quality = random.integer(76, 88);
  return {
    extension: 'jpg',
    bytes: await encodeJpeg({ width: image.width, height: image.height, data }, quality),
  };
}

/**
 * Returns the picture's SVG. A flat one has no blur and no light gradient; as a PNG these would make it four times as
 * large.
 */
function compose(random, subject, frame) {
  const { width, height, flat } = frame;
  const whole = (fill, opacity) => rect(0, 0, width, height, fill, svg`opacity="${opacity}"`);
  const { art, outdoors } = background(random, frame);
  const behind = !flat && random.chance(0.5) ? `<g filter="url(#depth)">${art}</g>` : art;
  const light =
    (random.chance(0.4) ? whole(random.pick(TINTS), random.between(0.05, 0.2)) : '') +
    (random.chance(0.4) ? whole(random.pick(['#000', '#000', '#fff']), random.between(0.04, 0.22)) : '') +
    (!flat && random.chance(0.3) ? whole('url(#edge)', random.between(0.4, 1)) : '');
  return (
    '<defs>' +
    '<radialGradient id="edge" r=".75"><stop offset=".55" stop-opacity="0"/><stop offset="1" stop-opacity=".5"/></radialGradient>' +
    svg`<filter id="depth" x="-.1" y="-.1" width="1.2" height="1.2"><feGaussianBlur stdDeviation="${random.between(0.8, 1.6)}"/></filter>` +
    '<filter id="shadow"><feDropShadow dx="0" dy=".7" stdDeviation="1.2" flood-opacity=".4"/></filter>' +
    '</defs>' +
    behind +
    (flat ? subject : `<g filter="url(#shadow)">${subject}</g>`) +
    foreground(random, frame, outdoors) +
    light
  );
}

/** Adds noise like a camera's. */
function grain(pixels, strength, random) {
  if (strength === 0) return pixels;
  const result = Uint8Array.from(pixels);
  for (let i = 0; i < pixels.length; i += 4) {
    const noise = (random.next() + random.next() - 1) * strength;
    for (let c = 0; c < 3; c++) result[i + c] = Math.max(0, Math.min(255, Math.round(pixels[i + c] + noise)));
  }
  return result;
}
