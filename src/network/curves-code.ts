/** Generates Python for matplotlib that draws the curves of a training. */
import { type ValidationFreq, readValidationFreq } from '../options/validation-freq';
import { Expression, Group, fitted } from './keras-code';
import type { CodeWords } from './code-words';
import { COURSE_DATA, type LaterRun, type Run } from './training-run';

/** The epochs of a run that ended with a validation. */
function validatedCode({ history, freq }: { history: string; freq: ValidationFreq }): string {
  const condition =
    typeof freq === 'number' ? `(epoch + 1) % ${freq} == 0` : `epoch + 1 in ${JSON.stringify(freq)}`;
  return `[epoch + 1 for epoch in ${history}.epoch if ${condition}]`;
}

/**
 * Returns the code that draws loss and accuracy of all runs over the epochs, as the course does.
 *
 * @param runs In order; `history`, `history_2`, … are their results.
 */
export function curvesCode(runs: readonly (Run | LaterRun)[], words: CodeWords): string {
  const { titles, epoch, training, validation } = words;
  const all = runs.map((run, i) => ({
    history: i === 0 ? 'history' : `history_${i + 1}`,
    validates: (run.data ?? COURSE_DATA).validation !== null,
    freq: readValidationFreq(run.options.validationFreq) ?? 1,
  }));
  const plot = (of: typeof all, key: string, label: string): string[] => {
    if (of.length === 0) return [];
    const sum = (member: string) => of.map(({ history }) => `${history}.${member}`).join(' + ');
    // Keras counts epochs from 0, the lab from 1.
    const epochs = `[epoch + 1 for epoch in ${sum('epoch')}]`;
    const isSome = label === validation && of.some(({ freq }) => freq !== 1);
    const values = [isSome ? of.map(validatedCode).join(' + ') : epochs, sum(`history[${key}]`)];
    const args = values.map((value) => ['', new Expression(value)] as const);
    return [fitted('', new Group('plt.plot(', [...args, ['label=', label]], ')'), '', '    ')];
  };
  const metrics = Object.entries(titles).map(
    ([key, title]) => `(${JSON.stringify(key)}, ${JSON.stringify(title)})`,
  );
  return [
    'plt.figure(figsize=(10, 5))',
    `for i, (metric, title) in enumerate([${metrics.join(', ')}]):`,
    '    plt.subplot(1, 2, i + 1)',
    ...plot(all, 'metric', training),
    ...plot(
      all.filter(({ validates }) => validates),
      '"val_" + metric',
      validation,
    ),
    '    plt.title(title)',
    `    plt.xlabel(${JSON.stringify(epoch)})`,
    '    plt.legend()',
    'plt.show()',
  ].join('\n');
}
