/** Formats the results of `npm run bench -- step` as Markdown: tables, and whether each requirement is met. */

import { machineLine, number, percent, tableOf } from '../support/markdown.mjs';

/** Required share of the measured peak, counting the dense arithmetic. */
const REQUIRED = 0.6;

/** One sentence for each requirement. */
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
      `- Faster than PyTorch on the same cores: **${met}** (fastest of ${torch.length}: ${fastest.system}, ` +
        `${fastest.threads} threads, ${number(fastest.ms)} ms; ${number(fastest.ms / ms)} times ours).`,
    );
    if (fastest['GFLOP/s'] < best(2)['peak GFLOP/s'] / 4)
      lines.push(
        `- This PyTorch reaches only ${number(fastest['GFLOP/s'])} GFLOP/s, far below the cores' peak, so it is not ` +
          'representative of PyTorch. `--python` selects another one.',
      );
  } else lines.push('- Faster than PyTorch on the same cores: not measured, because no Python here has it.');
  const part = best(2)['share of peak'];
  const reached = part >= 1 ? 'reached' : 'not reached';
  lines.push(
    `- The goal of 100 % of the peak or more, by skipping unneeded arithmetic: **${reached}** (${percent(part)}).`,
  );
  return lines.join('\n');
}

/** @param notes Sentences about individual rows. */
export function markdown({ machine, flopAnImage, proofs, steps, stages, notes }) {
  const worst = Math.max(...proofs.map(({ gradient }) => gradient));
  return `# A training step of the course's network

${machineLine(machine)} Written by \`npm run bench -- step\`, which
alternates between all systems in one run. GFLOP/s count the dense arithmetic, ${(flopAnImage / 1e6).toFixed(0)} MFLOP per image, whether it is
computed or skipped; the peak is that of the kernels' own register tile in the same browser, measured before each step. \`ms\` is the
median. Before timing, loss and all gradients were compared with float64 loops and with the tape: largest difference
${worst.toExponential(1)} of a gradient's length. Batches of 128 and 32 gave the same bits on one thread and on two.

${verdicts(steps)}

${tableOf(steps)}

${notes.map((note) => `- ${note}`).join('\n')}

## One step of 128 on one thread, in parts

${tableOf(stages)}

Shares above 100 % are due to skipped arithmetic: Winograd's algorithm in the forward pass; in the backward pass, pooling and
ReLU, which pass gradients to at most one position in four.
`;
}
