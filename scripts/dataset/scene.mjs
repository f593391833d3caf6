/** Backgrounds, for a frame whose short side is 100. The same choices for cats and dogs. */
import { FLOORS, GRASSES, LEAVES, SKIES, THINGS, WALLS, WOODS } from './palette.mjs';
import { circle, ellipse, gradient, line, path, rect, svg } from './shapes.mjs';
import { thing } from './things.mjs';

/**
 * Draws the scene behind the animal, and returns whether it is outdoors.
 *
 * @param {import('./random.mjs').Random} random
 * @param {{width: number, height: number}} frame
 */
export function background(random, frame) {
  const [draw, outdoors] = random.weighted([
    [[meadow, true], 3],
    [[beach, true], 1],
    [[room, false], 3],
    [[sofa, false], 2],
    [[plain, false], 2],
    [[lights, false], 1],
    [[wallpaper, false], 1],
  ]);
  return { outdoors, art: draw(random, frame) + clutter(random, frame, outdoors) };
}

function clutter(random, { width, height }, outdoors) {
  return Array.from({ length: random.integer(0, 3) }, () => {
    const place = {
      x: random.between(0, width),
      y: height * random.between(0.68, 0.95),
      size: random.between(5, 9),
    };
    return thing(random, { ...place, outdoors });
  }).join('');
}

/** Draws what is in front of the animal: usually nothing, sometimes things along the lower edge. */
export function foreground(random, { width, height }, outdoors) {
  if (!random.chance(0.3)) return '';
  return Array.from({ length: random.integer(1, 2) }, () => {
    const x = random.chance(0.5) ? random.between(0, width * 0.3) : random.between(width * 0.7, width);
    return thing(random, { x, y: height + random.between(0, 4), size: random.between(8, 13), outdoors });
  }).join('');
}

function sky(random, { width, height }) {
  const [top, bottom] = [random.pick(SKIES), random.pick(SKIES)];
  const sun = random.chance(0.4)
    ? circle(
        random.between(10, width - 10),
        random.between(8, 24),
        random.between(5, 9),
        '#fff6d6',
        'opacity=".9"',
      )
    : '';
  const clouds = Array.from({ length: random.integer(0, 3) }, () => {
    const [x, y, s] = [random.between(0, width), random.between(6, 30), random.between(4, 8)];
    return `<g fill="#fff" opacity=".75">${ellipse(x, y, s * 2.1, s * 0.7, '#fff')}${circle(x - s * 0.6, y - s * 0.4, s * 0.8, '#fff')}${circle(x + s * 0.5, y - s * 0.6, s, '#fff')}</g>`;
  });
  return gradient('sky', top, bottom) + rect(0, 0, width, height, 'url(#sky)') + sun + clouds.join('');
}

function tree(random, x, y, size) {
  const green = random.pick(LEAVES);
  const trunk = rect(x - size * 0.1, y - size, size * 0.2, size, random.pick(WOODS));
  if (random.chance(0.4))
    return (
      trunk + path(svg`M${x} ${y - size * 2.6}L${x + size * 0.7} ${y - size * 0.5}H${x - size * 0.7}Z`, green)
    );
  return (
    trunk +
    circle(x - size * 0.35, y - size * 1.2, size * 0.55, green) +
    circle(x + size * 0.35, y - size * 1.2, size * 0.55, green) +
    circle(x, y - size * 1.6, size * 0.65, green)
  );
}

function meadow(random, frame) {
  const { width, height } = frame;
  const horizon = height * random.between(0.38, 0.68);
  const hills = Array.from({ length: random.integer(1, 3) }, () =>
    ellipse(
      random.between(0, width),
      horizon + 5,
      random.between(25, 65),
      random.between(8, 22),
      random.pick(GRASSES),
    ),
  );
  const trees = Array.from({ length: random.integer(0, 4) }, () =>
    tree(random, random.between(0, width), horizon + 2, random.between(6, 14)),
  );
  const ground = path(
    svg`M0 ${horizon}Q${width * 0.3} ${horizon - 5} ${width * 0.55} ${horizon}T${width} ${horizon - 1}V${height}H0Z`,
    random.pick(GRASSES),
  );
  const blades = Array.from({ length: 18 }, () =>
    line(
      svg`M${random.between(0, width)} ${random.between(horizon + 6, height)}l1 -3l1 3`,
      '#fff',
      0.7,
      'opacity=".25"',
    ),
  );
  return sky(random, frame) + hills.join('') + trees.join('') + ground + blades.join('');
}

function beach(random, frame) {
  const { width, height } = frame;
  const horizon = height * random.between(0.35, 0.55);
  const shore = horizon + random.between(8, 16);
  return (
    sky(random, frame) +
    rect(0, horizon, width, height, random.pick(['#6fb7c9', '#5b9fc0', '#8cc7c4'])) +
    line(svg`M0 ${shore - 5}q${width / 4} -3 ${width / 2} 0t${width / 2} 0`, '#fff', 1, 'opacity=".6"') +
    path(
      svg`M0 ${shore}q${width / 4} -4 ${width / 2} 0t${width / 2} 0V${height}H0Z`,
      random.pick(['#ecd9ae', '#e3c797', '#d9c3a0']),
    )
  );
}

function windowOrPicture(random, width) {
  const x = random.between(4, width - 34);
  if (random.chance(0.5)) {
    return (
      rect(x, 8, 28, 32, random.pick(SKIES), 'stroke="#fff" stroke-width="2.4"') +
      line(svg`M${x + 14} 8v32M${x} 24h28`, '#fff', 1.6)
    );
  }
  const art = random.pick(THINGS);
  return (
    rect(x, 10, 22, 26, '#fbf7ee', 'stroke="#7a6048" stroke-width="2"') +
    circle(x + 11, 23, 6, art) +
    rect(x + 2, 29, 18, 5, random.pick(THINGS))
  );
}

function lamp(random, x, floor) {
  const shade = random.pick(['#f6d58a', '#f1e3c2', '#e8a87c']);
  return (
    line(svg`M${x} ${floor}V${floor - 38}`, '#5b4a3f', 1.4) +
    path(svg`M${x - 5} ${floor - 46}h10l4 12h-18Z`, shade) +
    circle(x, floor - 38, 17, shade, 'opacity=".18"')
  );
}

function room(random, { width, height }) {
  const floor = height * random.between(0.62, 0.82);
  const rug = random.chance(0.5)
    ? ellipse(
        random.between(30, width - 30),
        height * 0.92,
        random.between(35, 55),
        9,
        random.pick(THINGS),
        'opacity=".75"',
      )
    : '';
  const stripes = random.chance(0.3)
    ? Array.from({ length: Math.ceil(width / 12) }, (_, i) =>
        rect(i * 12, 0, 5, floor, '#fff', 'opacity=".16"'),
      ).join('')
    : '';
  return (
    rect(0, 0, width, height, random.pick(WALLS)) +
    stripes +
    (random.chance(0.75) ? windowOrPicture(random, width) : '') +
    (random.chance(0.4) ? lamp(random, random.between(8, width - 8), floor) : '') +
    rect(0, floor, width, height, random.pick(FLOORS)) +
    rect(0, floor - 2.4, width, 2.4, '#fff', 'opacity=".6"') +
    rug
  );
}

function sofa(random, { width, height }) {
  const color = random.pick(THINGS);
  const top = height * random.between(0.3, 0.5);
  const cushions = Array.from({ length: random.integer(1, 2) }, () => {
    const x = random.between(0, width - 24);
    return rect(
      x,
      top + 6,
      24,
      22,
      random.pick(THINGS),
      svg`rx="5" transform="rotate(${random.between(-12, 12)} ${x + 12} ${top + 17})"`,
    );
  });
  return (
    rect(0, 0, width, height, random.pick(WALLS)) +
    (random.chance(0.5) ? windowOrPicture(random, width) : '') +
    rect(-6, top, width + 12, height, color, 'rx="9"') +
    cushions.join('') +
    rect(
      -6,
      top + 27,
      width + 12,
      height,
      color,
      'rx="8" stroke="#000" stroke-opacity=".14" stroke-width="1.2"',
    ) +
    rect(-6, top + 27, width + 12, 7, '#fff', 'rx="4" opacity=".14"') +
    line(svg`M${width / 2} ${top + 28}V${height}`, '#000', 1, 'opacity=".12"')
  );
}

function plain(random, { width, height }) {
  return (
    gradient('wall', random.pick(WALLS), random.pick([...WALLS, ...SKIES]), random.next()) +
    rect(0, 0, width, height, 'url(#wall)')
  );
}

/** Draws large soft spots of light. */
function lights(random, frame) {
  const spots = Array.from({ length: 12 }, () =>
    circle(
      random.between(0, frame.width),
      random.between(0, frame.height),
      random.between(4, 13),
      random.pick(['#fff', '#fff0c2', ...THINGS]),
      'opacity=".28"',
    ),
  );
  return plain(random, frame) + spots.join('');
}

/** Draws a wall with a pattern. */
function wallpaper(random, { width, height }) {
  const [step, color] = [random.between(11, 18), random.pick(THINGS)];
  const round = random.chance(0.5);
  const marks = [];
  for (let y = 0; y < height + step; y += step) {
    for (let x = (y / step) % 2 < 1 ? 0 : step / 2; x < width + step; x += step) {
      marks.push(
        round
          ? circle(x, y, step * 0.16, color)
          : line(
              svg`M${x - step * 0.15} ${y}l${step * 0.15} ${-step * 0.2}l${step * 0.15} ${step * 0.2}`,
              color,
              1.2,
            ),
      );
    }
  }
  return rect(0, 0, width, height, random.pick(WALLS)) + `<g opacity=".4">${marks.join('')}</g>`;
}
