/** Messages about training, backends, workers and the elements, in Spanish. By their English templates. */
export const running: Readonly<Record<string, string>> = {
  'Training needs labels.': 'Para entrenar hacen falta etiquetas.',
  'Training needs at least two classes, each with its own name and with pictures.':
    'Para entrenar hacen falta al menos dos clases, cada una con su propio nombre y con imágenes.',
  'Training needs data: `src`, `data`, or files that the reader chooses.':
    'Para entrenar hacen falta datos: `src`, `data` o archivos elegidos en la página.',
  'Training needs a valid value in every field of the settings.':
    'Para entrenar, cada campo de los ajustes debe tener un valor válido.',
  'Training was stopped.': 'Se detuvo el entrenamiento.',
  'The work was stopped, or replaced by a newer start.':
    'El trabajo se detuvo, o lo reemplazó un inicio más reciente.',
  'This session is already training.': 'Esta sesión ya está entrenando.',
  'The session was disposed of.': 'La sesión ya se liberó.',
  'The train step was disposed of.': 'La iteración de entrenamiento ya se liberó.',
  'NaN or Inf loss encountered at batch {0}. Loss value: {1}. Terminating training immediately. Keras counts batches from 0: this is step {2}.':
    'La pérdida es NaN o Inf en el lote {0}. Valor de la pérdida: {1}. El entrenamiento termina de inmediato. Keras cuenta los lotes desde 0: es la iteración {2}.',
  'Only a network that was trained or loaded can predict or be saved.':
    'Solo una red entrenada o cargada puede predecir o guardarse.',
  '`further` needs an earlier run of the same network that has trained at least one step and whose loss is finite.':
    '`further` necesita un entrenamiento anterior de la misma red, con al menos una iteración y con una pérdida finita.',
  'These files cannot be read as pictures: {0}.': 'Estos archivos no se pueden leer como imágenes: {0}.',
  'An element must be on a page to train.': 'Un elemento debe estar en una página para entrenar.',
  'An address must be a URL, absolute or relative to the page.':
    'Una dirección debe ser una URL, absoluta o relativa a la página.',
  'A chosen file or folder cannot be read: {0} Received: path={1}':
    'Un archivo o una carpeta que elegiste no se puede leer: {0} Recibido: path={1}',
  'A contact sheet needs at least one picture.': 'Una hoja de contactos necesita al menos una imagen.',
  'The pictures of a contact sheet must have the same size.':
    'Las imágenes de una hoja de contactos deben tener el mismo tamaño.',
  'WebGPU cannot be used: the browser has no GPU adapter.':
    'No es posible usar WebGPU: el navegador no tiene adaptador de GPU.',
  'WebGPU cannot be used: it needs a recent browser and a secure page (https or localhost).':
    'No es posible usar WebGPU: requiere un navegador reciente y una página segura (https o localhost).',
  'WebGPU cannot continue: {0}': 'WebGPU no puede continuar: {0}',
  'the device was lost ({0}).': 'se perdió el dispositivo ({0}).',
  'the device was lost ({0}): {1}': 'se perdió el dispositivo ({0}): {1}',
  'the device reported an error: {0}': 'el dispositivo informó un error: {0}',
  'the network does not fit into the GPU’s memory: {0}': 'la red no cabe en la memoria de la GPU: {0}',
  'the buffer {0} needs {1} bytes, and the device allows {2}.':
    'el búfer {0} necesita {1} bytes, y el dispositivo permite {2}.',
  'WebAssembly needs SIMD, which this browser does not have.':
    'WebAssembly necesita SIMD, y este navegador no lo tiene.',
  'WebAssembly has no memory left for {0} more bytes.':
    'A WebAssembly no le queda memoria para {0} bytes más.',
  "The active backend must be 'wasm'.": "El backend activo debe ser 'wasm'.",
  "The active backend must be 'webgpu'.": "El backend activo debe ser 'webgpu'.",
  'tfjs’s wasm backend did not start.': 'El backend wasm de tfjs no se inició.',
  'tfjs’s wasm backend did not start: {0}': 'El backend wasm de tfjs no se inició: {0}',
  'tfjs’s webgpu backend did not start.': 'El backend webgpu de tfjs no se inició.',
  'A thread of tfjs stopped: {0}': 'Un hilo de tfjs se detuvo: {0}',
  'The threads of tfjs did not start within {0} s.': 'Los hilos de tfjs no se iniciaron en {0} s.',
  'Convolution kernels need images in NHWC. Received: dataFormat=NCHW':
    'Los kernels de convolución necesitan imágenes en NHWC. Recibido: dataFormat=NCHW',
  'A WebAssembly thread does not start.': 'Un hilo de WebAssembly no se inicia.',
  'A WebAssembly thread stopped: {0}': 'Un hilo de WebAssembly se detuvo: {0}',
  'A WebAssembly thread stopped, and its work cannot be repeated: {0}':
    'Un hilo de WebAssembly se detuvo, y su trabajo no se puede repetir: {0}',
  'its file could not be loaded.': 'no se pudo cargar su archivo.',
  '{0} could not be loaded.': 'no se pudo cargar {0}.',
  'A worker did not start in time.': 'Un proceso auxiliar tardó demasiado en iniciarse.',
  'A worker ended unexpectedly, perhaps because memory ran out.':
    'Un proceso auxiliar terminó de forma inesperada, quizá por falta de memoria.',
  'A worker stopped: {0}': 'Un proceso auxiliar se detuvo: {0}',
  'A worker sent a message that cannot be read.':
    'Un proceso auxiliar envió un mensaje que no se puede leer.',
  'The worker was stopped.': 'Se detuvo el proceso auxiliar.',
  '{0} cannot be loaded: the server does not respond, it does not allow this page to read the file (CORS), or the page’s Content-Security-Policy blocks it.':
    'No se puede cargar {0}: el servidor no responde, no permite que esta página lea el archivo (CORS), o la Content-Security-Policy de la página lo bloquea.',
  '{0} was not found (status {1}). {2}': 'No se encontró {0} (estado {1}). {2}',
  '{0} was not found (the server answered with a page). {1}':
    'No se encontró {0} (el servidor respondió con una página). {1}',
  '{0} did not start: the page’s Content-Security-Policy must allow it in worker-src.':
    '{0} no se inició: la Content-Security-Policy de la página debe permitirlo en worker-src.',
  '{0} did not start. To start workers from another origin, the page’s Content-Security-Policy must allow blob: in worker-src, and blob: and {1} in script-src.':
    '{0} no se inició. Para iniciar procesos auxiliares (workers) de otro origen, la Content-Security-Policy de la página debe permitir blob: en worker-src, y blob: y {1} en script-src.',
  '{0} did not start. On a cross-origin isolated page, the server must send Cross-Origin-Embedder-Policy with workers too.':
    '{0} no se inició. En una página aislada (cross-origin isolation), el servidor debe enviar Cross-Origin-Embedder-Policy también con los procesos auxiliares (workers).',
  "`url` must be the address of a folder, such as '/pupila/'.":
    "`url` debe ser la dirección de una carpeta, como '/pupila/'.",
  'Copy `dist/assets` of the package to the site, and pass the address of that folder to `setAssetBase`.':
    'Copia `dist/assets` del paquete al sitio y pasa la dirección de esa carpeta a `setAssetBase`.',
  'This bundle does not know where its files are. {0}': 'Este bundle no sabe dónde están sus archivos. {0}',
  'The file must be a checkpoint of Pupila.': 'El archivo debe ser un punto de control de Pupila.',
  'The checkpoint is not complete, or it was changed.': 'El punto de control está incompleto o se modificó.',
  'The browser has no more room for this page.': 'El navegador no tiene más espacio para esta página.',
  '`{0}` needs a network with one output for each class.': '`{0}` necesita una red con una salida por clase.',
  'The run has no checkpoint.': 'El entrenamiento no tiene ningún punto de control.',
  'A run continues with the data, the network and the options with which it began. Without the checkpoint, a new run begins.':
    'Un entrenamiento continúa con los datos, la red y las opciones con los que empezó. Sin el punto de control, empieza uno nuevo.',
  'Without validation pictures, {0} has no effect.': 'Sin imágenes de validación, {0} no tiene efecto.',
  'A checkpoint was not written; training continues. {0}':
    'No se pudo guardar un punto de control; el entrenamiento continúa. {0}',
  'A checkpoint was not removed. {0}': 'No se pudo borrar un punto de control. {0}',
  'The checkpoint was made on {0}, and the run continues on {1}: its numbers are those of an uninterrupted run but for rounding.':
    'El punto de control se hizo en {0} y el entrenamiento continúa en {1}: sus números son los de un entrenamiento sin interrupciones, salvo por el redondeo.',
};
