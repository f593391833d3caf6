/** The texts shared by all elements, in Spanish. */
import type { Translation } from '../catalogue';
import type { shared as english } from '../en/shared';

export const shared: Translation<typeof english> = {
  code: 'El código de Keras',
  copy: 'Copiar',
  copied: 'Copiado',
  notCopied: 'Aquí no se permite copiar.',
  detail: 'Detalle:',
  /** By error code. */
  errors: {
    'invalid-argument': 'Hay un valor no válido.',
    'bad-archive': 'El archivo no se puede leer: no es un zip o está dañado.',
    'no-images': 'No hay imágenes en carpetas por clase.',
    'one-class': 'Solo hay una clase. Para entrenar hacen falta al menos dos carpetas con imágenes.',
    'bad-image': 'Hay una imagen que no se puede leer: está dañada o no es PNG, JPEG, BMP, PPM ni TIFF.',
    'bad-model': 'El modelo no se puede usar.',
    'output-mismatch': 'La última capa de la red no corresponde a las clases de los datos.',
    'backend-unavailable': 'Este navegador no puede calcular con el backend pedido.',
    'fetch-failed': 'La dirección no responde o no deja que esta página la lea.',
    'worker-died': 'Un proceso auxiliar se detuvo, quizá por falta de memoria.',
    'device-lost': 'La GPU dejó de responder.',
    aborted: 'Se detuvo.',
    'loss-not-finite': 'La pérdida no es un número finito.',
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
    chooseFirst: 'Primero elige las imágenes.',
    fillClasses:
      'Para entrenar necesitas al menos dos clases, cada una con un nombre distinto y con imágenes.',
    nothingTrained: 'Primero entrena una red o carga un modelo; después podrás probar cualquier imagen.',
    noFurther: 'Entrena esta red una vez; después puedes seguir entrenándola.',
    foreign: (name, format) => `${name} es una imagen ${format}: Pupila lee PNG, JPEG, BMP, PPM y TIFF.`,
    unreadable: (path) => `No se pudo leer: ${path}`,
    address: (address) => `La dirección no es válida: ${address}`,
  },
};
