// The image that is searched for text.

export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** Any unit. // [height, width] */
  readonly pixels: Float32Array | Uint16Array | Uint8Array;
}
