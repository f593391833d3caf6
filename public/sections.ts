/** The lesson's sections: their addresses and elements. Each element is loaded when the reader comes near. */
import { operations, pictures } from '../src/element/engine';
import { ADDRESSES, type SectionName } from './section-addresses';

/** One section. */
export interface Section {
  name: SectionName;
  /** Used as `#…`, and as `?lab=…` for the section alone. */
  id: string;
  /** Tags of its elements, and the modules that define them. */
  labs: readonly { tag: string; load: () => Promise<unknown> }[];
}

/** Returns the promise of a module, and lets the `parts` it needs first load in parallel. */
function preloading<T>(module: Promise<T>, ...parts: Promise<unknown>[]): Promise<T> {
  // The lab imports it again, and reports the error then.
  for (const part of parts) part.catch(() => undefined);
  return module;
}

const LABS: readonly Omit<Section, 'id'>[] = [
  {
    name: 'convolution',
    labs: [
      {
        tag: 'pupila-convolution-lab',
        load: () =>
          preloading(
            import('../src/lesson/pupila-convolution-lab'),
            pictures().then(({ decoder }) => decoder()),
            operations(),
          ),
      },
    ],
  },
  {
    name: 'layer',
    labs: [{ tag: 'pupila-layer-lab', load: () => import('../src/lesson/pupila-layer-lab') }],
  },
  {
    name: 'pooling',
    labs: [{ tag: 'pupila-pooling-lab', load: () => import('../src/lesson/pupila-pooling-lab') }],
  },
  {
    name: 'network',
    labs: [{ tag: 'pupila-network-lab', load: () => import('../src/lesson/pupila-network-lab') }],
  },
  {
    name: 'augmentation',
    labs: [{ tag: 'pupila-augmentation-lab', load: () => import('../src/lesson/pupila-augmentation-lab') }],
  },
  {
    name: 'training',
    labs: [
      { tag: 'pupila-trainer', load: () => import('../src/element/index') },
      {
        tag: 'pupila-feature-maps',
        // The page connects both elements.
        load: () => Promise.all([import('../src/lesson/pupila-feature-maps'), import('./training')]),
      },
    ],
  },
];

export const SECTIONS: readonly Section[] = LABS.map((each) => ({ ...each, id: ADDRESSES[each.name] }));
