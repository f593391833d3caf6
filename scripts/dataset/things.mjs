/** Objects that lie or stand around, indoors and outdoors; the same for cats and dogs. */
import { LEAVES, THINGS, WOODS } from './palette.mjs';
import { circle, ellipse, line, moved, path as shape, rect, svg } from './shapes.mjs';

const INDOORS = [ball, yarn, bowl, bone, plant, box, books, cushion, mouse, tallPlant, blocks];
const OUTDOORS = [ball, bone, bowl, box, bush, mouse];

/**
 * Draws one object that stands on y, about 2 × size large.
 *
 * @param {import('./random.mjs').Random} random
 * @param {{x: number, y: number, size: number, outdoors: boolean}} place
 */
export function thing(random, { x, y, size, outdoors }) {
  const drawing = random.pick(outdoors ? OUTDOORS : INDOORS)(random);
  return svg`<g transform="translate(${x} ${y}) scale(${size / 10})">${drawing}</g>`;
}

function ball(random) {
  const color = random.pick(THINGS);
  const r = random.between(6, 11);
  return (
    circle(0, -r, r, color) +
    line(
      `M${-r} ${-r}q${r} ${-r * 0.8} ${2 * r} 0M${-r * 0.8} ${-r * 0.4}q${r * 0.8} ${r * 0.7} ${r * 1.6} 0`,
      lighter(color, 0.65),
      1.6,
    ) +
    circle(0, -r, r, '#0000001a')
  );
}

function yarn(random) {
  const color = random.pick(THINGS);
  const r = random.between(6, 10);
  const thread = line(`M${r * 0.8} -1.5q8 3 12 0t11 -1`, color, 1.2);
  const turns = line(
    `M${-r * 0.9} ${-r}q${r * 0.9} ${-r} ${r * 1.7} ${-r * 0.2}M${-r * 0.8} ${-r * 0.6}q${r} ${-r} ${r * 1.7} ${-r * 0.1}M${-r * 0.5} ${-r * 0.2}q${r * 0.8} ${-r} ${r * 1.3} ${-r * 0.4}`,
    darker(color, 0.3),
    0.9,
  );
  return thread + circle(0, -r, r, color) + turns + circle(0, -r, r, '#0000001a');
}

function bowl(random) {
  const color = random.pick(THINGS);
  return (
    shape('M-12 -9H12L9 0H-9Z', color) +
    ellipse(0, -9, 12, 2.6, darker(color, 0.35)) +
    ellipse(0, -9.4, 9, 1.8, random.pick(['#8a5a3c', '#bfe0ee', '#d9a05f']))
  );
}

function bone(random) {
  const knob = (x, y) => circle(x, y, 3, '#f6efe0');
  return moved(
    0,
    -4,
    rect(-8, -2.2, 16, 4.4, '#f6efe0') + knob(-8, -2) + knob(-8, 2) + knob(8, -2) + knob(8, 2),
    random.between(-25, 25),
  );
}

function plant(random) {
  const green = random.pick(LEAVES);
  const leaves = [-40, -18, 4, 26, 46].map(
    (angle, i) =>
      svg`<g transform="translate(0 -10) rotate(${angle + random.between(-8, 8)})">${shape('M0 0Q5 -12 0 -24Q-5 -12 0 0Z', i % 2 ? green : darker(green, 0.15))}</g>`,
  );
  const pot = random.pick(THINGS);
  return (
    leaves.join('') + shape('M-7 -11H7L5 0H-5Z', pot) + rect(-8, -12.5, 16, 3.5, darker(pot, 0.15), 'rx="1"')
  );
}

function tallPlant(random) {
  const green = random.pick(LEAVES);
  const leaf = (x, y, angle) =>
    moved(
      x,
      y,
      shape('M0 0Q7 -7 0 -20Q-7 -7 0 0Z', green) + line('M0 0V-14', darker(green, 0.3), 0.6),
      angle,
    );
  const leaves = [-60, -35, -10, 15, 40, 65].map((angle, i) =>
    leaf(0, -16 - (i % 3) * 7, angle + random.between(-8, 8)),
  );
  const pot = random.pick(THINGS);
  return line('M0 -10V-34', darker(green, 0.35), 1.6) + leaves.join('') + shape('M-8 -13H8L6 0H-6Z', pot);
}

function box(random) {
  const wood = random.pick(WOODS);
  return (
    rect(-13, -16, 26, 16, wood) +
    shape('M-13 -16L-17 -11H-4L0 -16Z', lighter(wood, 0.25)) +
    shape('M13 -16L17 -11H4L0 -16Z', lighter(wood, 0.15)) +
    rect(-3, -9, 6, 4, darker(wood, 0.2))
  );
}

function books(random) {
  return Array.from({ length: random.integer(2, 4) }, (_, i) => {
    const color = random.pick(THINGS);
    const x = random.between(-13, -10);
    return (
      rect(x, -5 * (i + 1), 24, 4.8, color, 'rx=".8"') +
      rect(x + 3, -5 * (i + 1), 2, 4.8, lighter(color, 0.5))
    );
  }).join('');
}

function cushion(random) {
  const color = random.pick(THINGS);
  const d = 'M-16 0Q-12 -9 -16 -19Q0 -15 16 -19Q12 -9 16 0Q0 -3 -16 0Z';
  return moved(
    0,
    0,
    shape(d, color) + shape(d, '#0000001a') + line('M-6 -10l12 0M0 -14v9', lighter(color, 0.4), 1),
    random.between(-12, 12),
  );
}

function mouse(random) {
  const color = random.pick(['#a3a5ad', '#d8c8b4', '#7b6f77', '#f2a3b3']);
  return (
    line('M9 -3q8 2 10 -5', darker(color, 0.2), 1) +
    shape('M-10 -1Q-8 -9 2 -9Q10 -8 10 0H-9Z', color) +
    circle(-3, -8, 2.6, darker(color, 0.15)) +
    circle(-7, -4.4, 0.9, '#222')
  );
}

function blocks(random) {
  const block = (x, y) => {
    const color = random.pick(THINGS);
    return rect(x, y, 9, 9, color, 'rx="1"') + circle(x + 4.5, y + 4.5, 2.4, lighter(color, 0.5));
  };
  return block(-10, -9) + block(0, -9) + block(-5, -18);
}

function bush(random) {
  const green = random.pick(LEAVES);
  return (
    ellipse(-12, -8, 14, 11, darker(green, 0.1)) +
    ellipse(12, -8, 14, 12, green) +
    ellipse(0, -13, 14, 13, lighter(green, 0.08))
  );
}

/** Returns a colour between two, in hexadecimal: part 0 is the first, part 1 the second. */
function mix(a, b, part) {
  const channel = (color, i) => parseInt(color.slice(i, i + 2), 16);
  const mixed = [1, 3, 5].map((i) => Math.round(channel(a, i) + (channel(b, i) - channel(a, i)) * part));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function darker(color, part) {
  return mix(color, '#23182b', part);
}

function lighter(color, part) {
  return mix(color, '#ffffff', part);
}
