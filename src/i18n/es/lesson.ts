/** The texts of the lesson in Spanish. */
import type { Translation } from '../catalogue';
import type { lesson as english } from '../en/lesson';

export const lesson: Translation<typeof english> = {
  title: 'Redes neuronales convolucionales',
  lead: 'Pulsa, arrastra y cambia lo que quieras. Todo lo que ves se calcula aquí, en tu equipo, y tus imágenes no salen de él. En unos veinte minutos habrás entrenado una red propia y habrás mirado dentro de ella.',
  contents: 'Contenido',
  language: 'Idioma',
  theme: 'Tema',
  themes: { auto: 'Auto', light: 'Claro', dark: 'Oscuro' },
  skip: 'Ir al contenido',
  alone: 'Solo esta sección',
  all: 'Toda la lección',
  tryIt: 'Pruébalo:',
  noScript: 'Sin JavaScript solo se puede leer: los laboratorios calculan en tu navegador y lo necesitan.',
  foot: 'Pupila es software libre (Apache-2.0). Tus imágenes se quedan en tu equipo: la página solo pide sus propios archivos y las direcciones que escribas.',
  networkIsTrained: 'La red que construyas aquí es la que entrenarás en la última sección.',
  loadedIsTrained: 'En la última sección se entrena un modelo cargado; quítalo allí para entrenar esta red.',
  networkWaits:
    'La red que construiste se usará en el próximo entrenamiento; los mapas todavía muestran la anterior.',
  notLoaded: 'No se pudo cargar el laboratorio. ¿Hay conexión?',
  retry: 'Reintentar',
  notPrinted:
    'Este laboratorio aún no estaba cargado cuando empezó la impresión. Vuelve a imprimir la página para verlo aquí.',
  networkFieldRefused:
    'En la sección 4 hay un valor que no es válido. El entrenamiento usa el último valor válido.',
  notBuilt: 'La red no se pudo construir, así que se conserva la anterior.',
  tooDeep:
    'Estas imágenes son demasiado pequeñas para la red: quítale capas en la sección 4 y entrena de nuevo.',
  sections: {
    convolution: {
      title: 'Convolución',
      text: 'Una convolución es una suma ponderada que se desplaza: el filtro recorre la imagen y, en cada lugar, multiplica los píxeles que tiene debajo por sus pesos y los suma. Nueve píxeles pasan a ser uno. Según los pesos, el resultado muestra bordes, realza detalles o los suaviza.',
      question:
        '¿Qué filtro elimina los bordes horizontales? Mira las figuras con Sobel\u00a0x y con Sobel\u00a0y.',
    },
    layer: {
      title: 'La capa Conv2D',
      text: 'Una capa convolucional contiene varios filtros a la vez. No los diseñamos: empiezan al azar y se aprenden durante el entrenamiento. Cada filtro mira todos los canales de la entrada y produce un mapa de características.',
      question:
        '¿Cuántos pesos tiene la capa si los filtros son de 3\u00a0×\u00a03 en lugar de 5\u00a0×\u00a05? ¿Y si la imagen está en escala de grises?',
    },
    pooling: {
      title: 'Pooling',
      text: 'El pooling o submuestreo reduce la resolución: de cada vecindad queda un solo valor, el promedio o el máximo. La red ve así la imagen en distintas escalas y necesita menos parámetros. El pooling no tiene pesos.',
      question:
        'Con una ventana de 10 y paso 5, ¿por qué el resultado mide 19\u00a0×\u00a019 y no 20\u00a0×\u00a020?',
    },
    network: {
      title: 'La red',
      text: 'Capas de convolución y de pooling, una tras otra, convierten la imagen en mapas cada vez más pequeños y más abstractos; al final deciden capas densas (una red multicapa). Empieza con la red del curso y cámbiala.',
      question:
        'Casi todos los parámetros están en una sola capa. ¿Cuál es, y qué le pasa si quitas una capa de pooling?',
    },
    augmentation: {
      title: 'Aumentación de datos',
      text: 'Una red necesita muchos ejemplos. La aumentación de datos los multiplica: en cada época, cada imagen llega girada, trasladada o volteada de otra manera. El conjunto de validación se queda tal cual, porque mide lo que la red hará con imágenes reales. Aquí cada clase se llama como su carpeta: cats (gatos) y dogs (perros).',
      question: '¿Qué transformación no tiene sentido para gatos y perros, pero sí para hojas de árbol?',
    },
    training: {
      title: 'Entrenamiento y visualización',
      text: '`compile` elige la pérdida y el optimizador; `fit` pasa los lotes por la red y ajusta los pesos, época tras época. Mientras entrena, mira las curvas; después, mira dentro: qué ve cada capa y qué parte de la imagen decidió.',
      question:
        'Elige «Sobreajuste» y entrena: ¿en qué época deja de bajar la pérdida de validación? Después prueba «Contra el sobreajuste».',
    },
  },
};
