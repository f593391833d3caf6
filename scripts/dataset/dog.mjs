/** Dog heads, from the front and from the side (facing right). Radius about 20 around (0, 0). */
import { headMarkings } from './coat.mjs';
import { DOG_EYES, INK, TONGUES } from './palette.mjs';
import { circle, clipped, ellipse, line, mirrored, moved, path, svg } from './shapes.mjs';

const EDGE = 'stroke="#000" stroke-opacity=".12" stroke-width=".8"';

/** Draws one eye around (0, 0): round and dark, with a little white. */
function eye({ color, size, closed }) {
  if (closed) return line(svg`M${-size} 0q${size} ${size * 1.1} ${2 * size} 0`, INK, 1.4);
  return (
    ellipse(0, 0, size * 1.12, size * 1.06, '#fdf8ef') +
    circle(0.2, 0.1, size * 0.92, color) +
    circle(0.2, 0.1, size * 0.62, '#171213') +
    circle(size * 0.36, -size * 0.34, size * 0.26, '#fff')
  );
}

/** Ears of the right side, by breed. All but the rare pricked ones hang. */
function ear(random, shape, fill) {
  const drop = random.between(0, 6);
  if (shape === 'long') {
    return path(
      svg`M8 -16C18 -22 25 -16 26.5 -4C28 8 29 ${16 + drop} 23.5 ${19 + drop}C17 ${20 + drop} 15 8 15 -3C14 -8 11 -11 8 -16Z`,
      fill,
      EDGE,
    );
  }
  if (shape === 'wavy') {
    return path(
      svg`M9 -15C20 -21 25 -12 27 -4C30 0 27 5 30 9C31 14 27 ${17 + drop} 25 ${21 + drop}C20 ${23 + drop} 15 ${17 + drop} 16 10C13 5 16 -2 13 -7Z`,
      fill,
      EDGE,
    );
  }
  if (shape === 'short') {
    return path(
      svg`M7 -16C14 -23 24 -20 27 -11C29 -4 29 ${4 + drop} 25 ${5 + drop}C20 ${5 + drop} 17 -1 15 -7Z`,
      fill,
      EDGE,
    );
  }
  return path('M6 -15C9 -24 15 -29 18 -28C22 -26 22 -14 19 -5Z', fill, EDGE);
}

function tongue(random, x, y, length) {
  return (
    path(svg`M${x - 3.6} ${y}h7.2v${length}q-3.6 5 -7.2 0Z`, random.pick(TONGUES)) +
    line(svg`M${x} ${y + 1}v${length - 0.5}`, '#b8465a', 0.8, 'opacity=".7"')
  );
}

/**
 * @param {import('./random.mjs').Random} random
 * @param {import('./coat.mjs').Coat} coat
 */
export function dogFace(random, coat) {
  const turn = random.between(-2.6, 2.6);
  const jaw = random.between(9, 13);
  const outline = path(
    svg`M0 -20C11 -20.5 17.5 -14 18 -4C18.5 5 ${jaw + 4} 10 ${jaw} 17C${jaw - 4} 22 4 23 0 23` +
      svg`C-4 23 ${4 - jaw} 22 ${-jaw} 17C${-jaw - 4} 10 -18.5 5 -18 -4C-17.5 -14 -11 -20.5 0 -20Z`,
    coat.fur,
  );
  const shape = random.weighted([
    ['long', 4],
    ['wavy', 3],
    ['short', 3],
    ['pricked', 0.7],
  ]);
  const ears = mirrored(ear(random, shape, random.chance(0.75) ? coat.dark : coat.fur));
  const long = random.between(0, 4);
  const snout = ellipse(
    0,
    12 + long / 2,
    random.between(10.5, 12.5),
    9.5 + long / 2,
    coat.pattern === 'mask' ? coat.dark : coat.light,
  );
  const noseY = 7.5 + long * 0.6;
  const nose =
    path(
      svg`M-6 ${noseY - 1.6}C-5.6 ${noseY - 5} 5.6 ${noseY - 5} 6 ${noseY - 1.6}C6 ${noseY + 1.6} 2.4 ${noseY + 4} 0 ${noseY + 4}C-2.4 ${noseY + 4} -6 ${noseY + 1.6} -6 ${noseY - 1.6}Z`,
      INK,
    ) + ellipse(-2, noseY - 2, 1.8, 0.9, '#fff', 'opacity=".55"');
  const mouthY = noseY + 6;
  const mouth = line(svg`M0 ${mouthY - 2}v2.4M-7.4 ${mouthY - 0.4}q3.6 4.2 7.4 .8q3.8 3.4 7.4 -.8`, INK, 1.2);
  const licks = random.chance(0.65)
    ? tongue(random, random.between(-1.5, 1.5), mouthY + 1.4, random.between(4.5, 7.5))
    : '';
  const look = { color: random.pick(DOG_EYES), size: random.between(3, 3.7), closed: random.chance(0.05) };
  const brow = random.chance(0.4)
    ? mirrored(ellipse(7.5, -11, 2.6, 1.5, coat.pattern === 'plain' ? coat.dark : coat.light))
    : '';
  const hair = random.chance(0.3) ? path('M-7 -18Q-5 -25 -1 -23Q2 -27 5 -22Q9 -23 8 -17Z', coat.fur) : '';
  return (
    (shape === 'pricked' ? ears : '') +
    hair +
    outline +
    clipped('head', outline, headMarkings(random, coat) + ellipse(7, 27, 26, 12, '#000', 'opacity=".07"')) +
    moved(turn, 0, brow + mirrored(moved(7.6, -4.5, eye(look)))) +
    moved(turn * 1.6, 0, snout + licks + mouth + nose) +
    (shape === 'pricked' ? '' : moved(-turn * 0.4, 0, ears))
  );
}

/** Draws a dog's head from the side. */
export function dogProfile(random, coat) {
  const reach = random.between(27, 34);
  const outline = path(
    svg`M-18 4C-20 -10 -10 -19 1 -18.5C8 -18 12 -13 13.5 -7C18 -5.5 ${reach - 5} -6 ${reach - 1} -3C${reach + 2} 0 ${reach + 1} 7 ${reach - 4} 9.5C20 13 13 13 8 17C-4 22 -16 18 -18 4Z`,
    coat.fur,
  );
  const ears = random.chance(0.75) ? coat.dark : coat.fur;
  const drop = random.between(0, 6);
  const near = path(
    svg`M-3 -15C-13 -18 -18 -8 -19 2C-20 10 -20 ${16 + drop} -13 ${18 + drop}C-5 ${17 + drop} -3 6 1 -5C2 -10 0 -13 -3 -15Z`,
    ears,
    EDGE,
  );
  const muzzle = ellipse(reach - 8, 4, 12.5, 8.5, coat.pattern === 'mask' ? coat.dark : coat.light);
  const look = { color: random.pick(DOG_EYES), size: random.between(3, 3.6), closed: false };
  return (
    (random.chance(0.6) ? moved(reach - 13, 8.5, tongue(random, 0, 0, random.between(5, 9)), -6) : '') +
    outline +
    clipped(
      'head',
      outline,
      muzzle + headMarkings(random, coat.pattern === 'mask' ? { ...coat, pattern: 'plain' } : coat),
    ) +
    line(svg`M${reach - 2} 7Q${reach - 8} 10.5 13 8.5`, INK, 1.2) +
    ellipse(reach - 1.5, -2, 4.2, 3.8, INK) +
    ellipse(reach - 2, -3.6, 1.6, 0.8, '#fff', 'opacity=".55"') +
    moved(7, -6, eye(look)) +
    near
  );
}
