/** The other systems of `npm run bench -- nets`: Python processes. */
import { join } from 'node:path';
import { startPython } from '../support/python.mjs';

const LAYOUTS = { contiguous: 'contiguous_format', channels_last: 'channels_last' };

/** Starts those that a Python has. */
export async function startPeers(python) {
  const start = (file, module) => startPython({ file, from: import.meta.url, module, python });
  const torch = await start('torch_nets.py', 'torch');
  const keras = await start('keras_nets.py', 'tensorflow, keras');
  const peers = [];
  if (torch) {
    const { version, cpu } = torch.about;
    const runs = Object.entries(LAYOUTS).map(([name, layout]) => ({ system: `PyTorch ${name}`, layout }));
    peers.push(peerOf(torch, 'torch', `PyTorch ${version} (${cpu})`, runs));
  }
  if (keras) {
    const { version, tensorflow } = keras.about;
    const title = `Keras ${version} on TensorFlow ${tensorflow}`;
    peers.push(peerOf(keras, 'keras', title, [{ system: 'Keras on TensorFlow' }]));
  }
  return peers;
}

function peerOf(python, name, title, runs) {
  const ask = (question) => python.ask(JSON.stringify(question));
  return {
    title,
    load: (network) => ask({ do: 'load', network }),
    runs: runs.map(({ system, ...settings }) => ({
      system,
      steps: async (count) => (await ask({ do: 'steps', count, ...settings })).ms,
    })),
    /** Computes a step's loss and gradients in both precisions. Writes gradients into files of a folder. */
    async gradients(network, images, folder) {
      const [double, single] = await [64, 32].reduce(async (before, bits) => {
        const file = `${name}-float${bits}.bin`;
        const question = {
          do: 'gradients',
          network,
          images,
          dtype: `float${bits}`,
          file: join(folder, file),
        };
        return [...(await before), { ...(await ask(question)), file: `/${file}` }];
      }, []);
      return { from: title, double, single };
    },
    close: python.close,
  };
}
