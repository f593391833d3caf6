/** Messages about models and their files, in Spanish. By their English templates. */
export const models: Readonly<Record<string, string>> = {
  'The model’s file is cut off or damaged; download or save it again.':
    'El archivo del modelo está incompleto o dañado; descárgalo o guárdalo de nuevo.',
  'A model must be a file of one of these formats: {0}; this file’s content is none of them.':
    'Un modelo debe ser un archivo de uno de estos tipos: {0}; el contenido de este no lo es.',
  'The optimizer keeps its state: the state in the weights file belongs to another optimizer or to other weights.':
    'El optimizador conserva su estado: el del archivo de pesos es de otro optimizador o de otros pesos.',
  'Without a model, weights are loaded into the course’s network for pictures of {0} (`targetSize`, `colorMode`).':
    'Sin un modelo, los pesos se cargan en la red del curso para imágenes de {0} (`targetSize`, `colorMode`).',
  Input: 'Entrada',
  Preprocessing: 'Preprocesamiento',
  Classes: 'Clases',
  Optimizer: 'Optimizador',
  Loss: 'Pérdida',
  'Trains with': 'Se entrena con',
  'not in the file': 'el archivo no lo indica',
  'by the network itself, which takes pixel values 0 … 255':
    'lo hace la propia red, que toma valores de píxel 0 … 255',
  'pictures of {0}': 'imágenes de {0}',
  'pictures of any size; {0} if no size is chosen': 'imágenes de cualquier tamaño; {0} si no se elige otro',
  'no pictures': 'no son imágenes',
  '`targetSize` in Pupila’s metadata of a model must be a height and a width.':
    '`targetSize` en los metadatos de Pupila de un modelo debe ser un alto y un ancho.',
  '{0}, after {1} updates': '{0}, tras {1} actualizaciones',
  '{0}, pixel values 0 … 255': '{0}, píxeles de 0 a 255',
  '{0}, pixel values × {1}': '{0}, píxeles × {1}',
  'Pupila’s fast kernels, which compute the whole network at once (a fused plan)':
    'los kernels rápidos de Pupila, que calculan toda la red de una vez (un plan fusionado)',
  'Pupila’s fast kernels, which compute the whole network at once (a graph)':
    'los kernels rápidos de Pupila, que calculan toda la red de una vez (un grafo)',
  'TensorFlow.js, layer by layer (the gradient tape), which is slower: Pupila’s fast kernels (a fused plan) do not apply because {0}':
    'TensorFlow.js, capa por capa (la cinta de gradientes), que es más lento: los kernels rápidos de Pupila (un plan fusionado) no se aplican porque {0}',
  'nothing. {0}': 'nada. {0}',
  'on WebAssembly, Pupila’s fast kernels, which compute the whole network at once (a graph); on WebGPU, TensorFlow.js, layer by layer, which is slower':
    'en WebAssembly, los kernels rápidos de Pupila, que calculan toda la red de una vez (un grafo); en WebGPU, TensorFlow.js, capa por capa, que es más lento',
  // Why a model has no fused plan, as clauses.
  'the memory of a plan holds at most {0} pictures of a batch':
    'en la memoria de un plan caben como máximo {0} imágenes de un lote',
  '{0} ({1}) has no plan': '{0} ({1}) no tiene plan',
  '{0} is used twice': '{0} se usa dos veces',
  '{0} has no kernels on WebGPU': '{0} no tiene kernels en WebGPU',
  'its random layers have no kernels on WebGPU': 'sus capas aleatorias no tienen kernels en WebGPU',
  '{0} computes {1}': '{0} calcula {1}',
  '{0} shares slopes along other axes than the first':
    '{0} comparte pendientes por otros ejes que los primeros',
  '{0} draws without a seed': '{0} sortea sin semilla',
  '{0} does not stand at the beginning': '{0} no está al principio',
  '{0} returns neither images nor vectors': '{0} no devuelve ni imágenes ni vectores',
  '{0} normalizes along an axis other than the last': '{0} normaliza por un eje que no es el último',
  '{0} concatenates along an axis other than the last': '{0} concatena por un eje que no es el último',
  'it has several inputs or outputs': 'tiene varias entradas o salidas',
  nothing: 'nada',
  '{0} ({1})': '{0} ({1})',
  '{0} is a nested model': '{0} es un modelo anidado',
  'its layers do not form a chain': 'sus capas no forman una cadena',
  '{0} computes as in inference': '{0} calcula como en inferencia',
  'it has regularizers': 'tiene regularizadores',
  'it has constraints': 'tiene restricciones',
  'it has no more layers': 'no tiene más capas',
  '{0} is frozen': '{0} está congelada',
  '{0} follows the activation {1}': '{0} sigue a la activación {1}',
  '{0} has a noise shape': '{0} tiene un `noise_shape`',
  '{0} has the activation {1}': '{0} tiene la activación {1}',
  '{0} has groups': '{0} tiene grupos',
  '{0} has keepdims': '{0} tiene `keepdims`',
  '{0} has the padding {1}': '{0} tiene el relleno {1}',
  '{0} has channels first': '{0} tiene los canales primero',
  'its input has the channels first': 'su entrada tiene los canales primero',
  'its input has {0} dimensions, not 3': 'su entrada tiene {0} dimensiones, no 3',
  'its input may have any size': 'su entrada puede tener cualquier tamaño',
  '{0} stands where a plan expects Conv2D, pooling or Flatten':
    '{0} está donde un plan tiene Conv2D, pooling o Flatten',
  '{0} follows the input': '{0} sigue a la entrada',
  '{0} stands where a plan expects Dense': '{0} está donde un plan tiene Dense',
  'it ends in {0}': 'termina en {0}',
  'its loss is {0}': 'su pérdida es {0}',
  'its outputs are not logits for {0}': 'sus salidas no son logits para {0}',
  'its optimizer is {0}': 'su optimizador es {0}',
  'its optimizer has `{0}`': 'su optimizador tiene `{0}`',
  'Unknown format of a model.': 'Formato desconocido de un modelo.',
  'The model cannot be built: {0}': 'No es posible construir el modelo: {0}',
  'The model cannot be loaded: {0}': 'No es posible cargar el modelo: {0}',
  'A model with separate weight files must be loaded as a zip that holds model.json and them, or by its address.':
    'Un modelo con los pesos en archivos separados se debe cargar como un zip con model.json y los pesos, o por su dirección.',
  'The preprocessing in the model’s file is not valid: {0}':
    'El preprocesamiento que indica el archivo del modelo no es válido: {0}',
  'Pupila’s metadata of a model must have `classes`, a list of names, and `rescale`, a number or null.':
    'Los metadatos de Pupila en un modelo deben tener `classes`, una lista de nombres, y `rescale`, un número o null.',
  'A model.json must be JSON; this file is not.': 'Un model.json debe ser JSON; este archivo no lo es.',
  'A model.json must have `modelTopology` and `weightsManifest`; this file does not.':
    'Un model.json debe tener `modelTopology` y `weightsManifest`; este archivo no los tiene.',
  'A .keras file must contain {0}; this one does not.':
    'Un archivo .keras debe contener {0}; este no lo contiene.',
  'An .h5 model must have `model_config`; this file has only weights. Load the file of their model first, then the weights.':
    'Un modelo .h5 debe tener `model_config`; este archivo solo tiene pesos. Carga primero el archivo de su modelo y después los pesos.',
  'A file of weights must be a .weights.h5, .h5 or .keras file of Keras, or a zip of a model.json; this file is not.':
    'Un archivo de pesos debe ser un .weights.h5, .h5 o .keras de Keras, o un zip de un model.json; este no lo es.',
  'The weights must not come from Keras on Theano, which rotated the kernels.':
    'Los pesos no deben venir de Keras con Theano, que giraba los filtros.',
  'The names of layers in the file must be those of the model, at least one.':
    'Al menos un nombre de capa del archivo debe ser el de una capa del modelo.',
  'Loading by name needs an .h5 file with the names of its layers; a .weights.h5 or .keras file has none.':
    'Para cargar por nombre hace falta un archivo .h5 con los nombres de sus capas; un .weights.h5 o .keras no los tiene.',
  'The file must have the weights of {0} layers, as the model has.':
    'El archivo debe tener los pesos de {0} capas, como el modelo.',
  'Layer {0} must have {1} weights in the file.': 'La capa {0} debe tener {1} pesos en el archivo.',
  '{0} must have one label for each output of the model.':
    '{0} debe tener una etiqueta por cada salida del modelo.',
  'Weights were skipped. {0}': 'Se omitieron pesos. {0}',
  'The weights must be an HDF5 file; this one is cut off or damaged.':
    'Los pesos deben ser un archivo HDF5; este está incompleto o dañado.',
  'The part of Pupila that reads and writes Keras’s files cannot be loaded.':
    'No se puede cargar la parte de Pupila que lee y escribe los archivos de Keras.',
  'The config of a model must be JSON; the one in this file is not.':
    'La configuración de un modelo debe ser JSON; la de este archivo no lo es.',
  'A model config must have `class_name` and `config`.':
    'La configuración de un modelo debe tener `class_name` y `config`.',
  'A layer in a model config must have `class_name` and `config`.':
    'Cada capa en la configuración de un modelo debe tener `class_name` y `config`.',
  'Only Sequential and Functional models can be read. Received: {0}':
    'Solo se pueden leer modelos Sequential y Functional. Recibido: {0}',
  'A layer of class {0} cannot be read.': 'No se puede leer una capa de la clase {0}.',
  'A layer’s `dtype` must be one of {0}.': 'El `dtype` de una capa debe ser uno de estos: {0}.',
  'The argument {0} of {1} cannot be read.': 'No se puede leer el argumento {0} de {1}.',
  'The argument {0} of {1} must be {2}.': 'El argumento {0} de {1} debe ser {2}.',
  'The argument {0} of {1} must be one of {2}.': 'El argumento {0} de {1} debe ser uno de estos: {2}.',
  'The activation {0} cannot be read.': 'No se puede leer la activación {0}.',
  'The regularizer {0} cannot be read.': 'No se puede leer el regularizador {0}.',
  'The constraint {0} cannot be read.': 'No se puede leer la restricción {0}.',
  'The initializer {0} cannot be read.': 'No se puede leer el inicializador {0}.',
  'All calls of a layer must have the same `training`.':
    'Todas las llamadas de una capa deben tener el mismo `training`.',
  'A call of a layer must have no argument but `training=False`.':
    'El único argumento que puede tener la llamada a una capa es `training=False`.',
  'Each layer of a model must have its own name.': 'Cada capa de un modelo debe tener su propio nombre.',
  'A layer must have only one name.': 'Una capa debe tener un solo nombre.',
  'A layer must have a list of inbound nodes.': 'Una capa debe tener una lista de nodos de entrada.',
  'An inbound node must be [layer, call, output, arguments].':
    'Un nodo de entrada debe ser [capa, llamada, salida, argumentos].',
  'The layers of a model must not form a cycle.': 'Las capas de un modelo no deben formar un ciclo.',
  'The inputs of a layer must come from layers of its model.':
    'Las entradas de una capa deben venir de capas de su modelo.',
  'The inputs of a layer must come from calls that exist.':
    'Las entradas de una capa deben venir de llamadas que existen.',
  'Weight {0} of layer {1} must have shape {2}.': 'El peso {0} de la capa {1} debe tener forma {2}.',
  '{0} The file does not have it.': '{0} El archivo no lo tiene.',
  '{0} must receive (height, width, channels).': '{0} debe recibir (alto, ancho, canales).',
  'A network must end in a vector; Flatten makes one.':
    'Una red debe terminar en un vector; Flatten lo produce.',
  'The window of {0} must fit into its input.': 'La ventana de {0} debe caber en su entrada.',
  'The numbers of {0} must be positive integers.':
    'Los números de {0} deben ser enteros mayores o iguales que 1.',
  'The rate of {0} must be at least 0 and below 1.':
    'El `rate` de {0} debe ser mayor o igual que 0 y menor que 1.',
  'A network must fit into 2 GiB: {0} bytes per parameter, {1} per value of a picture’s maps.':
    'Una red debe caber en 2 GiB: {0} bytes por parámetro, {1} por valor de los mapas de una imagen.',
  '{0} Received: layer={1}, {2}': '{0} Recibido: layer={1}, {2}',
  'A layer of class {0} cannot be saved as .keras.':
    'No se puede guardar como .keras una capa de la clase {0}.',
  'The activation {0} cannot be saved as .keras.': 'No se puede guardar como .keras la activación {0}.',
  'The initializer {0} cannot be saved as .keras.': 'No se puede guardar como .keras el inicializador {0}.',
  'A layer’s name must not contain / in Keras.': 'En Keras, el nombre de una capa no debe contener /.',
  'A model must have an input shape before it can be saved.':
    'Para guardar un modelo, su entrada debe tener una forma.',
  'A model.json must contain a layers model; this one is a graph model, which has no layers to train.':
    'Un model.json debe contener un modelo de capas; este es un modelo de grafo, que no tiene capas que entrenar.',
  'A model for pictures must have one input of shape (height, width, channels), (channels, height, width), (height, width) or (height · width · channels). Except in the last one, height and width may be of any size.':
    'Un modelo para imágenes debe tener una sola entrada de forma (alto, ancho, canales), (canales, alto, ancho), (alto, ancho) o (alto · ancho · canales). Salvo en la última, el alto y el ancho pueden ser cualesquiera.',
  'The pictures must have the height, width and channels of the model’s input (`targetSize`, `colorMode`). Received: pictures=({0}), input=({1})':
    'Las imágenes deben tener el alto, el ancho y los canales de la entrada del modelo (`targetSize`, `colorMode`). Recibido: pictures=({0}), input=({1})',
  'The network must be built for the height, width and channels of the arrays. Received: arrays=({0}), input=({1})':
    'La red se debe construir para el alto, el ancho y los canales de los arreglos. Recibido: arrays=({0}), input=({1})',
  'The picture must have the shape of the network’s input.':
    'La imagen debe tener la forma de la entrada de la red.',
  'A network for pictures of {0} needs {1} values per picture.':
    'Una red para imágenes de {0} necesita {1} valores por imagen.',
  'The course’s network needs pictures of at least {0} pixels.':
    'La red del curso necesita imágenes de al menos {0} píxeles.',
  'Only a last layer that is Dense, with outputs of shape (batch, units), can be replaced.':
    'Solo se puede reemplazar una última capa Dense, con salidas de forma (lote, unidades).',
  'The path of a saved model must end in {0}.': 'La ruta de un modelo guardado debe terminar en {0}.',
  '`{0}` must have one array for each weight of the model, of the same size.':
    '`{0}` debe tener un arreglo por cada peso del modelo, del mismo tamaño.',
  'A model to train must have an input of fixed size.':
    'Para entrenar, la entrada del modelo debe tener un tamaño fijo.',
  'A layer call may take only tensors.': 'Una llamada a una capa no debe tener más argumentos que tensores.',
  'The memory for training this network holds at most {0} pictures at a time (`batchSize`).':
    'En la memoria para entrenar esta red caben como máximo {0} imágenes a la vez (`batchSize`).',
  'The memory for training is too small for this network, even with one picture at a time.':
    'La memoria para entrenar no alcanza para esta red, ni siquiera con una imagen a la vez.',
  'A model to train must have weights that are trainable.':
    'Para entrenar, el modelo debe tener pesos entrenables.',
  'A model to train must have one output of shape (batch, units).':
    'Para entrenar, el modelo debe tener una sola salida, de forma (lote, unidades).',
  'A classifier must end in sigmoid, in softmax, or in logits without an activation.':
    'Un clasificador debe terminar en sigmoid, en softmax o en logits sin activación.',
  'The loss {0} needs a model with one output per class; binary_crossentropy takes one output for two.':
    'La pérdida {0} necesita un modelo con una salida por clase; binary_crossentropy admite una salida para dos.',
  'A model must have one output per class, or one output for two classes.':
    'Un modelo debe tener una salida por clase, o una salida para dos clases.',
  "`classMode` must be '{0}' for {1}.": "Con {1}, `classMode` debe ser '{0}'.",
  'The loss of the model’s file is used unless `loss` is set. {0}':
    'Se usa la pérdida del archivo del modelo, salvo que se indique `loss`. {0}',
  'The loss of a file must be one that Pupila has.':
    'La pérdida de un archivo debe ser una de las que tiene Pupila.',
  '`loss_weights` must be 1, or be omitted.': '`loss_weights` debe ser 1 u omitirse.',
  '`{0}` of {1} must be {2}.': '`{0}` de {1} debe ser {2}.',
  'A model must have one softmax unit per class, or one sigmoid unit for two classes.':
    'Un modelo debe tener una unidad softmax por clase, o una unidad sigmoid para dos clases.',
  'Grad-CAM needs a chain of layers with a Conv2D.': 'Grad-CAM necesita una cadena de capas con una Conv2D.',
  '{0} with momentum {1}': '{0} con momento {1}',
  'the optimizer is {0}; the file’s was {1}, and its moments are dropped':
    'el optimizador es {0}; el del archivo era {1}, y su estado se descarta',
  'The optimizer of a file must be one that Pupila has.':
    'El optimizador de un archivo debe ser uno de los que tiene Pupila.',
  'The learning-rate schedule of a file must be one that Pupila has.':
    'La programación de la tasa de aprendizaje de un archivo debe ser una de las que tiene Pupila.',
  '{0} has no argument `{1}` in Pupila.': '{0} no tiene el argumento `{1}` en Pupila.',
  'The weights of a model must be finite numbers; use one that was saved before its training diverged.':
    'Los pesos de un modelo deben ser números finitos; usa uno que se guardó antes de que su entrenamiento divergiera.',
  'The outputs of a model must be finite numbers; its weights are, but too large, or the picture’s values are not.':
    'Las salidas de un modelo deben ser números finitos; sus pesos lo son, pero demasiado grandes, o los valores de la imagen no lo son.',
};
