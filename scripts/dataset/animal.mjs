/** Cats and dogs as SVG. The head is drawn about (0, 0) with a radius of about 20; bodies hang below or beside it. */
import { EYES } from './palette.mjs';

const ellipse = (cx, cy, rx, ry, fill, extra = '') =>
  `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}" ${extra}/>`;
const path = (d, fill, extra = '') => `<path d="${d}" fill="${fill}" ${extra}/>`;
const line = (d, stroke, width) =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
const mirrored = (svg) => `${svg}<g transform="scale(-1 1)">${svg}</g>`;

/**
 * One animal.
 *
 * @param {'cat' | 'dog'} kind
 * @param {import('./random.mjs').Random} random
 * @param {{fur: string, dark: string, light: string}} coat
 */
export function animal(kind, random, coat) {
  const body = random.pick(['none', 'none', 'sitting', 'sitting', 'standing']);
  const head = kind === 'cat' ? catHead(random, coat) : dogHead(random, coat);
  const tilt = `<g transform="rotate(${random.between(-14, 14)})">${head}</g>`;
  if (body === 'sitting') return sitting(kind, random, coat) + tilt;
  return body === 'standing' ? standing(kind, random, coat) + tilt : tilt;
}

function markings(random, coat) {
  const kind = random.pick(['plain', 'stripes', 'patch', 'blaze']);
  if (kind === 'stripes') {
    return (
      line('M0 -17v7M-5 -16l1.5 6M5 -16l-1.5 6', coat.dark, 1.8) +
      mirrored(line('M18 0l-5 .5M17.5 5l-4.5 0', coat.dark, 1.5))
    );
  }
  if (kind === 'patch')
    return ellipse(random.pick([-8, 8]), -4, 7.5, 8.5, random.pick([coat.dark, coat.light]));
  return kind === 'blaze' ? path('M-3 -18Q0 -20 3 -18L2 2H-2Z', coat.light) : '';
}

function eyes(random, { slit, y, apart, size }) {
  const color = random.pick(EYES);
  if (random.chance(0.1))
    return mirrored(line(`M${apart - size} ${y}q${size} ${size} ${2 * size} 0`, '#2a2320', 1.1));
  const pupil = slit
    ? ellipse(apart, y, size * random.between(0.22, 0.5), size * 0.92, '#171412')
    : ellipse(apart, y, size * 0.62, size * 0.66, '#171412');
  const white = slit ? '' : ellipse(apart, y, size * 1.12, size * 1.08, '#fbf7ef');
  const shine = `<circle cx="${apart + size * 0.3}" cy="${y - size * 0.35}" r="${size * 0.2}" fill="#fff"/>`;
  return mirrored(white + ellipse(apart, y, size, size * (slit ? 1 : 0.95), color) + pupil + shine);
}

function catHead(random, coat) {
  const ear = random.between(-2, 2);
  const ears = mirrored(
    path(`M4 -14L${15 + ear} ${-31 + ear}Q20 -18 18.5 -6Z`, coat.fur) +
      path(`M8 -15L${14.5 + ear} ${-26 + ear}Q17 -17 16 -10Z`, '#e9a7a0'),
  );
  const cheeks = mirrored(path('M14 4L23 9L15 11Z', coat.fur));
  const muzzle = mirrored(ellipse(3.6, 8.4, 4.6, 3.8, coat.light));
  const nose = path('M-2.2 4.2h4.4L0 7Z', random.pick(['#d9777a', '#5b3a3a', '#c96a6d']));
  const mouth = mirrored(line('M0 7v1.6q2.4 2.6 4.6 .4', '#43302c', 0.9));
  const whiskers = mirrored(
    line('M7 8L25 4.5M7 9.3L26 9.5M7 10.6L24.5 14.5', random.pick(['#fff', '#efe9e0', '#3b3431']), 0.6),
  );
  return (
    ears +
    cheeks +
    ellipse(0, 0, 20, 17, coat.fur) +
    markings(random, coat) +
    muzzle +
    eyes(random, { slit: true, y: -2, apart: 8, size: random.between(3.8, 5) }) +
    nose +
    mouth +
    whiskers
  );
}

function dogHead(random, coat) {
  const color = random.pick([coat.dark, coat.dark, coat.fur]);
  const drop = random.between(12, 20);
  const ears = random.chance(0.82)
    ? mirrored(
        path(
          `M9 -15Q22 -21 24 -6Q27 ${drop - 6} 20 ${drop}Q13 ${drop - 3} 14 -4Z`,
          color,
          'stroke="#0002" stroke-width=".6"',
        ),
      )
    : mirrored(path('M6 -15Q13 -29 17 -26Q20 -18 17 -6Z', color));
  const long = random.between(0, 4);
  const snout = ellipse(0, 10 + long / 2, 10, 9.5 + long / 2, coat.light);
  const nose = ellipse(0, 6 + long / 2, 4.6, 3.3, '#241d1c') + ellipse(-1.4, 5 + long / 2, 1.2, 0.7, '#fff8');
  const mouthY = 9.5 + long;
  const mouth = line(`M0 ${mouthY - 1}v3M-6 ${mouthY + 1.5}q3 3.4 6 .6q3 2.8 6 -.6`, '#43302c', 1);
  const tongue = random.chance(0.55)
    ? path(`M-2.8 ${mouthY + 3}h5.6v5q-2.8 4.4 -5.6 0Z`, '#e8717d') +
      line(`M0 ${mouthY + 3.4}v4`, '#c9525f', 0.7)
    : '';
  const head = path('M-17 -6Q-16 -20 0 -20Q16 -20 17 -6Q17 8 9 17Q0 22 -9 17Q-17 8 -17 -6Z', coat.fur);
  const brows = random.chance(0.4) ? mirrored(ellipse(7, -10, 2.2, 1.4, coat.light)) : '';
  return (
    head +
    markings(random, coat) +
    brows +
    snout +
    tongue +
    mouth +
    nose +
    eyes(random, { slit: false, y: -4, apart: 7.2, size: random.between(2.5, 3.2) }) +
    ears
  );
}

function tail(kind, random, coat, x, y) {
  if (kind === 'cat') return line(`M${x} ${y}q22 -2 18 -20q-3 -10 4 -14`, coat.fur, 4);
  return path(`M${x} ${y}q12 -4 17 -17q4 -2 4 3q-2 16 -17 21Z`, coat.fur);
}

function sitting(kind, random, coat) {
  const collar = random.chance(0.35)
    ? `<rect x="-12" y="14" width="24" height="5" rx="2.5" fill="${random.pick(['#d1495b', '#2e86ab', '#edae49'])}"/>`
    : '';
  const width = kind === 'cat' ? 16 : 19;
  return (
    tail(kind, random, coat, 12, 56) +
    ellipse(0, 42, width, 26, coat.fur) +
    ellipse(0, 36, 8, 14, coat.light) +
    mirrored(
      ellipse(6, 62, 5, 9, coat.fur, 'stroke="#0002" stroke-width=".6"') +
        ellipse(6.5, 69, 6, 3.4, coat.light),
    ) +
    collar
  );
}

function standing(kind, random, coat) {
  const leg = (x) =>
    `<rect x="${x}" y="28" width="6.5" height="${kind === 'cat' ? 24 : 28}" rx="3" fill="${coat.dark}"/>`;
  const far = leg(4) + leg(40);
  const near = [10, 46].map((x) => leg(x).replace(coat.dark, coat.fur)).join('');
  const patch = random.chance(0.5) ? ellipse(32, 18, 11, 8, random.pick([coat.dark, coat.light])) : '';
  return (
    tail(kind, random, coat, 54, 16) +
    far +
    ellipse(30, 20, 30, kind === 'cat' ? 13 : 15, coat.fur) +
    patch +
    near
  );
}
