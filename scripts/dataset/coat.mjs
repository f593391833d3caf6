/** Coats: a colour and a pattern, with the same choices for cats and dogs, and their markings on heads and bodies. */
import { COATS } from './palette.mjs';
import { circle, ellipse, line, mirrored, path, svg } from './shapes.mjs';

/**
 * @typedef {{fur: string, dark: string, light: string, pattern: string, socks: boolean, chest: boolean}} Coat
 * @param {import('./random.mjs').Random} random
 * @returns {Coat}
 */
export function makeCoat(random) {
  const pattern = random.weighted([
    ['plain', 3],
    ['tabby', 2],
    ['patches', 3],
    ['spots', 1],
    ['bicolor', 3],
    ['mask', 1],
    ['blaze', 2],
  ]);
  return { ...random.pick(COATS), pattern, socks: random.chance(0.4), chest: random.chance(0.6) };
}

/** Draws a soft, uneven blob. */
function blob(random, x, y, size, fill) {
  const points = Array.from({ length: 7 }, (_, i) => {
    const angle = (i / 7) * 2 * Math.PI;
    const r = size * random.between(0.8, 1.2);
    return [x + r * Math.cos(angle), y + r * Math.sin(angle)];
  });
  const middle = (a, b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const start = middle(points[6], points[0]);
  const curves = points.map((point, i) => {
    const end = middle(point, points[(i + 1) % 7]);
    return svg`Q${point[0]} ${point[1]} ${end[0]} ${end[1]}`;
  });
  return path(svg`M${start[0]} ${start[1]}` + curves.join(''), fill);
}

/** Draws the markings of a head of radius 20 around (0, 0); the caller clips them to the head. */
export function headMarkings(random, coat) {
  const { pattern, dark, light } = coat;
  if (pattern === 'tabby') {
    return (
      line('M0 -19v9M-5.5 -18l1.5 7.5M5.5 -18l-1.5 7.5', dark, 2.2) +
      mirrored(line('M24 -2l-7.5 1M24 4.5l-6.5 -.5', dark, 2))
    );
  }
  if (pattern === 'patches') {
    const side = random.pick([-1, 1]);
    const other = random.chance(0.4) ? blob(random, -side * 13, -14, 8, dark) : '';
    return blob(random, side * 9, -5, random.between(8.5, 11), dark) + other;
  }
  if (pattern === 'spots') {
    return Array.from({ length: 9 }, () =>
      circle(random.between(-19, 19), random.between(-19, 6), random.between(1.1, 2.1), dark),
    ).join('');
  }
  if (pattern === 'bicolor') {
    const width = random.between(10, 15);
    return path(
      svg`M0 -14Q2 -4 ${width} 5Q${width + 6} 20 0 26Q${-width - 6} 20 ${-width} 5Q-2 -4 0 -14Z`,
      light,
    );
  }
  if (pattern === 'mask') return ellipse(0, 6, 15, 13, dark, 'opacity=".85"');
  return pattern === 'blaze' ? path('M-3.4 -20Q0 -22 3.4 -20L2.2 4H-2.2Z', light) : '';
}

/** Draws the markings of a body inside a box; the caller clips them to the body. */
export function bodyMarkings(random, coat, { x, y, width, height }) {
  const { pattern, dark } = coat;
  if (pattern === 'tabby') {
    const count = Math.max(4, Math.round(width / 9));
    return Array.from({ length: count }, (_, i) => {
      const at = x + ((i + 0.5) * width) / count;
      return line(
        svg`M${at} ${y - 2}q${random.between(-3, 3)} ${height * 0.3} ${random.between(-1, 3)} ${height * 0.5}`,
        dark,
        2.4,
      );
    }).join('');
  }
  if (pattern === 'spots') {
    return Array.from({ length: 16 }, () =>
      circle(x + width * random.next(), y + height * random.next(), random.between(1.2, 2.8), dark),
    ).join('');
  }
  if (pattern !== 'patches') return '';
  return Array.from({ length: 3 }, () =>
    blob(random, x + width * random.next(), y + height * random.next(), random.between(7, 12), dark),
  ).join('');
}
