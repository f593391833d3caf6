/** Messages about data sets: archives, folders, arrays, and how they are loaded, in Spanish. By their English templates. */
export const data: Readonly<Record<string, string>> = {
  'The zip archive is empty; download or pack it again.':
    'El archivo zip está vacío; descárgalo o comprímelo de nuevo.',
  'The zip archive contains no files; pack the folder again.':
    'El zip no contiene archivos; comprime la carpeta de nuevo.',
  'The zip archive is cut off or damaged; download or pack it again.':
    'El zip está incompleto o dañado; descárgalo o comprímelo de nuevo.',
  'The zip archive is encrypted; pack it again without a password.':
    'El zip está cifrado; comprímelo de nuevo sin contraseña.',
  'The zip archive is not compressed with deflate; pack it again as an ordinary zip.':
    'El zip no está comprimido con deflate; comprímelo de nuevo como un zip común.',
  'The file is not a zip archive; choose another file, or download it again.':
    'El archivo no es un zip; elige otro o descárgalo de nuevo.',
  'The archive does not contain this file. Received: path={0}':
    'El zip no contiene este archivo. Recibido: path={0}',
  'This file does not exist. Received: path={0}': 'Este archivo no existe. Recibido: path={0}',
  'A chosen file was moved or changed; choose it again. Received: path={0}':
    'Un archivo elegido se movió o cambió; elígelo de nuevo. Recibido: path={0}',
  'A file of the archive is damaged. Received: path={0}':
    'Un archivo del zip está dañado. Recibido: path={0}',
  'A file of the archive is damaged, or the archive changed. Received: path={0}':
    'Un archivo del zip está dañado, o el zip cambió. Recibido: path={0}',
  'A file of an archive must have at most {0} bytes when unpacked; remove this one. Received: path={1}':
    'Un archivo de un zip debe tener como máximo {0} bytes al descomprimirse; quita este. Recibido: path={1}',
  'The download was interrupted; try again. Received: url={0}':
    'La descarga se interrumpió; inténtalo de nuevo. Recibido: url={0}',
  'The address does not respond, or its server does not allow other pages to read it (CORS).':
    'La dirección no responde, o su servidor no permite que otras páginas la lean (CORS).',
  'The server answered with status {0}. Received: url={1}':
    'El servidor respondió con el estado {0}. Recibido: url={1}',
  '{0} has no pictures in class folders.': '{0} no contiene una carpeta con imágenes por cada clase.',
  'The data must have class folders with pictures ({0}).':
    'Los datos deben tener, por cada clase, una carpeta con imágenes ({0}).',
  '`directory` must be a folder of the data.': '`directory` debe ser una carpeta de los datos.',
  '`classes` must name each folder once.': '`classes` debe nombrar cada carpeta una sola vez.',
  '`classes` must name at least two folders.': '`classes` debe nombrar al menos dos carpetas.',
  'Every class must have a folder in the data. The data have no folder for {0}, only for {1}.':
    'Cada clase debe tener una carpeta en los datos. En los datos no hay carpeta para {0}; solo hay para {1}.',
  'Training needs at least two classes.': 'Para entrenar hacen falta al menos dos clases.',
  'The data set has no {0} part.': 'Los datos no tienen parte de {0}.',
  'The {0} part has no pictures.': 'La parte de {0} no tiene imágenes.',
  training: 'entrenamiento',
  validation: 'validación',
  '{0} ({1}): {2}': '{0} ({1}): {2}',
  'Hidden files were skipped': 'Se omitieron archivos ocultos',
  'Pictures outside of class folders were skipped':
    'Se omitieron imágenes que no están en la carpeta de ninguna clase',
  'Pictures in folders that are not classes were skipped':
    'Se omitieron imágenes de carpetas que no son clases',
  'Files that are not PNG, JPEG, BMP, PPM or TIFF pictures were skipped':
    'Se omitieron archivos que no son imágenes PNG, JPEG, BMP, PPM ni TIFF',
  '{0} pictures were skipped, because Pupila reads only PNG, JPEG, BMP, PPM and TIFF':
    'Se omitieron imágenes {0}, porque Pupila solo lee PNG, JPEG, BMP, PPM y TIFF',
  'The {0} part has no pictures of these classes: {1}.':
    'En la parte de {0} no hay imágenes de estas clases: {1}.',
  '{0} Arrays that are sorted by label must be shuffled.':
    '{0} Los arreglos ordenados por etiqueta se deben mezclar.',
  'Pictures that cannot be read were skipped ({0}): {1}':
    'Se omitieron imágenes que no se pueden leer ({0}): {1}',
  'No picture of {0} can be read: {1}': 'No se puede leer ninguna imagen de {0}: {1}',
  '{0}: {1}': '{0}: {1}',
  'An .npy file must start with \\x93NUMPY.': 'Un archivo .npy debe empezar con \\x93NUMPY.',
  'An .npy array must have a shape and numbers: integers, floats or booleans, not complex numbers, text or objects.':
    'Un arreglo .npy debe tener una forma y números: enteros, decimales o booleanos, no números complejos, texto ni objetos.',
  '`{0}` must not be empty.': '`{0}` no debe estar vacío.',
  'These arrays are not used: {0}.': 'Estos arreglos no se usan: {0}.',
  'An .npy file must have as many values as its shape says.':
    'Un archivo .npy debe tener tantos valores como indica su forma.',
  'There must be as many values as the shape says.': 'Debe haber tantos valores como indica la forma.',
  'Weights of images must be named like the images: `sample_weight_train` beside `x_train`.':
    'Los pesos de las imágenes deben llamarse como ellas: `sample_weight_train` junto a `x_train`.',
  '`{0}` must have one weight per image: shape ({1}) or ({2}, 1).':
    '`{0}` debe tener un peso por imagen: forma ({1}) o ({2}, 1).',
  '`{0}` must have numbers of at least 0.': '`{0}` debe tener números mayores o iguales que 0.',
  '`classWeight` and `sample_weight` of the data cannot be used together.':
    '`classWeight` y el `sample_weight` de los datos no se pueden usar a la vez.',
  '`classWeight` must have each class once.': '`classWeight` debe tener cada clase una sola vez.',
  'A number in `classWeight` that is the index of one class and the name of another is ambiguous. Name the other classes.':
    'Un número de `classWeight` que es el índice de una clase y el nombre de otra es ambiguo. Nombra las otras clases.',
  'Unknown class in `classWeight`.': 'Clase desconocida en `classWeight`.',
  'An .npz data set must have `x` and `y`, or `x_train` and `y_train` (and `x_val`, `y_val` or `x_test`, `y_test`).':
    'Un .npz debe tener `x` e `y`, o `x_train` e `y_train` (y `x_val`, `y_val` o `x_test`, `y_test`).',
  '`{0}` must have shape (images, height, width) or (images, height, width, 1, 3 or 4).':
    '`{0}` debe tener forma (imágenes, alto, ancho) o (imágenes, alto, ancho, 1, 3 o 4).',
  '`{0}` must have one label per image: shape ({1}), ({2}, 1) or one-hot rows.':
    '`{0}` debe tener una etiqueta por imagen: forma ({1}), ({2}, 1) o filas one-hot.',
  '`{0}` must have class numbers from 0 to {1}, or one-hot rows.':
    '`{0}` debe tener números de clase entre 0 y {1}, o filas one-hot.',
  '`{0}` must have as many values as its shape says.':
    '`{0}` debe tener tantos valores como indica su forma.',
  'The values of `{0}` must be a typed array.': 'Los valores de `{0}` deben ser un arreglo tipado.',
  '`x` must have shape (images, height, width, 1, 3 or 4).':
    '`x` debe tener forma (imágenes, alto, ancho, 1, 3 o 4).',
  '`x` and `y` must have the same length.': '`x` e `y` deben tener la misma longitud.',
  '`subset` needs a `validation_split`.': '`subset` necesita un `validation_split`.',
  '`subset` needs a `validation_split`, or data with a `validation/` folder.':
    '`subset` necesita un `validation_split` o datos con una carpeta `validation/`.',
  'Both parts of a split must have the same labels; shuffle arrays that are sorted by label.':
    'Las dos partes de una división deben tener las mismas etiquetas; mezcla los arreglos que estén ordenados por etiqueta.',
  'Training and validation images must have the same shape.':
    'Las imágenes de entrenamiento y de validación deben tener la misma forma.',
  'All images must have the same shape: ({0}).': 'Todas las imágenes deben tener la misma forma: ({0}).',
  'A data set must be a file, its address, a list of files or a `DataSource`.':
    'Los datos deben ser un archivo, su dirección, una lista de archivos o un `DataSource`.',
  '`n` must be an integer of at least 0.': '`n` debe ser un entero mayor o igual que 0.',
  '`batch_size` must be a positive integer.': '`batch_size` debe ser un entero mayor o igual que 1.',
  '`rounds` must be a positive integer.': '`rounds` debe ser un entero mayor o igual que 1.',
  '`fitStatistics` needs at least one image.': '`fitStatistics` necesita al menos una imagen.',
  '`preprocessingFunction` must return an image of shape ({0}).':
    '`preprocessingFunction` debe devolver una imagen de forma ({0}).',
  '`{0}` needs statistics: call `fitStatistics` first.':
    '`{0}` necesita estadísticas: llama primero a `fitStatistics`.',
  'The statistics of `{0}` are for images with {1} channels.':
    'Las estadísticas de `{0}` son para imágenes de {1} canales.',
  'The statistics of `zcaWhitening` are for images with {0} values.':
    'Las estadísticas de `zcaWhitening` son para imágenes de {0} valores.',
  'Loading was stopped.': 'Se detuvo la carga.',
  'The data workers were stopped.': 'Se detuvieron los procesos que preparan los datos.',
  '{0} has no pictures.': '{0} no contiene imágenes.',
  'Files that are not pictures were skipped': 'Se omitieron archivos que no son imágenes',
};
