// Pictures, archives and tables in formats that the program does not read. They may hold what the user wants, so they are named.

export interface ForeignFormat {
  readonly what: 'picture' | 'archive' | 'table' | 'document';
  /** As the user knows it. Empty for documents. */
  readonly format: string;
}

/** Null for a file in a format that is read, or that nobody would import. */
export function foreignFormat(name: string, head: Uint8Array): ForeignFormat | null {
  const latin = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 16)).toString('latin1');
  const found = BEGINNINGS.find(([beginning]) => begins(latin, beginning)) ?? ENDINGS.find(([ending]) => ending.test(name));
  return found === undefined ? null : { what: found[1], format: found[2] };
}

/** Whether the text begins like the pattern, in which `?` is any character. */
function begins(text: string, pattern: string): boolean {
  return Array.from(pattern).every((character, at) => character === '?' || character === text[at]);
}

type Rule<How> = readonly [How, ForeignFormat['what'], string];

const BEGINNINGS: readonly Rule<string>[] = [
  ['II*\0', 'picture', 'TIFF'],
  ['MM\0*', 'picture', 'TIFF'],
  ['GIF8', 'picture', 'GIF'],
  ['BM????\0\0\0\0', 'picture', 'BMP'],
  ['RIFF????WEBP', 'picture', 'WebP'],
  ['????ftypheic', 'picture', 'HEIC'],
  ['????ftypheix', 'picture', 'HEIC'],
  ['????ftypmif1', 'picture', 'HEIC'],
  ['????ftypavif', 'picture', 'AVIF'],
  ['\0\0\0\x0cjP  ', 'picture', 'JPEG 2000'],
  ['NRRD000', 'picture', 'NRRD'],
  ['7z\xbc\xaf\x27\x1c', 'archive', '7z'],
  ['Rar!\x1a\x07', 'archive', 'RAR'],
  ['\x1f\x8b', 'archive', 'gzip'],
  ['BZh', 'archive', 'bzip2'],
  ['\xfd7zXZ\0', 'archive', 'xz'],
  ['\x28\xb5\x2f\xfd', 'archive', 'Zstandard'],
];

const ENDINGS: readonly Rule<RegExp>[] = [
  [/\.tiff?$/i, 'picture', 'TIFF'],
  [/\.bmp$/i, 'picture', 'BMP'],
  [/\.(?:nii|nii\.gz)$/i, 'picture', 'NIfTI'],
  [/\.(?:mha|mhd)$/i, 'picture', 'MetaImage'],
  [/\.np[yz]$/i, 'picture', 'NumPy'],
  [/\.(?:tar|tgz)$/i, 'archive', 'tar'],
  [/\.iso$/i, 'archive', 'ISO'],
  [/\.xls[xmb]?$/i, 'table', 'Excel'],
  [/\.(?:ods|numbers)$/i, 'table', 'spreadsheet'],
  [/\.(?:sav|zsav)$/i, 'table', 'SPSS'],
  [/\.dta$/i, 'table', 'Stata'],
  [/\.(?:parquet|feather|rds|rdata)$/i, 'table', 'data frame'],
  [
    /\.(?:docx?|odt|pptx?|odp|pdf|rtf|html?|xml|json|md|log|py|r|m|js|epub|pages|key|jar|pth?|ckpt|onnx|safetensors)$/i,
    'document',
    '',
  ],
];
