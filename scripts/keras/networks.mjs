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
  const layers = network.layers.map(({ type }) => type).join();
  await lesson.page.waitForFunction(
    ([wanted, shape]) => {
      const { model, inert } = document.querySelector('pupila-trainer');
      const types = model?.layers
        .map((layer) => layer.getClassName())
        .filter((type) => type !== 'InputLayer');
      return !inert && types?.join() === wanted && model.inputs[0].shape.slice(1).join() === shape;
    },
    [layers, network.inputShape.join()],
  );
  const maps = await lesson.lab('pupila-feature-maps');
  await maps.set({});
}

/**
 * Returns the kernels of the layers that start with random weights.
 *
 * @param loaded Whether of the loaded model, and then only its last layer's. Default: all of the page's network.
 */
export async function kernelsOf(lesson, { loaded = false } = {}) {
  const trainer = lesson.page.locator('pupila-trainer');
  const kernels = await trainer.evaluate((element, isLoaded) => {
    const model = isLoaded ? element.loaded.model : element.model;
    const layers = isLoaded ? model.layers.slice(-1) : model.layers;
    return layers
      .filter((layer) => ['Conv2D', 'Dense'].includes(layer.getClassName()))
      .map((layer) => layer.getWeights()[0])
      .map((kernel) => ({ shape: kernel.shape, data: [...kernel.dataSync()] }));
  }, loaded);
  return kernels;
}
