/**
 * The headless tasks in the page, built on the public API. Results are PUT to the server that serves the page.
 */
import { chooseBackend, courseCnn, startBackend, summary } from '../../index';
import { invalidArgument } from '../../core/errors';
import { message, textOf } from '../../core/message';
import { shapeOfOptions } from '../../core/picture-shape';
import { modelFacts, resolveOptions, withPictureOptions } from '../../internal';
import { batches, preview } from './data-tasks';
import { proveKernels } from '../check/kernel-check';
import { evaluate } from './evaluate-task';
import { loadRemoteModel, pictureOptionsOfModel, toOptions } from './exchange';
import type { RunnerTasks } from '../runner-protocol';
import { predict } from './predict-task';
import { train } from './train-task';

globalThis.pupilaProveKernels = proveKernels;
globalThis.pupilaTasks = {
  train,
  batches,
  preview,

  evaluate,
  predict,

  async summary({ options, classes, ...network }) {
    const given = toOptions(options);
    const inputShape = shapeOfOptions(resolveOptions(given));
    await startBackend('wasm');
    const loaded = await loadRemoteModel(network, options);
    if (!loaded) return summary(courseCnn({ inputShape, classes: classes ?? 2 }));
    withPictureOptions(given, pictureOptionsOfModel(loaded, given));
    const units = loaded.model.outputs[0]?.shape.at(-1);
    if (classes !== null && classes !== Math.max(2, units ?? 2))
      throw invalidArgument(message`\`classes\` must be the model’s, or be omitted.`, {
        classes,
        units,
      });
    const facts = modelFacts(loaded).map(({ name, value }) => ` ${name.text}: ${textOf(value)}`);
    return [summary(loaded.model), ...facts].join('\n');
  },

  async info({ backend }) {
    const report = await chooseBackend(backend);
    return { ...report, userAgent: navigator.userAgent, cores: navigator.hardwareConcurrency };
  },
} satisfies RunnerTasks;
