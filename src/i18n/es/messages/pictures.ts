/** Messages about why a picture cannot be read, in Spanish. By their English templates. */
export const pictures: Readonly<Record<string, string>> = {
  '{0} cannot be read: {1}.': '{0} no se puede leer: {1}.',
  '{0} cannot be read: its format is {1}; Pupila reads PNG, JPEG, BMP, PPM and TIFF.':
    '{0} no se puede leer: su formato es {1}; Pupila lee PNG, JPEG, BMP, PPM y TIFF.',
  '{0} cannot be read: decoding it took longer than {1} s.':
    '{0} no se puede leer: decodificarla tardó más de {1} s.',
  'it is empty': 'está vacía',
  'it is cut off': 'está incompleta',
  'it is damaged': 'está dañada',
  'it is damaged or cut off': 'está dañada o incompleta',
  'it is damaged: its first chunk must be IHDR': 'está dañada: su primer bloque debe ser IHDR',
  'it is damaged: it must have width × height × channels values':
    'está dañada: debe tener ancho × alto × canales valores',
  'it is cut off, or its {0} is damaged': 'está incompleta, o su campo {0} está dañado',
  'it is not a PNG, JPEG, BMP, PPM or TIFF picture': 'no es una imagen PNG, JPEG, BMP, PPM ni TIFF',
  'its format is {0}; Pupila reads PNG, JPEG, BMP, PPM and TIFF':
    'su formato es {0}; Pupila lee PNG, JPEG, BMP, PPM y TIFF',
  'it must have from 1 to {0} pixels': 'debe tener entre 1 y {0} píxeles',
  'it has more data than its pixels need': 'tiene más datos de los que necesitan sus píxeles',
  'a JPEG of {0} bytes cannot have {1} pixels': 'un JPEG de {0} bytes no puede tener {1} píxeles',
  'it is a CMYK JPEG; save it as RGB': 'es un JPEG en CMYK; guarda la imagen como RGB',
  'it is an interlaced PNG with a bit depth of {0}; save it without interlacing':
    'es un PNG entrelazado con una profundidad de bits de {0}; guarda la imagen sin entrelazado',
  'it must have one {0} chunk': 'debe tener un solo bloque {0}',
  'it has no palette': 'no tiene paleta',
  'it has no {0}': 'no tiene el campo {0}',
  'its {0} must be {1}': 'su campo {0} debe ser {1}',
  'its {0} must be one of {1}': 'su campo {0} debe tener uno de estos valores: {1}',
  'its {0} must be an integer from {1} to {2}': 'su campo {0} debe ser un entero entre {1} y {2}',
  'its {0} must be of type BYTE, SHORT or LONG': 'su campo {0} debe ser de tipo BYTE, SHORT o LONG',
  'its {0} must have one value': 'su campo {0} debe tener un solo valor',
  'its {0} must have at least one value': 'su campo {0} debe tener al menos un valor',
  'its {0} must be the same for all {1} samples': 'su campo {0} debe ser igual en las {1} muestras',
  'its SamplesPerPixel must be {0} for this PhotometricInterpretation':
    'con este PhotometricInterpretation, su campo SamplesPerPixel debe ser {0}',
  'its SamplesPerPixel must be one of {0} for this PhotometricInterpretation':
    'con este PhotometricInterpretation, su campo SamplesPerPixel debe tener uno de estos valores: {0}',
  'its ColorMap must have 3 × 2^BitsPerSample values': 'su ColorMap debe tener 3 × 2^BitsPerSample valores',
  'each of its bit fields must be 1 to 8 adjacent bits':
    'cada uno de sus campos de bits debe tener entre 1 y 8 bits contiguos',
  'each of its {0} strips or tiles must have an offset and a size':
    'cada una de sus {0} tiras o teselas debe tener una posición y un tamaño',
  'it is a TIFF without BitsPerSample': 'es un TIFF sin BitsPerSample',
  'it is turned or mirrored by its Orientation; turn it in another program and save it again':
    'su campo Orientation la gira o la refleja; gírala en otro programa y vuelve a guardarla',
  'this TIFF compression is not supported; save it with LZW or without compression':
    'esta compresión de TIFF no es compatible; guarda la imagen con LZW o sin compresión',
  'this kind of TIFF is not supported; save it as RGB':
    'este tipo de TIFF no es compatible; guarda la imagen como RGB',
  'a colour TIFF with this BitsPerSample is not supported':
    'un TIFF en color con este BitsPerSample no es compatible',
  'a TIFF with separate channels is not supported; save it with interleaved channels':
    'un TIFF con los canales separados no es compatible; guarda la imagen con los canales intercalados',
  'a TIFF with tiles of this kind is not supported; save it with strips':
    'un TIFF con este tipo de teselas no es compatible; guarda la imagen en tiras',
  'The sides of a picture must be positive integers.':
    'Los lados de una imagen deben ser enteros mayores o iguales que 1.',
  '`target_size` must be height and width, positive integers.':
    '`target_size` debe ser alto y ancho, enteros mayores o iguales que 1.',
  'With `keep_aspect_ratio`, a part of the picture must have the proportions of `target_size`.':
    'Con `keep_aspect_ratio`, una parte de la imagen debe tener las proporciones de `target_size`.',
};
