/** Draws one cat or dog as SVG: pose, body, head, and the position in the picture. */
import { BODIES } from './body.mjs';
import { catFace, catProfile } from './cat.mjs';
import { makeCoat } from './coat.mjs';
import { dogFace, dogProfile } from './dog.mjs';
import { moved, svg } from './shapes.mjs';

const HEADS = { cat: { face: catFace, profile: catProfile }, dog: { face: dogFace, profile: dogProfile } };

/**
 * Poses: frequency, size (the picture's short side is 100, a head 40), and position of the head as shares of width
 * (towards the side that the animal faces) and height.
 */
const POSES = [
  [{ body: 'closeUp', scale: [1.35, 2], x: [-0.1, 0.1], y: [0.42, 0.6] }, 6],
  [{ body: 'sitting', scale: [0.95, 1.4], x: [-0.16, 0.16], y: [0.34, 0.48] }, 3],
  [{ body: 'sittingAside', scale: [0.95, 1.35], x: [0.02, 0.2], y: [0.34, 0.48] }, 2],
  [{ body: 'standing', scale: [0.95, 1.3], x: [0.12, 0.24], y: [0.36, 0.5] }, 2],
  [{ body: 'lying', scale: [0.95, 1.35], x: [0.08, 0.22], y: [0.4, 0.58] }, 2],
];

/**
 * @param {'cat' | 'dog'} kind
 * @param {import('./random.mjs').Random} random
 * @param {{width: number, height: number}} frame
 */
export function animal(kind, random, { width, height }) {
  const coat = makeCoat(random);
  const pose = random.weighted(POSES);
  const body = BODIES[pose.body](kind, random, coat);
  const aside = pose.body !== 'closeUp' && pose.body !== 'sitting';
  const view = random.chance(aside ? 0.4 : 0.08) ? 'profile' : 'face';
  const head = moved(0, 0, HEADS[kind][view](random, coat), random.between(-13, 13));
  const flip = random.pick([-1, 1]);
  const x = width * (0.5 + flip * random.between(...pose.x));
  const y = height * random.between(...pose.y);
  const scale = random.between(...pose.scale);
  const squeeze = random.between(0.92, 1.08);
  return svg`<g transform="translate(${x} ${y}) rotate(${random.between(-6, 6)}) scale(${flip * scale * squeeze} ${scale})">${body}${head}</g>`;
}
