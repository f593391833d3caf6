/** The catalogues by language, for tests that check the visible texts. */
import { augmentation as augmentationEn } from '../src/i18n/en/augmentation';
import { convolution as convolutionEn } from '../src/i18n/en/convolution';
import { featureMaps as featureMapsEn } from '../src/i18n/en/feature-maps';
import { labs as labsEn } from '../src/i18n/en/labs';
import { layer as layerEn } from '../src/i18n/en/layer';
import { network as networkEn } from '../src/i18n/en/network';
import { shared as sharedEn } from '../src/i18n/en/shared';
import { trainer as trainerEn } from '../src/i18n/en/trainer';
import { augmentation as augmentationEs } from '../src/i18n/es/augmentation';
import { convolution as convolutionEs } from '../src/i18n/es/convolution';
import { featureMaps as featureMapsEs } from '../src/i18n/es/feature-maps';
import { labs as labsEs } from '../src/i18n/es/labs';
import { layer as layerEs } from '../src/i18n/es/layer';
import { network as networkEs } from '../src/i18n/es/network';
import { shared as sharedEs } from '../src/i18n/es/shared';
import { trainer as trainerEs } from '../src/i18n/es/trainer';

export const TEXTS = {
  es: {
    name: 'Español',
    augmentation: augmentationEs,
    convolution: convolutionEs,
    featureMaps: featureMapsEs,
    labs: labsEs,
    layer: layerEs,
    network: networkEs,
    shared: sharedEs,
    trainer: trainerEs,
  },
  en: {
    name: 'English',
    augmentation: augmentationEn,
    convolution: convolutionEn,
    featureMaps: featureMapsEn,
    labs: labsEn,
    layer: layerEn,
    network: networkEn,
    shared: sharedEn,
    trainer: trainerEn,
  },
};
