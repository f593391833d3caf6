/** One picture: scene, animal, light; as pixels, then as a JPEG or PNG file. */
import { Resvg } from '@resvg/resvg-js';
import { encode as encodePng } from 'fast-png';
import jpeg from 'jpeg-js';
import { animal } from './animal.mjs';
import { COATS } from './palette.mjs';
import { Random } from './random.mjs';
import { background, clutter } from './scene.mjs';

const TINTS = ['#ffb86b', '#6ba4ff', '#3a3a6a', '#ffe9c9', '#7bd1b0'];

/**
 * @param {'cat' | 'dog'} kind
 * @param {number} seed
 * @returns {{extension: string, bytes: Uint8Array}}
 */
export function drawPicture(kind, seed) {
  const random = new Random(seed);
  const width = random.integer(170, 300);
  const height = Math.round(width * random.between(0.75, 1.3));
  const svg = compose(kind, random, width, height);
  const image = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
  const png = random.chance(0.2);
  // A PNG of noise is ten times as large as a JPEG of it.
  const sharp = grain(image.pixels, random, png ? 0 : random.between(0, 14));
  const pixels = random.chance(0.25) ? blurred(sharp, width, height) : sharp;
  if (png) {
    const rgb = pixels.filter((_, i) => i % 4 !== 3);
    return { extension: 'png', bytes: encodePng({ width, height, data: rgb, channels: 3, depth: 8 }) };
  }
  const { data } = jpeg.encode({ width, height, data: pixels }, random.integer(78, 92));
  return { extension: 'jpg', bytes: data };
}

function compose(kind, random, width, height) {
  const coat = random.pick(COATS);
  const scale = random.between(1.15, 2.05);
  const [x, y] = [random.between(38, 62), random.between(30, 55)];
  const flip = random.chance(0.5) ? -1 : 1;
  const subject =
    `<g transform="translate(${x} ${y}) rotate(${random.between(-15, 15)}) scale(${flip * scale} ${scale})">` +
    `<g transform="scale(${random.between(0.85, 1.1)} 1)">${animal(kind, random, coat)}</g></g>`;
  const tint = random.chance(0.5)
    ? `<rect width="100" height="100" fill="${random.pick(TINTS)}" opacity="${random.between(0.06, 0.25)}"/>`
    : '';
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100" preserveAspectRatio="none">` +
    '<defs><radialGradient id="edge"><stop offset=".6" stop-opacity="0"/><stop offset="1" stop-opacity=".45"/></radialGradient></defs>' +
    `<g>${background(random)}${clutter(random, random.integer(0, 3))}${subject}` +
    `${clutter(random, random.chance(0.3) ? 1 : 0)}</g>${tint}` +
    `${random.chance(0.4) ? '<rect width="100" height="100" fill="url(#edge)"/>' : ''}</svg>`
  );
}

/** Noise and a random brightness, as a camera would add. */
function grain(pixels, random, strength) {
  const result = new Uint8Array(pixels.length);
  const light = random.between(0.8, 1.12);
  for (let i = 0; i < pixels.length; i += 4) {
    const noise = (random.next() + random.next() - 1) * strength;
    for (let c = 0; c < 3; c++)
      result[i + c] = Math.max(0, Math.min(255, Math.round(pixels[i + c] * light + noise)));
    result[i + 3] = 255;
  }
  return result;
}

/** The mean of each pixel and its neighbours. */
function blurred(pixels, width, height) {
  const result = pixels.slice();
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) sum += pixels[((y + dy) * width + x + dx) * 4 + c];
        }
        result[(y * width + x) * 4 + c] = Math.round(sum / 9);
      }
    }
  }
  return result;
}
