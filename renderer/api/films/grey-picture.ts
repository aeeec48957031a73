// A radiograph as the page holds it: its pixels, with 16 bits.

/** A radiograph. grey = low + slope * value, and bright means dense. */
export interface GreyPicture {
  /** The id of its radiograph, so that nobody takes it for the picture of another one. */
  readonly film: string;
  readonly width: number;
  readonly height: number;
  /** // [height, width] */
  readonly values: Uint16Array;
  readonly low: number;
  readonly slope: number;
  /** 0 for the whole film, else how often it was halved: it is then a preview. */
  readonly halvings: number;
}
