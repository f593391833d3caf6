/** The lesson's sections: their addresses, and the elements in them, each loaded when the reader comes near. */
import type { lesson } from '../src/i18n/en/lesson';

/** One section. */
export interface Section {
  name: keyof typeof lesson.sections;
  /** `#…`, and `?lab=…` for the section alone. */
  id: string;
  /** Tags of its elements, with the modules that define them. */
  labs: readonly { tag: string; load: () => Promise<unknown> }[];
}

export const SECTIONS: readonly Section[] = [
  {
    name: 'convolution',
    id: 'convolucion',
    labs: [{ tag: 'pupila-convolution-lab', load: () => import('../src/lesson/pupila-convolution-lab') }],
  },
  {
    name: 'layer',
    id: 'capa',
    labs: [{ tag: 'pupila-layer-lab', load: () => import('../src/lesson/pupila-layer-lab') }],
  },
  {
    name: 'pooling',
    id: 'pooling',
    labs: [{ tag: 'pupila-pooling-lab', load: () => import('../src/lesson/pupila-pooling-lab') }],
  },
  {
    name: 'network',
    id: 'red',
    labs: [{ tag: 'pupila-network-lab', load: () => import('../src/lesson/pupila-network-lab') }],
  },
  {
    name: 'augmentation',
    id: 'aumentacion',
    labs: [{ tag: 'pupila-augmentation-lab', load: () => import('../src/lesson/pupila-augmentation-lab') }],
  },
  {
    name: 'training',
    id: 'entrenamiento',
    labs: [
      { tag: 'pupila-trainer', load: () => import('../src/element/index') },
      { tag: 'pupila-feature-maps', load: () => import('../src/lesson/pupila-feature-maps') },
    ],
  },
];
