/** Backgrounds and what lies around. Coordinates are those of a 100 × 100 picture that is stretched to its size. */
import { FLOORS, GRASSES, SKIES, THINGS, WALLS } from './palette.mjs';

/** @param {import('./random.mjs').Random} random */
export function background(random) {
  const scene = random.pick([meadow, meadow, room, room, sofa, plain, dots]);
  return scene(random);
}

/** Things in front of or behind the animal. */
export function clutter(random, count) {
  return Array.from({ length: count }, () => thing(random)).join('');
}

function rect(x, y, width, height, fill, extra = '') {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" ${extra}/>`;
}

function meadow(random) {
  const horizon = random.between(35, 65);
  const hills = Array.from({ length: random.integer(1, 3) }, () => {
    const cx = random.between(0, 100);
    const rx = random.between(25, 60);
    return `<ellipse cx="${cx}" cy="${horizon + 4}" rx="${rx}" ry="${random.between(6, 18)}" fill="${random.pick(GRASSES)}"/>`;
  });
  const sun = random.chance(0.4)
    ? `<circle cx="${random.between(10, 90)}" cy="${random.between(6, 22)}" r="${random.between(4, 8)}" fill="#fff3c4"/>`
    : '';
  return (
    rect(0, 0, 100, 100, random.pick(SKIES)) +
    sun +
    hills.join('') +
    rect(0, horizon, 100, 100, random.pick(GRASSES))
  );
}

function room(random) {
  const floor = random.between(60, 82);
  const x = random.between(5, 60);
  const window_ = random.chance(0.5)
    ? rect(x, 8, 28, 30, random.pick(SKIES), 'stroke="#fff" stroke-width="2"') +
      `<path d="M${x + 14} 8v30M${x} 23h28" stroke="#fff" stroke-width="1.5"/>`
    : rect(x, 12, 20, 24, random.pick(THINGS), 'opacity=".7" stroke="#6b5845" stroke-width="2"');
  return rect(0, 0, 100, 100, random.pick(WALLS)) + window_ + rect(0, floor, 100, 100, random.pick(FLOORS));
}

function sofa(random) {
  const color = random.pick(THINGS);
  const top = random.between(35, 55);
  return (
    rect(0, 0, 100, 100, random.pick(WALLS)) +
    rect(-5, top, 110, 45, color, 'rx="10"') +
    rect(-5, top + 26, 110, 50, color, 'rx="8" stroke="#0003" stroke-width="1"') +
    `<path d="M50 ${top + 2}V100" stroke="#0002" stroke-width="1"/>`
  );
}

function plain(random) {
  const [a, b] = [random.pick(WALLS), random.pick(SKIES)];
  return (
    `<linearGradient id="wall" x1="0" y1="0" x2="${random.next()}" y2="1"><stop stop-color="${a}"/><stop offset="1" stop-color="${b}"/></linearGradient>` +
    rect(0, 0, 100, 100, 'url(#wall)')
  );
}

function dots(random) {
  const color = random.pick(THINGS);
  const circles = Array.from(
    { length: 14 },
    () =>
      `<circle cx="${random.between(0, 100)}" cy="${random.between(0, 100)}" r="${random.between(2, 6)}" fill="${color}" opacity=".35"/>`,
  );
  return rect(0, 0, 100, 100, random.pick(WALLS)) + circles.join('');
}

function thing(random) {
  const x = random.between(0, 100);
  const y = random.between(62, 100);
  const size = random.between(4, 11);
  const color = random.pick(THINGS);
  const kind = random.integer(0, 3);
  if (kind === 0) {
    return `<circle cx="${x}" cy="${y}" r="${size}" fill="${color}"/><path d="M${x - size} ${y}q${size} ${-size * 0.7} ${2 * size} 0" stroke="#fff8" stroke-width="1.2" fill="none"/>`;
  }
  if (kind === 1) {
    const leaves = [-40, -15, 15, 40].map(
      (angle) =>
        `<ellipse cx="${x}" cy="${y - size * 1.6}" rx="${size * 0.35}" ry="${size * 1.3}" fill="#5d8f5b" transform="rotate(${angle} ${x} ${y})"/>`,
    );
    return leaves.join('') + rect(x - size * 0.6, y, size * 1.2, size * 1.3, color, 'rx="1"');
  }
  if (kind === 2)
    return rect(
      x - size,
      y - size * 0.4,
      2 * size,
      size * 1.4,
      color,
      `rx="2" transform="rotate(${random.between(-20, 20)} ${x} ${y})"`,
    );
  return `<ellipse cx="${x}" cy="${y}" rx="${size * 1.5}" ry="${size * 0.6}" fill="${color}"/><ellipse cx="${x}" cy="${y - size * 0.15}" rx="${size * 1.1}" ry="${size * 0.35}" fill="#0002"/>`;
}
