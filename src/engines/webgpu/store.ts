/** WGSL that stores the 4 × 4 results of a product, except those outside of the array. */

/** Returns a statement that stores a value, given WGSL of its index, the value and its column. */
type StoreValue = (index: string, value: string, column: string) => string;

/** Stores four rows and four columns of a row-major matrix. */
export function storeMatrix(rows: string, columns: number, store: StoreValue, firstRow = '0u'): string {
  return each((lane, column, value) => {
    const [row, place] = [`4u * q + ${lane}u`, `4u * c + ${column}u`];
    const index = `(${firstRow} + ${row}) * ${columns}u + ${place}`;
    return `if (${row} < ${rows} && ${place} < ${columns}u) { ${store(index, value, place)} }`;
  });
}

/** Stores four channels of four horizontally adjacent pixels. A line of `width` pixels has `across` groups. */
export function storeLine(across: number, [width, channels]: readonly number[], store: StoreValue): string {
  return `  let line = q / ${across}u;
  let left = q % ${across}u * 4u;
${each((lane, column, value) => {
  const [pixel, channel] = [`left + ${lane}u`, `4u * c + ${column}u`];
  const index = `(line * ${width}u + ${pixel}) * ${channels}u + ${channel}`;
  return `if (${pixel} < ${width}u && ${channel} < ${channels}u) { ${store(index, value, channel)} }`;
})}`;
}

function each(write: (lane: number, column: number, value: string) => string): string {
  return [0, 1, 2, 3]
    .flatMap((column) =>
      ['x', 'y', 'z', 'w'].map((name, lane) => `  ${write(lane, column, `v${column}.${name}`)}`),
    )
    .join('\n');
}
