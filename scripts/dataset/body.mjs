/** Bodies, for a head at (0, 0) that faces the viewer or right. Side views extend to the left. */
import { bodyMarkings } from './coat.mjs';
import { COLLARS } from './palette.mjs';
import { clipped, ellipse, line, mirrored, path, rect, svg } from './shapes.mjs';

const SHADE = 'stroke="#000" stroke-opacity=".14" stroke-width=".9"';

/** Draws a collar under some heads. */
function collar(random) {
  if (!random.chance(0.35)) return '';
  const color = random.pick(COLLARS);
  return rect(-12.5, 16, 25, 5, color, 'rx="2.5"') + ellipse(0, 22.5, 2.6, 2.6, '#f2c94c');
}

/** Draws a leg from hip to paw, and its paw. */
function leg(coat, x, top, bottom, { width, color = coat.fur }) {
  const paw = coat.socks ? coat.light : color;
  return (
    line(svg`M${x} ${top}V${bottom - 3}`, color, width) +
    ellipse(x + 1.4, bottom - 1, width * 0.72, width * 0.46, paw)
  );
}

function tail(kind, random, coat, x, y) {
  if (kind === 'cat') {
    const up = random.between(26, 38);
    const tip = random.pick([coat.fur, coat.dark, coat.light]);
    return (
      line(svg`M${x} ${y}c-16 -2 -17 -14 -13 ${-up * 0.6}s-4 ${-up * 0.3} -9 ${-up * 0.36}`, coat.fur, 5.4) +
      line(svg`M${x - 15.6} ${y - up * 0.84}q-1.8 -1.6 -5 -1.8`, tip, 5.4)
    );
  }
  const wag = random.between(-4, 4);
  return path(
    svg`M${x + 3} ${y + 4}C${x - 10} ${y + 2} ${x - 19} ${y - 8} ${x - 19 + wag} ${y - 24}Q${x - 15 + wag} ${y - 29} ${x - 12 + wag} ${y - 23}C${x - 9} ${y - 13} ${x - 2} ${y - 8} ${x + 4} ${y - 7}Z`,
    coat.fur,
    SHADE,
  );
}

function torso(random, coat, d, box) {
  const outline = path(d, coat.fur);
  return (
    outline +
    clipped('body', outline, bodyMarkings(random, coat, box) + ellipse(0, 17, 19, 8, '#000', 'opacity=".14"'))
  );
}

/** Draws shoulders that leave the picture at the bottom, for a close-up of the head. */
function shoulders(kind, random, coat) {
  const wide = kind === 'cat' ? 24 : 29;
  const bib = coat.chest ? path('M-9 12Q0 62 9 12Z', coat.light) : '';
  const d = svg`M-12 8C-16 22 ${-wide} 28 ${-wide - 3} 90H${wide + 3}C${wide} 28 16 22 12 8Z`;
  return torso(random, coat, d, { x: -wide, y: 22, width: 2 * wide, height: 40 }) + bib + collar(random);
}

/** Sitting, facing the viewer. */
function sitting(kind, random, coat) {
  const wide = kind === 'cat' ? 17 : 19;
  const side = random.pick([-1, 1]);
  const chest = coat.chest ? ellipse(0, 30, 8, 15, coat.light) : '';
  const paw = coat.socks ? coat.light : coat.fur;
  const feet = mirrored(ellipse(wide - 1, 66, 9, 4.2, paw, SHADE));
  const legs = mirrored(
    path('M2 36C1.6 50 2 58 2.4 66H12.4C13 56 13 46 11.6 36Z', coat.fur, SHADE) +
      ellipse(7.6, 67, 6.6, 4, paw, SHADE),
  );
  const d = svg`M-11 10C-14 28 ${-wide - 5} 42 ${-wide - 6} 58Q${-wide - 5} 69 -10 69H10Q${wide + 5} 69 ${wide + 6} 58C${wide + 5} 42 14 28 11 10Z`;
  return (
    ellipse(0, 70, wide + 14, 5, '#000', 'opacity=".18"') +
    `<g transform="scale(${side} 1)">${tail(kind, random, coat, -wide, 62)}</g>` +
    torso(random, coat, d, { x: -wide - 4, y: 28, width: 2 * wide + 8, height: 38 }) +
    feet +
    chest +
    legs +
    collar(random)
  );
}

/** Sitting, seen from the side. */
function sittingAside(kind, random, coat) {
  const width = kind === 'cat' ? 8 : 9.5;
  const d = 'M-13 4C-18 20 -40 36 -40 58Q-38 69 -22 69H4C12 56 15 34 13 8Z';
  const paw = coat.socks ? coat.light : coat.fur;
  return (
    ellipse(-10, 70, 36, 5, '#000', 'opacity=".18"') +
    tail(kind, random, coat, -34, 62) +
    leg(coat, 8.5, 30, 70, { width, color: coat.dark }) +
    torso(random, coat, d, { x: -36, y: 20, width: 42, height: 40 }) +
    leg(coat, 3, 34, 70, { width }) +
    ellipse(-21, 55, 15, 13.5, coat.fur, SHADE) +
    ellipse(-13, 67.5, 10, 3.8, paw, SHADE) +
    collar(random)
  );
}

/** Standing, seen from the side. */
function standing(kind, random, coat) {
  const width = kind === 'cat' ? 7 : 8.5;
  const far = { width, color: coat.dark };
  const deep = kind === 'cat' ? 36 : 39;
  const d = svg`M8 2C10 16 8 30 2 ${deep - 2}C-12 ${deep + 3} -26 ${deep - 5} -44 ${deep - 2}C-62 ${deep - 4} -64 14 -52 10C-36 6 -24 12 -14 4Z`;
  return (
    ellipse(-26, 60, 40, 4.6, '#000', 'opacity=".18"') +
    tail(kind, random, coat, -53, 17) +
    leg(coat, -42, 26, 60, far) +
    leg(coat, 4, 26, 60, far) +
    leg(coat, -52, 24, 61, { width }) +
    leg(coat, -5, 26, 61, { width }) +
    torso(random, coat, d, { x: -56, y: 9, width: 58, height: 26 }) +
    collar(random)
  );
}

/** Lying with the paws in front. */
function lying(kind, random, coat) {
  const paw = coat.socks ? coat.light : coat.fur;
  const d = 'M10 4C14 20 14 36 6 40H-50C-64 40 -64 16 -48 11C-34 7 -26 12 -13 4Z';
  return (
    ellipse(-20, 41, 46, 5, '#000', 'opacity=".18"') +
    tail(kind, random, coat, -54, 34) +
    torso(random, coat, d, { x: -54, y: 10, width: 56, height: 26 }) +
    ellipse(-42, 30, 14, 11.5, coat.fur, SHADE) +
    ellipse(-33, 39, 10, 3.8, paw, SHADE) +
    line('M-4 37H16', coat.fur, kind === 'cat' ? 7.5 : 9) +
    ellipse(18, 37, 5.6, 4, paw, SHADE) +
    line('M-2 40H6', coat.fur, kind === 'cat' ? 6.5 : 8) +
    ellipse(9, 40, 5.6, 3.8, paw, SHADE) +
    collar(random)
  );
}

/** The function that draws the body of each pose. */
export const BODIES = { closeUp: shoulders, sitting, sittingAside, standing, lying };
