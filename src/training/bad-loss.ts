/** The step whose training loss is NaN or infinite, which ends a run. */
import type { Batch } from '../core/batch';
import type { Sentence } from '../options/option-row';
import type { LossNotFiniteEvent } from './fit-events';

/** The first such step of a run. */
export interface BadStep {
  /** A copy: a source reuses the memory of its batches. */
  batch: Pick<Batch, 'x' | 'scale' | 'size' | 'indices'>;
  /** Whether it is the first step of the training, so that no update of the weights can be the cause. */
  isFirst: boolean;
}

/** Finds the cause. Its sentence has no full stop. */
export type ExplainLoss = (step: BadStep) => Promise<Sentence>;

export const badStepOf = ({ x, scale = 1, size, indices }: Batch, isFirst: boolean): BadStep => ({
  batch: { x: x.slice(), scale, size, indices: indices.slice() },
  isFirst,
});

/** What is known of a validation loss: its batch may be the cause too. */
const VALIDATION_CAUSE: Sentence = {
  en: 'the learning rate may be too high, or the validation data have values that are not finite numbers',
  es: 'puede que la tasa de aprendizaje sea demasiado alta, o que los datos de validación tengan valores que no son números finitos',
};

/**
 * Adds to a loss that is NaN or infinite what a reader should know of it.
 *
 * @param cause Of a training loss. Null: not known.
 */
export function lossEvent(
  loss: Omit<LossNotFiniteEvent, 'reason'>,
  cause: Sentence | null,
): LossNotFiniteEvent {
  const [step, epoch] = [loss.step + 1, loss.epoch + 1];
  const isNaN = Number.isNaN(loss.loss);
  const [en, es] = isNaN ? ['is not a number', 'no es un número'] : ['is infinite', 'es infinita'];
  const reason =
    loss.part === 'training'
      ? {
          en: `The loss ${en} in step ${step} of epoch ${epoch}, which ends training${cause ? `: ${cause.en}` : ''}`,
          es: `La pérdida ${es} en la iteración ${step} de la época ${epoch}, y el entrenamiento termina${cause ? `: ${cause.es}` : ''}`,
        }
      : {
          en: `The validation loss ${en} from step ${step} on (epoch ${epoch}): ${VALIDATION_CAUSE.en}`,
          es: `La pérdida de validación ${es} desde la iteración ${step} (época ${epoch}): ${VALIDATION_CAUSE.es}`,
        };
  return { ...loss, reason };
}
