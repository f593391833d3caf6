/** `bench/results/lesson.md`. */
const ms = (value) => value.toFixed(0);
const table = (head, rows) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

export function report({ machine, side, first, sliders, sizes }) {
  const { cpu, cores, memoryGiB, browser, node } = machine;
  const names = { content: 'first content (first-contentful-paint)', lab: 'the first lab answers a click' };
  return `# The lesson, as its reader sees it

${cpu}, ${cores} cores, ${memoryGiB} GiB, ${browser} (headless, no GPU), Node ${node}; \`npm run bench -- lesson\`.

## Cold, from localhost

From the start of the navigation, in a new context each time. The click on "Sobel y" comes as soon as the button is there;
its answer was compared with a plain convolution of the picture. Wanted: 1,000 and 2,000.

${table(
  ['', 'median ms', 'worst ms', 'loads'],
  first.map((row) => [names[row.what], ms(row.median), ms(row.worst), row.times]),
)}

## Sliders and choices at ${side} × ${side}

From the control's event until its answer is painted (a frame is up to 17 ms of it). Wanted: 50. The sheet of data
augmentation has pictures of 100 × 100.

${table(
  ['lab', 'control', 'median ms', 'worst ms', 'moves'],
  sliders.map((row) => [row.lab, row.what, ms(row.median), ms(row.worst), row.times]),
)}

## What is loaded

Bytes of the scripts below \`dist/browser\` with what each imports at once (\`scripts/bundle-sizes.mjs\`).

${table(
  ['entry', 'bytes', 'gzip', 'limit', 'gzip limit'],
  sizes.map(({ entry, bytes, gzip, limit, gzipLimit }) => [entry, bytes, gzip, limit, gzipLimit]),
)}
`;
}
