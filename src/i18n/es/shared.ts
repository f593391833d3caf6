/** The texts shared by all elements, in Spanish. */
import type { Translation } from '../catalogue';
import type { shared as english } from '../en/shared';

export const shared: Translation<typeof english> = {
  code: 'El código de Keras',
  copy: 'Copiar',
  copied: 'Copiado',
  notCopied: 'Aquí no se permite copiar.',
  downloadPictures: 'Descargar estas imágenes',
  cameraRefused: 'No se puede usar la cámara: no hay ninguna, o no se dio permiso.',
  detail: 'Detalle:',
  more: (count) => `${count} más`,
  turned: {
    one: 'Como en Keras, no se aplica la rotación que guarda la foto (EXIF).',
    many: 'Como en Keras, no se aplica la rotación que guardan algunas fotos (EXIF).',
  },
  transparent: {
    one: 'Como en Keras, se descarta la transparencia: cada píxel conserva su color.',
    many: 'Como en Keras, se descarta la transparencia de las imágenes que la tienen: cada píxel conserva su color.',
  },
  cropped: {
    one: 'La foto no es cuadrada: aquí se recorta el centro.',
    many: 'De las fotos que no son cuadradas se recorta el centro.',
  },
  squeezed: {
    one: 'La foto no es cuadrada: aquí se deforma hasta caber en el cuadrado, como al entrenar.',
    many: 'Las fotos que no son cuadradas se deforman hasta caber en el cuadrado, como al entrenar.',
  },
  /** By error code. */
  errors: {
    'invalid-argument': 'Hay un valor no válido.',
    'bad-archive': 'Hay un problema con el archivo.',
    'no-images': 'Hay un problema con los datos.',
    'one-class': 'Solo hay una clase.',
    'bad-image': 'Hay un problema con una imagen.',
    'bad-model': 'Hay un problema con el modelo.',
    'input-mismatch': 'La entrada de la red no corresponde a las imágenes de los datos.',
    'output-mismatch': 'La última capa de la red no corresponde a las clases de los datos.',
    'backend-unavailable': 'Este navegador no puede calcular con el backend pedido.',
    'fetch-failed': 'La descarga falló.',
    'worker-died': 'Una parte del trabajo se detuvo.',
    'device-lost': 'La GPU dejó de responder.',
    aborted: 'El trabajo no terminó.',
    'loss-not-finite': 'El entrenamiento no puede continuar.',
    internal: 'Algo falló dentro de Pupila.',
  },
  endsForTwo:
    'Para entrenar con estos datos, la red debe terminar en una capa Dense de 1 unidad sigmoid o de 2 unidades softmax.',
  endsFor: (classes) =>
    `Para entrenar con estos datos, la red debe terminar en una capa Dense de ${classes} unidades softmax.`,
  rules: {
    integer: 'un entero',
    number: 'un número',
    min: (bound) => `mayor o igual que ${bound}`,
    above: (bound) => `mayor que ${bound}`,
    max: (bound) => `menor o igual que ${bound}`,
    below: (bound) => `menor que ${bound}`,
    mustBe: (kind, bounds) => `Debe ser ${kind}${bounds && ` ${bounds}`}.`,
  },
  refusals: {
    noData: {
      given: 'Primero elige las imágenes.',
      file: 'Primero elige un archivo o una carpeta.',
      classes: 'Para entrenar necesitas al menos dos clases, cada una con un nombre distinto y con imágenes.',
      url: 'Primero escribe una dirección.',
    },
    nothingTrained: 'Primero entrena una red o carga un modelo; después podrás probar cualquier imagen.',
    field: ({ es }) =>
      `El entrenamiento empieza cuando todos los campos tienen un valor válido. Corrige este: ${es}.`,
    noFurther: 'Entrena esta red una vez; después puedes seguir entrenándola.',
    foreign: (name, format) => `${name} es una imagen ${format}: Pupila lee PNG, JPEG, BMP, PPM y TIFF.`,
    unreadable: (path) => `No se pudo leer: ${path}`,
    pictures: (names) =>
      `Estos archivos no se pueden leer como imágenes: ${names}. Elige solo uno de ellos para ver por qué.`,
    address: (address) => `La dirección no es válida: ${address}`,
  },
};
