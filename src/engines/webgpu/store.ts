/** Where products write the sixteen values of a group, in WGSL: those that lie inside the array. */

/** A statement that stores a value, from WGSL of its index, of itself and of its column. */
type Put = (index: string, value: string, column: string) => string;

/** Four rows and four columns of a row-major matrix. */
export function storeMatrix(rows: string, columns: number, put: Put, before = '0u'): string {
  return each((lane, column, value) => {
    const [row, place] = [`4u * q + ${lane}u`, `4u * c + ${column}u`];
    const index = `(${before} + ${row}) * ${columns}u + ${place}`;
    return `if (${row} < ${rows} && ${place} < ${columns}u) { ${put(index, value, place)} }`;
  });
}

/** Four pixels beside each other, four channels of each; `across` groups make a line of `width` pixels. */
export function storeLine(across: number, [width, channels]: readonly number[], put: Put): string {
  return `  let line = q / ${across}u;
  let left = q % ${across}u * 4u;
${each((lane, column, value) => {
  const [pixel, channel] = [`left + ${lane}u`, `4u * c + ${column}u`];
  const index = `(line * ${width}u + ${pixel}) * ${channels}u + ${channel}`;
  return `if (${pixel} < ${width}u && ${channel} < ${channels}u) { ${put(index, value, channel)} }`;
})}`;
}

function each(write: (lane: number, column: number, value: string) => string): string {
  return [0, 1, 2, 3]
    .flatMap((column) =>
      ['x', 'y', 'z', 'w'].map((name, lane) => `  ${write(lane, column, `v${column}.${name}`)}`),
    )
    .join('\n');
}
