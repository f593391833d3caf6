/** The figures of `npm run bench -- step` as Markdown: the tables, and for each figure that is required whether it is met. */

/** Of the measured peak, on the dense arithmetic. */
const REQUIRED = 0.6;

const number = (value) => {
  if (typeof value !== 'number') return value ?? '–';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
};

function tableOf(rows) {
  const columns = Object.keys(rows[0]);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const body = rows.map((row) => line(columns.map((column) => number(row[column]))));
  return [line(columns), line(columns.map((_, i) => (i === 0 ? '---' : '--:'))), ...body].join('\n');
}

const percent = (share) => `${(100 * share).toFixed(0)} %`;

/** Sentences about what was asked for. */
function verdicts(steps) {
  const best = (threads) =>
    steps.find(
      ({ system, simd, threads: n, batch }) =>
        system === 'Pupila' && simd === 'relaxed' && n === threads && batch === 128,
    );
  const share = (threads, words) => {
    const { ms, 'share of peak': part } = best(threads);
    const met = part >= REQUIRED ? 'met' : 'not met';
    return `- ${percent(REQUIRED)} of the measured peak ${words}: **${met}** (${number(ms)} ms a step, ${percent(part)}).`;
  };
  const lines = [share(2, 'of two threads'), share(1, 'of one thread')];
  const torch = steps.filter(({ system }) => system.startsWith('PyTorch'));
  const fastest = torch.sort((a, b) => a.ms - b.ms)[0];
  if (fastest) {
    const { ms } = best(2);
    const met = ms < fastest.ms ? 'met' : 'not met';
    lines.push(
      `- Faster than PyTorch on the same cores: **${met}** (its fastest of ${torch.length}: ${fastest.system}, ` +
        `${fastest.threads} threads, ${number(fastest.ms)} ms; ${number(fastest.ms / ms)} times ours).`,
    );
    if (fastest['GFLOP/s'] < best(2)['peak GFLOP/s'] / 4)
      lines.push(
        `- That PyTorch reaches ${number(fastest['GFLOP/s'])} GFLOP/s, far below what these cores have: it is no measure of ` +
          'PyTorch at its best. `--python` names another one.',
      );
  } else lines.push('- Faster than PyTorch on the same cores: not measured, no Python here has it.');
  const part = best(2)['share of peak'];
  const reached = part >= 1 ? 'reached' : 'not reached';
  lines.push(
    `- The aim, 100 % of the peak and beyond by what need not be computed: **${reached}** (${percent(part)}).`,
  );
  return lines.join('\n');
}

/** @param notes Sentences about single rows. */
export function markdown({ machine, flopAnImage, proofs, steps, stages, notes }) {
  const { cpu, cores, memoryGiB, browser, node } = machine;
  const worst = Math.max(...proofs.map(({ gradient }) => gradient));
  return `# A training step of the course's network

${cpu}, ${cores} cores, ${memoryGiB} GiB; ${browser}, Node ${node}; no GPU. Written by \`npm run bench -- step\`, which takes turns
between all systems in one run. GFLOP/s count the dense arithmetic, ${(flopAnImage / 1e6).toFixed(0)} MFLOP an image, whether it is
done or saved; the peak is that of the kernels' own register tile in the same browser, measured before each step. \`ms\` is the
median. Before anything was timed, loss and all gradients were compared with loops in float64 and with the tape: worst difference
${worst.toExponential(1)} of a gradient's length. Batches of 128 and 32 gave the same bits on one thread and on two.

${verdicts(steps)}

${tableOf(steps)}

${notes.map((note) => `- ${note}`).join('\n')}

## One step of 128 on one thread, in parts

${tableOf(stages)}

A share over 100 % is arithmetic that is saved: by Winograd's convolution forward, by pooling and ReLU on the way back, whose
gradients reach at most one position in four.
`;
}
