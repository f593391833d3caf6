/** Messages about options and their rules, in Spanish. By their English templates. */
export const options: Readonly<Record<string, string>> = {
  '{0} Received: {1}': '{0} Recibido: {1}',
  '`{0}` {1}.': '`{0}` {1}.',
  '{0} and {1}': '{0} y {1}',
  '{0}, or null': '{0}, o null',
  'must be true or false': 'debe ser true o false',
  'must be {0}': 'debe ser {0}',
  'must be one of {0}': 'debe ser uno de estos valores: {0}',
  'must be a number': 'debe ser un número',
  'must be a text': 'debe ser un texto',
  'must be 0 or 1': 'debe ser 0 o 1',
  'must be one character': 'debe ser un solo carácter',
  "must be 'epoch' or a number of batches of at least 1":
    "debe ser 'epoch' o un número de lotes mayor o igual que 1",
  "must be 'epoch' or a number of batches": "debe ser 'epoch' o un número de lotes",
  'must be a function, or one of Keras’s schedules: an object with its `name` and arguments, or a text such as ExponentialDecay(decay_steps=1, decay_rate=0.9)':
    'debe ser una función, o una de las programaciones de Keras: un objeto con su `name` y sus argumentos, o un texto como ExponentialDecay(decay_steps=1, decay_rate=0.9)',
  'must be a number {0}': 'debe ser un número {0}',
  'must be a number of at least {0}': 'debe ser un número mayor o igual que {0}',
  'must be a positive integer': 'debe ser un entero mayor o igual que 1',
  'must be an integer {0}': 'debe ser un entero {0}',
  'of at least {0}': 'mayor o igual que {0}',
  'of at most {0}': 'menor o igual que {0}',
  'greater than {0}': 'mayor que {0}',
  'below {0}': 'menor que {0}',
  'must be a number from 0 to 1': 'debe ser un número entre 0 y 1',
  'must be a list of numbers': 'debe ser una lista de números',
  'must be a number or a schedule': 'debe ser un número o una programación',
  'must be one of Keras’s schedules: an object with its `name` and arguments, or a text such as CosineDecay:decay_steps=1000':
    'debe ser una de las programaciones de Keras: un objeto con su `name` y sus argumentos, o un texto como CosineDecay:decay_steps=1000',
  'must be one of Keras’s losses: its name, an object with its `name` and arguments, or a text such as binary_crossentropy:label_smoothing=0.1':
    'debe ser una de las pérdidas de Keras: su nombre, un objeto con su `name` y sus argumentos, o un texto como binary_crossentropy:label_smoothing=0.1',
  'must have a number of at least 0 for each class, by its name or index: an object, or a text such as cats=2,dogs=0.5':
    'debe tener un número mayor o igual que 0 por clase, por su nombre o índice: un objeto o un texto como cats=2,dogs=0.5',
  'must be a list of metrics: names from Keras, or objects with a `name` and its arguments':
    'debe ser una lista de métricas: nombres de Keras u objetos con un `name` y sus argumentos',
  '{0} has no options.': '{0} no tiene opciones.',
  'Unknown metric.': 'Métrica desconocida.',
  'Each metric must be named once.': 'Cada métrica se debe nombrar una sola vez.',
  'must be a positive integer, or a list of epochs such as 1,5,10':
    'debe ser un entero mayor o igual que 1, o una lista de épocas como 1,5,10',
  'must be a number, or a list with a number for each class':
    'debe ser un número, o una lista con un número por clase',
  'must be an integer from 0 to 2**32 - 1': 'debe ser un entero entre 0 y 2**32 - 1',
  'must be an integer of at least 0 and below `epochs`':
    'debe ser un entero mayor o igual que 0 y menor que `epochs`',
  'must be at least 0 and below 1': 'debe ser mayor o igual que 0 y menor que 1',
  'must be a number or null': 'debe ser un número o null',
  'must be a list of two numbers of at least 0': 'debe ser una lista de dos números mayores o iguales que 0',
  'must be a number or a list of two numbers of at least 0':
    'debe ser un número o una lista de dos números, mayores o iguales que 0',
  'must be a fraction or a number of pixels of at least 0, a list of numbers, or {"float": number}':
    'debe ser una fracción o un número de píxeles mayor o igual que 0, una lista de números o {"float": número}',
  'must be a function of one image, or null': 'debe ser una función de una imagen, o null',
  'must be height and width, positive integers': 'debe ser alto y ancho, enteros mayores o iguales que 1',
  '{0} Decimals are written with a point, as in Python.':
    '{0} Los decimales se escriben con punto, como en Python.',
  'must be a list of different folder names': 'debe ser una lista de nombres de carpetas, todos distintos',
  "must be 'course', 'none', or an object with ImageDataGenerator’s arguments":
    "debe ser 'course', 'none' o un objeto con los argumentos de ImageDataGenerator",
  "must be a folder of the data, with '/' between folders":
    "debe ser una carpeta de los datos, con '/' entre carpetas",
  'must be an AbortSignal': 'debe ser un AbortSignal',
  'must be a list of Keras’s callbacks: names, objects with a `name` and its arguments, or a text such as EarlyStopping(patience=3)':
    'debe ser una lista de callbacks de Keras: nombres, objetos con un `name` y sus argumentos, o un texto como EarlyStopping(patience=3)',
  'Arguments must be written with their names, such as `patience=3`.':
    'Los argumentos se deben escribir con su nombre, como `patience=3`.',
  '`{0}` must be given only once.': '`{0}` se debe indicar una sola vez.',
  '`{0}` must be a function.': '`{0}` debe ser una función.',
  '`{0}` does not apply to `{1}`. Its options are {2}.': '`{0}` no se aplica a `{1}`. Sus opciones son {2}.',
  'The options of {0} must be an object.': 'Las opciones de {0} deben ser un objeto.',
  '{0} {1}': '{0} {1}',
  '{0}.': '{0}.',
  'Did you mean `{0}`?': '¿Quisiste decir `{0}`?',
  'Choose one of {0}.': 'Elige entre {0}.',
  'Clear the field to see all names.': 'Vacía el campo para ver todos los nombres.',
  'The only one is `{0}`.': 'Pupila solo tiene `{0}`.',
  'Unknown option of {0}.': 'Opción desconocida de {0}.',
  'Unknown method of a callback.': 'Método desconocido de un callback.',
  'Unknown callback.': 'Callback desconocido.',
  'Unknown optimizer.': 'Optimizador desconocido.',
  'Unknown schedule.': 'Programación desconocida.',
  'Unknown loss.': 'Pérdida desconocida.',
  'Unknown input of a `TrainingSession`.': 'Entrada desconocida de una `TrainingSession`.',
  'a training run': 'un entrenamiento',
  'an `ImageDataGenerator`': 'un `ImageDataGenerator`',
  'A callback must have at least one of Keras’s methods, such as `onEpochEnd`.':
    'Un callback debe tener al menos uno de los métodos de Keras, como `onEpochEnd`.',
  'A callback finds the model’s state in the last argument of its methods. `setModel` and `setParams` are not called.':
    'Un callback encuentra el estado del modelo en el último argumento de sus métodos. `setModel` y `setParams` no se llaman.',
  '`callbacks` must be a list of objects with Keras’s methods.':
    '`callbacks` debe ser una lista de objetos con los métodos de Keras.',
  'The argument of `{0}` must be a text, or an object with the texts `en` and `es`.':
    'El argumento de `{0}` debe ser un texto, o un objeto con los textos `en` y `es`.',
  "`mode` of {0} must be 'min' or 'max' for a metric other than loss, accuracy and those of `metrics`.":
    "`mode` de {0} debe ser 'min' o 'max' para una métrica que no sea loss, accuracy ni una de `metrics`.",
  '`factor` of ReduceLROnPlateau must be below 1.': '`factor` de ReduceLROnPlateau debe ser menor que 1.',
  'The output of the `schedule` function must be a number.': 'La función `schedule` debe devolver un número.',
  'A placeholder in `filepath` must be a name and a number’s format in Python, such as {epoch:02d} or {val_loss:.3f}.':
    'Un marcador en `filepath` debe ser un nombre con un formato de número de Python, como {epoch:02d} o {val_loss:.3f}.',
  'The placeholders in `filepath` must be among {0}.': 'Los marcadores en `filepath` deben estar entre {0}.',
  'With `save_weights_only`, `filepath` must end in .weights.h5.':
    'Con `save_weights_only`, `filepath` debe terminar en .weights.h5.',
  '`filepath` must end in .keras.': '`filepath` debe terminar en .keras.',
  '`filepath` must end in .keras: Pupila does not write whole models as .h5, which Keras does.':
    '`filepath` debe terminar en .keras: Pupila no guarda modelos completos como .h5, y Keras sí.',
  '{0} needs a place for its files: `files` of a `TrainingSession`, or the folder `out` of a headless run.':
    '{0} necesita un lugar para sus archivos: `files` de una `TrainingSession`, o la carpeta `out` de un entrenamiento sin ventana.',
  'BackupAndRestore must be given only once.': 'BackupAndRestore solo puede aparecer una vez.',
  'BackupAndRestore needs a place for checkpoints: `checkpoints` of a `TrainingSession`, the folder `out` of a headless run, or a page whose browser keeps them.':
    'BackupAndRestore necesita un lugar para los puntos de control: `checkpoints` de una `TrainingSession`, la carpeta `out` de un entrenamiento sin ventana, o una página cuyo navegador los guarde.',
  '`initialEpoch` must be an integer of at least 0 and below `epochs`.':
    '`initialEpoch` debe ser un entero mayor o igual que 0 y menor que `epochs`.',
  '`momentum` applies only to sgd and rmsprop.': '`momentum` solo se aplica a sgd y rmsprop.',
  'Only one of `clipnorm`, `globalClipnorm` and `clipvalue` can be set.':
    'Solo se puede indicar uno de estos: `clipnorm`, `globalClipnorm` o `clipvalue`.',
  '{0} needs `{1}`, which {2}.': '{0} necesita `{1}`, que {2}.',
  '`weightDecay` of AdamW must be a number.': '`weightDecay` de AdamW debe ser un número.',
  '`values` must have one number more than `boundaries`.':
    '`values` debe tener un número más que `boundaries`.',
  'A learning rate that follows a schedule cannot be set.':
    'Una tasa de aprendizaje que sigue una programación no se puede cambiar.',
  'Training uses the optimizer of the model’s file unless `optimizer` is set. {0}':
    'El entrenamiento usa el optimizador del archivo del modelo, salvo que se indique `optimizer`. {0}',
  '`seed` must be an integer from 0 to 2**32 - 1.': '`seed` debe ser un entero entre 0 y 2**32 - 1.',
  '`backend` must be one of wasm, webgpu.': '`backend` debe ser uno de estos valores: wasm, webgpu.',
  '`{0}` must be the model’s, or be omitted.': '`{0}` debe ser igual al del modelo, u omitirse.',
  '`targetSize` must be that of the arrays, or be omitted.':
    '`targetSize` debe ser igual al de los arreglos, u omitirse.',
  '`classes` must be the model’s, or be omitted.': '`classes` debe tener las clases del modelo, u omitirse.',
  '`classes` must be in the model’s order.': '`classes` debe tener el orden del modelo.',
  '`columns` must be a positive integer.': '`columns` debe ser un entero mayor o igual que 1.',
  '`count` must be a positive integer.': '`count` debe ser un entero mayor o igual que 1.',
  '`image` must be a file name, or an index from 0 to {0}.':
    '`image` debe ser un nombre de archivo o un índice entre 0 y {0}.',
  '`image` must name one file, not {0}; add its folder.':
    '`image` debe nombrar un solo archivo, no {0}; añade su carpeta.',
  '`image` must be the index or the file name of a training picture, such as 0 or {0}.':
    '`image` debe ser el índice o el nombre de archivo de una imagen de entrenamiento, como 0 o {0}.',
};
