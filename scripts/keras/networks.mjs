/** The network that the lesson carries from the fourth section to the sixth. */

/** Sets the lesson's network, as the fourth section does, and waits until the sixth uses it. */
export async function useNetwork(lesson, network) {
  const lab = await lesson.lab('pupila-network-lab');
  await lesson.lab('pupila-trainer');
  await lab.element.evaluate(
    async (element, detail) => {
      element.network = detail.network;
      element.dispatchEvent(new CustomEvent('pupila-carry', { detail, bubbles: true, composed: true }));
      await element.updateComplete;
    },
    { network },
  );
  await lesson.page.waitForFunction(({ inputShape, layers }) => {
    const { model, inert } = document.querySelector('pupila-trainer');
    const built = model?.layers.filter((layer) => layer.getClassName() !== 'InputLayer') ?? [];
    const isLike = ({ type, ...args }, layer) =>
      layer.getClassName() === type &&
      Object.entries(args).every(([name, value]) =>
        [layer.getConfig()[name]].flat().every((x) => x === value),
      );
    const isBuilt = built.length === layers.length && built.every((layer, i) => isLike(layers[i], layer));
    return !inert && isBuilt && model.inputs[0].shape.slice(1).join() === inputShape.join();
  }, network);
  const maps = await lesson.lab('pupila-feature-maps');
  await maps.set({});
}

/** Kernels of networks that the lesson has built, by network: training changes them. The lesson's seed is always the same. */
const initialKernels = new Map();

/** Returns the initial kernels of the lesson's network. */
export async function kernelsOf(lesson, network) {
  const key = JSON.stringify(network);
  if (!initialKernels.has(key)) initialKernels.set(key, await readKernels(lesson));
  return initialKernels.get(key);
}

function readKernels(lesson) {
  return lesson.page.locator('pupila-trainer').evaluate(({ model }) =>
    model.layers
      .filter((layer) => ['Conv2D', 'Dense'].includes(layer.getClassName()))
      .map((layer) => layer.getWeights()[0])
      .map((kernel) => ({ shape: kernel.shape, data: [...kernel.dataSync()] })),
  );
}
