/**
 * The settings that the sixth section offers: for a first try, to see overfitting, and to see what prevents it. Rendered
 * as buttons with a sentence.
 */
import { type TemplateResult, html } from 'lit';
import type { PupilaTrainer } from '../src/element/index';
import { presets as en } from '../src/i18n/en/presets';
import { presets as es } from '../src/i18n/es/presets';
import { type Locale, formatsOf } from '../src/i18n/locale';

/** Seed of the weights, the order and the augmentation. */
export const SEED = 3;
const ALL = 'drawn_cats_and_dogs.zip';
const FEW = 'few_drawn_cats_and_dogs.zip';

/**
 * 60 steps of 16 pictures, so that only the number of pictures differs. Final val_loss: 1.15 with few pictures, 0.38 with
 * all. On few, the course's augmentation gives 0.82, a Dropout of 0.5 before the first Dense layer 1.03.
 */
const SIXTY_STEPS = {
  epochs: 30,
  batchSize: 16,
  stepsPerEpoch: 2,
  learningRate: 3e-4,
  seed: SEED,
  augment: 'none',
} as const;
/** Settings that no preset is about. The augmentation may be the fifth section's. */
const KEPT = ['targetSize', 'backend', 'augment'] as const;
/**
 * The lesson's pictures, not the reader's, and settings.
 *
 * Val_accuracy of the lesson's settings after their ten epochs: 0.90 with seed 3, 0.77 with seed 4. With the course's
 * batches of 128 and rate of 0.001: 0.62 and 0.55.
 *
 * A preset without `augment` takes the fifth section's.
 */
const PRESETS = {
  lesson: {
    src: ALL,
    settings: { epochs: 10, batchSize: 32, stepsPerEpoch: 16, learningRate: 3e-4, seed: SEED },
  },
  overfit: { src: FEW, settings: SIXTY_STEPS },
  remedy: { src: ALL, settings: SIXTY_STEPS },
};

type PresetName = keyof typeof PRESETS;
const NAMES = Object.keys(PRESETS) as PresetName[];

/** The trainer's choice, as far as the presets show it. */
export interface PresetState {
  /** The preset that the settings equal, or null. */
  chosen: PresetName | null;
  /** Steps per epoch with the reader's own pictures, or null. */
  ownDataSteps: number | null;
}

/**
 * Sets a preset, with the lesson's pictures. The question about overfitting is about the curves, so they stay open.
 *
 * @param augment The fifth section's augmentation.
 */
export function applyPreset(
  trainer: PupilaTrainer,
  name: PresetName,
  augment: PupilaTrainer['augment'],
): void {
  const endTab = name === 'overfit' ? 'curves' : 'results';
  const { src, settings } = PRESETS[name];
  trainer.resetSettings({ augment, ...settings }, KEPT);
  Object.assign(trainer, { endTab, src, dataKind: 'given' });
}

/** Returns what the presets show. */
export function presetState(trainer: PupilaTrainer): PresetState {
  const isSet = (name: PresetName): boolean => {
    const { src, settings } = PRESETS[name];
    const kept = KEPT.filter((setting) => !(setting in settings));
    return trainer.src === src && trainer.dataKind === 'given' && trainer.hasSettings(settings, kept);
  };
  const chosen = NAMES.find(isSet) ?? null;
  return { chosen, ownDataSteps: trainer.dataKind === 'given' ? null : trainer.stepsPerEpoch };
}

/** Renders the buttons, and what the chosen preset is for, or what has become of it. */
export function renderPresets({
  state: { chosen, ownDataSteps },
  disabled,
  locale,
  choose,
}: {
  state: PresetState;
  disabled: boolean;
  locale: Locale;
  choose(name: PresetName): void;
}): TemplateResult {
  const { label, names, texts, otherData } = { en, es }[locale];
  const stepsText = otherData(formatsOf(locale).integer(ownDataSteps ?? 1));
  const shown = ownDataSteps === null ? texts[chosen ?? 'own'] : stepsText;
  const others = [...Object.values(texts), stepsText].filter((text) => text !== shown);
  return html`<div class="presets">
    <div class="group" role="group" aria-label=${label}>
      ${NAMES.map(
        (name) =>
          html`<button
            type="button"
            aria-pressed=${name === chosen}
            ?disabled=${disabled}
            @click=${() => choose(name)}
          >
            ${names[name]}
          </button>`,
      )}
    </div>
    <div class="texts">
      <p role="status">${shown}</p>
      ${others.map((text) => html`<p class="other" aria-hidden="true">${text}</p>`)}
    </div>
  </div>`;
}
