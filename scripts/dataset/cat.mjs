/** Cat heads, from the front and from the side (facing right). Radius about 20 around (0, 0). */
import { headMarkings } from './coat.mjs';
import { CAT_EYES, INK, INNER_EARS } from './palette.mjs';
import { circle, clipped, ellipse, line, mirrored, moved, path, svg } from './shapes.mjs';

const WHISKERS = ['#ffffff', '#fffaf0', '#ffffff', '#3b3431'];

/** Draws one eye around (0, 0): a coloured iris, a slit and two highlights; or closed. */
function eye(random, { color, size, slit, closed }) {
  if (closed) return line(svg`M${-size} 0q${size} ${size * 1.1} ${2 * size} 0`, INK, 1.4);
  return (
    ellipse(0, 0, size * 1.12, size * 1.08, INK) +
    ellipse(0, 0, size * 0.98, size * 0.94, color) +
    ellipse(0, 0, size * slit, size * 0.86, '#141011') +
    circle(size * 0.32, -size * 0.38, size * 0.24, '#fff') +
    circle(-size * 0.3, size * 0.4, size * 0.12, '#fff')
  );
}

function ear({ fur, inner, tipX, tipY }) {
  const outer = svg`M2 -13Q6 -25 ${tipX} ${tipY}Q24 -17 20.5 -1Z`;
  const inside = svg`M7.5 -15Q9 -23 ${tipX - 0.8} ${tipY + 5.5}Q20.5 -16 18 -8Z`;
  return path(outer, fur, `stroke="${fur}" stroke-width="1.6" stroke-linejoin="round"`) + path(inside, inner);
}

const whiskers = (color) =>
  line('M8 8Q18 4.5 29 3M8.4 9.6Q19 9 30.5 10.5M8 11Q18 13.5 27.5 17.5', color, 0.9);

/**
 * @param {import('./random.mjs').Random} random
 * @param {import('./coat.mjs').Coat} coat
 */
export function catFace(random, coat) {
  const turn = random.between(-2.6, 2.6);
  const tuft = random.between(0, 4.5);
  const outline = path(
    svg`M0 -17.5C11 -18 20 -12 20.8 0C21 4 ${21 + tuft * 0.6} 6 ${21.5 + tuft} 8.5L${20 + tuft * 0.5} 10L${20.5 + tuft * 0.7} 13.5C16 16 9 18.8 0 18.8` +
      svg`C-9 18.8 -16 16 ${-20.5 - tuft * 0.7} 13.5L${-20 - tuft * 0.5} 10L${-21.5 - tuft} 8.5C${-21 - tuft * 0.6} 6 -21 4 -20.8 0C-20 -12 -11 -18 0 -17.5Z`,
    coat.fur,
  );
  const tip = {
    tipX: random.between(14.5, 19),
    tipY: random.between(-36, -29),
    inner: random.pick(INNER_EARS),
  };
  const tone =
    coat.pattern === 'mask' || (coat.pattern === 'patches' && random.chance(0.5)) ? coat.dark : coat.fur;
  const look = {
    color: random.pick(CAT_EYES),
    size: random.between(4.6, 5.7),
    slit: random.between(0.2, 0.42),
    closed: random.chance(0.05),
  };
  const apart = random.between(8.4, 9.6);
  const eyes = mirrored(moved(apart, -1.5, eye(random, look), -8));
  const muzzle = mirrored(ellipse(3.7, 9.2, 5, 4.1, coat.pattern === 'mask' ? coat.fur : coat.light));
  const nose = path(
    'M-2.7 4.6Q0 3.7 2.7 4.6Q2.2 7 0 7.8Q-2.2 7 -2.7 4.6Z',
    random.pick(['#e07f86', '#d96f78', '#b8565f']),
  );
  const mouth = mirrored(line('M0 7.8v1.5q2.2 2.7 4.8 .5', INK, 1));
  return (
    moved(-turn * 0.5, 0, mirrored(ear({ fur: tone, ...tip }))) +
    outline +
    clipped('head', outline, headMarkings(random, coat) + ellipse(8, 24, 30, 12, '#000', 'opacity=".07"')) +
    moved(turn, 0, eyes) +
    moved(turn * 1.5, 0, muzzle + mirrored(whiskers(random.pick(WHISKERS))) + nose + mouth)
  );
}

/** Draws a cat's head from the side. */
export function catProfile(random, coat) {
  const inner = random.pick(INNER_EARS);
  const tipY = random.between(-37, -31);
  const tone = coat.pattern === 'mask' ? coat.dark : coat.fur;
  const outline = path(
    'M-17 4C-18 -10 -8 -18 3 -17C11 -16 15 -9 16.5 -3C17.5 0 22.5 1 23 4.5C23.5 9 20 12.5 15 14C8 18.5 -14 19 -17 4Z',
    coat.fur,
  );
  const look = {
    color: random.pick(CAT_EYES),
    size: random.between(4.2, 5),
    slit: random.between(0.2, 0.36),
    closed: false,
  };
  const far = path(svg`M3 -14Q6 -24 ${10} ${tipY + 2}Q15 -20 14 -8Z`, coat.dark);
  const near =
    path(svg`M-13 -8Q-12 -22 ${-5} ${tipY}Q4 -22 5 -13Z`, tone) +
    path(svg`M-8.5 -11Q-8 -20 ${-4.6} ${tipY + 6}Q1 -21 2 -14Z`, inner);
  return (
    far +
    outline +
    clipped('head', outline, headMarkings(random, coat)) +
    near +
    ellipse(17, 8.5, 6, 5, coat.light) +
    path('M20 1.2Q24.5 1 24.4 3.6Q24 6 21.4 6Z', '#d96f78') +
    line('M22 6Q21 9.6 16 9.8', INK, 1) +
    moved(9, -2.6, eye(random, look), 6) +
    line(
      'M14 8Q4 6 -4 2.5M14 9.4Q4 10 -5 9.5M14.5 10.8Q6 14 -2 17M20 9Q26 9 33 6M20 10Q26 12 32 13',
      random.pick(WHISKERS),
      0.8,
    )
  );
}
