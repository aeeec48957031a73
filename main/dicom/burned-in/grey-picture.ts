// The picture in which text is looked for.

export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** Any unit. // [height, width] */
  readonly pixels: Float32Array | Uint16Array | Uint8Array;
}
