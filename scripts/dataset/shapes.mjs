/** The basic SVG shapes of all drawings. Numbers are rounded, so that the last bits of a sine never matter. */

/** A template tag that rounds numbers to two decimals. */
export function svg(strings, ...values) {
  const rounded = values.map((value) => (typeof value === 'number' ? Number(value.toFixed(2)) : value));
  return String.raw({ raw: strings }, ...rounded);
}

export const ellipse = (cx, cy, rx, ry, fill, extra = '') =>
  svg`<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${fill}" ${extra}/>`;

export const circle = (cx, cy, r, fill, extra = '') => ellipse(cx, cy, r, r, fill, extra);

export const rect = (x, y, width, height, fill, extra = '') =>
  svg`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" ${extra}/>`;

export const path = (d, fill, extra = '') => `<path d="${d}" fill="${fill}" ${extra}/>`;

/** A line with round ends. */
export const line = (d, stroke, width, extra = '') =>
  svg`<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round" ${extra}/>`;

/** The drawing and its mirror image about x = 0. */
export const mirrored = (drawing) => `${drawing}<g transform="scale(-1 1)">${drawing}</g>`;

/** The drawing moved to (x, y) and rotated by an angle in degrees. */
export const moved = (x, y, drawing, angle = 0) =>
  svg`<g transform="translate(${x} ${y}) rotate(${angle})">${drawing}</g>`;

/** The drawing clipped to the outline. `id` must be unique in the picture. */
export const clipped = (id, outline, drawing) =>
  `<clipPath id="${id}">${outline}</clipPath><g clip-path="url(#${id})">${drawing}</g>`;

/** A vertical gradient as a fill: its definition, and `url(#id)`. */
export const gradient = (id, top, bottom, x2 = 0) =>
  svg`<linearGradient id="${id}" x1="0" y1="0" x2="${x2}" y2="1"><stop stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient>`;
